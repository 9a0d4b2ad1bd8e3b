import type { Fact } from "../histories/facts.ts";
import {
  type Callback,
  type Twin,
  callbacksBefore,
  copiesBefore,
  copiesIn,
  firstCallback,
  isCallback,
  nameOf,
  sendOf,
  sendsOf,
  settledEnd,
} from "./reading.ts";

const undecidedIn = (facts: readonly Fact[]): readonly number[] =>
  sendsOf(facts)
    .map(({ send }) => send)
    .filter((send) => firstCallback(facts, send) === undefined);

export const everySendDecided: Twin = (facts) =>
  settledEnd(facts) ? undecidedIn(facts).map((send) => `undecided ${nameOf(facts, send)}`) : [];

const isOneStream = (facts: readonly Fact[], one: number, other: number): boolean => {
  const [here, there] = [sendOf(facts, one), sendOf(facts, other)];
  return here.session === there.session && here.partition === there.partition;
};

/** Undecided and nowhere, though something sent later was acknowledged. */
export const noAcknowledgedGap: Twin = (facts) =>
  undecidedIn(facts)
    .filter(() => settledEnd(facts))
    .filter((send) => copiesBefore(facts, facts.length, send).length === 0)
    .filter((send) =>
      facts.some((fact) => fact.kind === "acknowledge" && fact.send > send && isOneStream(facts, send, fact.send)),
    )
    .map((send) => `gap ${nameOf(facts, send)}`);

export const callbackOnceInOrder: Twin = (facts) =>
  facts.flatMap((fact, at) => {
    if (!isCallback(fact)) return [];
    if (callbacksBefore(facts, at, fact.send).length > 0) return [`called-twice ${nameOf(facts, fact.send)}`];
    const isLate = firstsBefore(facts, at).some(
      (other) => other.kind !== "refuse" && other.send > fact.send && isOneStream(facts, other.send, fact.send),
    );
    return fact.kind !== "refuse" && isLate ? [`out-of-turn ${nameOf(facts, fact.send)}`] : [];
  });

/** Those callbacks before this place that were the first of their send. */
const firstsBefore = (facts: readonly Fact[], at: number): readonly Callback[] =>
  facts
    .slice(0, at)
    .filter(
      (fact, place): fact is Callback => isCallback(fact) && callbacksBefore(facts, place, fact.send).length === 0,
    );

export const acknowledgedOffsetHoldsRecord: Twin = (facts) =>
  facts.flatMap((fact, at) => {
    if (fact.kind !== "acknowledge" || fact.offset === -1) return [];
    const copies = copiesBefore(facts, at, fact.send);
    const { partition } = sendOf(facts, fact.send);
    if (copies.some(({ offset, append }) => offset === fact.offset && append.partition === partition)) return [];
    return [`${copies.length === 0 ? "absent" : "elsewhere"} ${nameOf(facts, fact.send)}`];
  });

/** Of the first callbacks those that name an offset which another one named before; but not for what is lost with a leader. */
export const offsetAcknowledgedOnce: Twin = (facts) =>
  facts.flatMap((fact, at) => {
    if (fact.kind !== "acknowledge" || fact.offset === -1 || callbacksBefore(facts, at, fact.send).length > 0)
      return [];
    const { partition } = sendOf(facts, fact.send);
    if (isGone(facts, at, fact.send)) return [];
    const isNamed = firstsBefore(facts, at).some(
      (other) =>
        other.kind === "acknowledge" &&
        other.offset === fact.offset &&
        sendOf(facts, other.send).partition === partition &&
        !isGone(facts, facts.indexOf(other), other.send) &&
        !isGivenFree(facts, facts.indexOf(other), at, partition, fact.offset),
    );
    return isNamed ? [`given-twice ${nameOf(facts, fact.send)}`] : [];
  });

/** Some copy was lost with a leader, and none is there now. */
const isGone = (facts: readonly Fact[], at: number, send: number): boolean =>
  copiesIn(facts).some((copy) => copy.send === send && copy.at < at) && copiesBefore(facts, at, send).length === 0;

/** A log lost this offset with its leader between the two places. */
const isGivenFree = (facts: readonly Fact[], from: number, to: number, partition: number, offset: number): boolean =>
  facts
    .slice(from, to)
    .some((fact) => fact.kind === "take-over" && fact.partition === partition && fact.from <= offset);

/** Written down once more, and not looked up: what says that nothing was appended. */
const definite = ["InvalidRecordException", "RecordTooLargeException"];

/** A record whose first callback is a failure that leaves no doubt, and of which a copy was given to a log at any time. */
export const failedNotStored: Twin = (facts) =>
  sendsOf(facts).flatMap(({ send }) => {
    const first = firstCallback(facts, send);
    if (first === undefined || first.kind === "acknowledge") return [];
    if (!copiesIn(facts).some((copy) => copy.send === send)) return [];
    // What `send` refused is not looked for where it lay before: it never lay anywhere.
    const isEarlier = copiesBefore(facts, facts.indexOf(first), send).length > 0;
    if (first.kind === "refuse") return isEarlier ? [] : [`stored ${nameOf(facts, send)}`];
    const isDefinite = first.attempts === 1 && definite.includes(first.exception);
    return isDefinite ? [`stored ${nameOf(facts, send)}`] : [];
  });
