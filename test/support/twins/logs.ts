import { type Fact, type Partition, partitionName } from "../histories/facts.ts";
import { logAfter } from "../histories/log-book.ts";
import {
  type Copy,
  type Twin,
  copiesBefore,
  copiesBeside,
  copiesIn,
  firstCallback,
  isCutOff,
  isEarlier,
  nameOf,
  sendOf,
  sendsOf,
} from "./reading.ts";

const partitions: readonly Partition[] = [0, 1];

/** Second copies of one send; acknowledgements of what lies nowhere by then. */
export const acknowledgedExactlyOnce: Twin = (facts) => [
  ...copiesIn(facts)
    .filter((copy) => copiesBeside(facts, copy).length > 0)
    .map(({ send }) => `second-copy ${nameOf(facts, send)}`),
  ...facts.flatMap((fact, at) =>
    fact.kind === "acknowledge" && copiesBefore(facts, at, fact.send).length === 0
      ? [`absent ${nameOf(facts, fact.send)}`]
      : [],
  ),
];

const firstCopies = (facts: readonly Fact[]): readonly Copy[] =>
  copiesIn(facts).filter((copy) => copiesBeside(facts, copy).length === 0);

const isOneStream = (facts: readonly Fact[], one: number, other: number): boolean => {
  const [here, there] = [sendOf(facts, one), sendOf(facts, other)];
  return here.session === there.session && here.partition === there.partition;
};

/** First copies behind the first copy of something sent later. */
export const orderAsSent: Twin = (facts) =>
  firstCopies(facts)
    .filter((copy, _, copies) =>
      copies.some(
        (other) =>
          other.send > copy.send &&
          isOneStream(facts, copy.send, other.send) &&
          isEarlier(other, copy) &&
          !isCutOff(facts, other, copy.at),
      ),
    )
    .map(({ send }) => `overtaken ${nameOf(facts, send)}`);

export const noPhantom: Twin = (facts) =>
  facts.flatMap((fact) =>
    fact.kind === "append"
      ? fact.sends.filter((send) => send < 0).map(() => `unknown-record ${partitionName(fact.partition)}`)
      : [],
  );

/** Each copy that brings what the application means by one record to more than one. */
export const storedOnceEndToEnd: Twin = (facts) =>
  copiesIn(facts)
    .filter((copy, _, copies) =>
      copies.some(
        (other) =>
          nameOf(facts, other.send) === nameOf(facts, copy.send) &&
          isEarlier(other, copy) &&
          !isCutOff(facts, other, copy.at),
      ),
    )
    .map(({ send }) => `second-copy ${nameOf(facts, send)}`);

/** Within a batch: behind a record of another session, or of a later send; or not where it was sent. */
export const orderWithinBatch: Twin = (facts) =>
  copiesIn(facts).flatMap((copy) => {
    const { partition, session } = sendOf(facts, copy.send);
    const name = nameOf(facts, copy.send);
    const before = copy.append.sends.slice(0, copy.nth).findLast((send) => send >= 0);
    const isBehind = before === undefined || (sendOf(facts, before).session === session && before < copy.send);
    return [
      ...(partition === copy.append.partition ? [] : [`astray ${name}`]),
      ...(isBehind ? [] : [`swapped ${name}`]),
    ];
  });

/** Whether the batch that came at one place was lost with a leader before the other. */
function isLost(facts: readonly Fact[], at: number, before: number): boolean {
  const append = facts[at];
  if (append?.kind !== "append") return false;
  return isCutOff(facts, { at, nth: 0, send: -1, offset: append.baseOffset, append }, before);
}

/** Batches of an epoch that is older than one which the same partition has already of the same producer. */
export const fencedEpochAppendsNothing: Twin = (facts) =>
  facts.flatMap((fact, at) => {
    if (fact.kind !== "append" || fact.producerId < 0) return [];
    const isFenced = facts
      .slice(0, at)
      .some(
        (other, place) =>
          other.kind === "append" &&
          other.partition === fact.partition &&
          other.producerId === fact.producerId &&
          other.epoch > fact.epoch &&
          !isLost(facts, place, at),
      );
    return isFenced ? [`appended producer ${fact.producerId}`] : [];
  });

/** Whether a batch takes offsets that an earlier one was given, and did not lose with its leader. */
export function isGivenAgain(facts: readonly Fact[], at: number): boolean {
  const fact = facts[at];
  if (fact?.kind !== "append") return false;
  return facts
    .slice(0, at)
    .some(
      (other, place) =>
        other.kind === "append" &&
        other.partition === fact.partition &&
        fact.baseOffset < other.baseOffset + other.sends.length &&
        !isLost(facts, place, at),
    );
}

/** Batches at offsets that an earlier batch was given; records that a log shows, after a restart, where nobody put them. */
export const offsetHoldsOneRecord: Twin = (facts) => {
  const again = facts.flatMap((fact, at) =>
    fact.kind === "append" && isGivenAgain(facts, at) ? [`given-again ${partitionName(fact.partition)}`] : [],
  );
  const restarts = (fact: Fact): boolean => fact.kind === "restart" || fact.kind === "take-over";
  const hasRestarted = facts.some(restarts);
  const looks = facts.flatMap((fact, at) => (restarts(fact) || (fact.kind === "end" && hasRestarted) ? [at] : []));
  return [...again, ...looks.flatMap((at) => changedAt(facts, at))];
};

function changedAt(facts: readonly Fact[], at: number): readonly string[] {
  return entriesAt(facts, at + 1)
    .filter(({ send, offset }) => !copiesBefore(facts, at, send).some((copy) => copy.offset === offset))
    .map(({ send }) => `changed ${nameOf(facts, send)}`);
}

interface Entry {
  readonly partition: Partition;
  readonly send: number;
  readonly offset: number;
}

/** What all logs hold after so many facts, each in its order. */
const entriesAt = (facts: readonly Fact[], count: number): readonly Entry[] =>
  partitions.flatMap((partition) =>
    logAfter(facts, count, partition).flatMap(({ baseOffset, sends }) =>
      sends.map((send, nth) => ({ partition, send, offset: baseOffset + nth })).filter((entry) => entry.send >= 0),
    ),
  );

/** Acknowledged first of all, in no log in the end, and not where nobody can know any more. */
function lostIn(facts: readonly Fact[]): readonly number[] {
  const present = new Set(entriesAt(facts, facts.length).map(({ send }) => send));
  return sendsOf(facts)
    .map(({ send }) => send)
    .filter((send) => firstCallback(facts, send)?.kind === "acknowledge" && !present.has(send))
    .filter((send) => !isForgotten(facts, send));
}

/** The first copy would lie before the oldest batch that the log still has. */
function isForgotten(facts: readonly Fact[], send: number): boolean {
  const [first] = copiesBefore(facts, facts.length, send);
  const [oldest] = logAfter(facts, facts.length, sendOf(facts, send).partition);
  return first !== undefined && oldest !== undefined && first.offset < oldest.baseOffset;
}

export const acknowledgedSurvives: Twin = (facts) =>
  lostIn(facts).map((send) => {
    const shape = copiesIn(facts).some((copy) => copy.send === send) ? "vanished" : "never-stored";
    return `${shape} ${nameOf(facts, send)}`;
  });

/** The final logs, session by session: nothing twice, nothing behind something later, nothing acknowledged left out. */
export const deduplicationTransparent: Twin = (facts) => {
  const entries = entriesAt(facts, facts.length);
  const misplaced = entries.filter((entry, place) =>
    entries
      .slice(0, place)
      .some(
        (other) =>
          other.partition === entry.partition &&
          sendOf(facts, other.send).session === sendOf(facts, entry.send).session &&
          other.send >= entry.send,
      ),
  );
  const missing = lostIn(facts).filter((send) =>
    entries.some(
      (entry) =>
        entry.partition === sendOf(facts, send).partition &&
        sendOf(facts, entry.send).session === sendOf(facts, send).session &&
        entry.send > send,
    ),
  );
  return [
    ...misplaced.map(({ send, offset }) => {
      const [first, ...others] = copiesBefore(facts, facts.length, send);
      const isCopy = others.length > 0 && first?.offset !== offset;
      return `${isCopy ? "repeated" : "overtaken"} ${nameOf(facts, send)}`;
    }),
    ...missing.map((send) => `missing ${nameOf(facts, send)}`),
  ];
};

/** What an answer to a duplicate, or the producer table after a restart, says of a log that does not hold it. */
export const deduplicationSound: Twin = (facts) =>
  facts.flatMap((fact, at) => {
    if (fact.kind === "suppress") return fact.baseOffset === -1 ? [] : objection(facts, at, fact);
    if (fact.kind !== "restart" && fact.kind !== "take-over" && fact.kind !== "end") return [];
    const remembered = facts.slice(0, at).filter((other) => other.kind === "remember");
    return remembered.flatMap((claim) => objection(facts, at + 1, claim));
  });

function objection(
  facts: readonly Fact[],
  count: number,
  claim: Fact & { readonly kind: "suppress" | "remember" },
): readonly string[] {
  const log = logAfter(facts, count, claim.partition);
  const [oldest] = log;
  if (oldest !== undefined && claim.baseOffset < oldest.baseOffset) return [];
  const found = log.find(
    ({ baseOffset, sends }) => baseOffset <= claim.baseOffset && claim.baseOffset < baseOffset + sends.length,
  );
  const name = partitionName(claim.partition);
  if (found === undefined) return [`nothing-there ${name}`];
  const isIt =
    found.baseOffset === claim.baseOffset &&
    found.sends.length === claim.count &&
    found.producerId === claim.producerId &&
    found.epoch === claim.epoch &&
    found.baseSequence === claim.baseSequence;
  return isIt ? [] : [`another-batch ${name}`];
}
