import { type Fact, recordName } from "../histories/facts.ts";

export type Send = Fact & { readonly kind: "send" };
export type Append = Fact & { readonly kind: "append" };
export type Callback = Fact & { readonly kind: "acknowledge" | "fail" | "refuse" };

/** A naive judge: reads a whole history and lists each breach as its shape and its subject. */
export type Twin = (facts: readonly Fact[]) => readonly string[];

export const sendsOf = (facts: readonly Fact[]): readonly Send[] => facts.filter((fact) => fact.kind === "send");

export const sendOf = (facts: readonly Fact[], send: number): Send => sendsOf(facts)[send] as Send;

/** The name of the record that a send carries. */
export const nameOf = (facts: readonly Fact[], send: number): string => recordName(sendOf(facts, send).record);

export const isCallback = (fact: Fact): fact is Callback =>
  fact.kind === "acknowledge" || fact.kind === "fail" || fact.kind === "refuse";

/** What was said of a send before the fact at this place. */
export const callbacksBefore = (facts: readonly Fact[], at: number, send: number): readonly Callback[] =>
  facts.slice(0, at).filter((fact): fact is Callback => isCallback(fact) && fact.send === send);

/** The first thing that was ever said of a send. */
export const firstCallback = (facts: readonly Fact[], send: number): Callback | undefined =>
  callbacksBefore(facts, facts.length, send)[0];

/** Every copy of a sent record that a log was given: at which place of the history, and at which offset. */
export interface Copy {
  readonly at: number;
  /** Place within the batch. */
  readonly nth: number;
  readonly send: number;
  readonly offset: number;
  readonly append: Append;
}

export const copiesIn = (facts: readonly Fact[]): readonly Copy[] =>
  facts
    .flatMap((fact, at) =>
      fact.kind !== "append"
        ? []
        : fact.sends.map((send, nth) => ({ at, nth, send, offset: fact.baseOffset + nth, append: fact })),
    )
    .filter(({ send }) => send >= 0);

/** Whether what lay there was lost with a leader before the fact at this place. */
export const isCutOff = (facts: readonly Fact[], { at, offset, append }: Copy, before: number): boolean =>
  facts.some(
    (fact, place) =>
      fact.kind === "take-over" &&
      at < place &&
      place < before &&
      fact.partition === append.partition &&
      offset >= fact.from,
  );

/** Copies of a send that were there before the fact at this place, and had not been lost with a leader. */
export const copiesBefore = (facts: readonly Fact[], at: number, send: number): readonly Copy[] =>
  copiesIn(facts).filter((copy) => copy.send === send && copy.at < at && !isCutOff(facts, copy, at));

/** Other copies of the same send that were there when this one came. */
export const copiesBeside = (facts: readonly Fact[], copy: Copy): readonly Copy[] =>
  copiesIn(facts).filter(
    (other) => other.send === copy.send && isEarlier(other, copy) && !isCutOff(facts, other, copy.at),
  );

/** Whether one copy came before another. */
export const isEarlier = (one: Copy, other: Copy): boolean =>
  one.at < other.at || (one.at === other.at && one.nth < other.nth);

export const settledEnd = (facts: readonly Fact[]): boolean =>
  facts.some((fact) => fact.kind === "end" && fact.settled);
