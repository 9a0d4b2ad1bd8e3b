import { maxSequence, isNextInSequence } from "./sequence.ts";
import { firstSequence, type ProducerStateEntry } from "./producer-state.ts";
import type { ErrorName } from "./errors.ts";

/**
 * The heart of deduplication as one closed table: what a partition leader does with a client's batch that carries a
 * producer id, by how its epoch stands to the producer state entry and its sequences to the entry's window (B-24 …
 * B-34). A new row or column does not compile until every cell is decided; a gallery bug is this table with one cell
 * changed.
 */
export type EpochIs =
  /** No entry for the producer id, in a log that has held records. */
  | "unknown"
  /** No entry for the producer id, in a log that never held a record (the rule of 4.5 asks for the difference). */
  | "unknownOnUntouchedLog"
  | "older"
  | "same"
  /** The entry's epoch, but a marker emptied the window: numbering starts again (B-31). */
  | "sameAfterMarker"
  /** The entry holds epoch -1 and so does the batch (B-34). */
  | "sameWithoutEpoch"
  | "newer"
  /** The entry holds epoch -1, the batch a real epoch (B-34). */
  | "newerThanNone";

export type SequenceIs =
  /** Exactly the range of a batch in the window: same first and same last sequence (B-24). */
  | "cached"
  /** The one that continues the numbering: last + 1 at the entry's epoch, 0 where numbering starts. */
  | "expected"
  /** Wholly before the oldest batch of the window (B-27). */
  | "forgotten"
  /** Starts at or below the last sequence, but is no batch of the window (B-26). */
  | "behind"
  /** A gap. */
  | "ahead";

/** All of them, in an order that does not change: notes have their places in it. */
export const epochRelations: readonly EpochIs[] = [
  "unknown",
  "unknownOnUntouchedLog",
  "older",
  "same",
  "sameAfterMarker",
  "sameWithoutEpoch",
  "newer",
  "newerThanNone",
];
export const sequenceRelations: readonly SequenceIs[] = ["cached", "expected", "forgotten", "behind", "ahead"];

type Refusal = Extract<
  ErrorName,
  "OUT_OF_ORDER_SEQUENCE_NUMBER" | "INVALID_PRODUCER_EPOCH" | "UNKNOWN_PRODUCER_ID" | "DUPLICATE_SEQUENCE_NUMBER"
>;

/** `impossible`: the two relations exclude each other; meeting it is a mistake in this program. */
export type Ruling = "append" | "duplicate" | "impossible" | Refusal;

export type Rulings = Readonly<Record<EpochIs, Readonly<Record<SequenceIs, Ruling>>>>;

/** The points in which brokers differed, or in which a wrong broker may differ, each turned alone. */
export interface RulingSwitches {
  /** What a first batch of an unknown producer id must be (B-29; matrix of broker.md 0.3). */
  readonly unknownProducer: "acceptAny" | "requireZero" | "unknownProducerId" | "zeroIfNeverWritten";
  /** `off`: a broker that forgets to fence; an older epoch is believed just as a newer one is (against B-33). */
  readonly epochCheck: "fenceOlder" | "off";
  /** Whether epoch -1 switches the sequence check off (B-34) or not. */
  readonly withoutEpoch: "anySequence" | "inSequence";
  /** A first batch after a marker that does not start at 0 (B-31). */
  readonly afterMarker: "outOfOrder" | "unknownProducerId";
  /** A batch at or below the last sequence that is no batch of the window (B-26). */
  readonly atOrBelowLast: "outOfOrder" | "duplicate";
  /** A batch wholly before the window (B-27). */
  readonly olderThanWindow: "outOfOrder" | "duplicateSequenceNumber" | "duplicate";
}

/** A row in which numbering starts at 0 and nothing is cached, so that there is neither behind nor forgotten. */
const startingAtZero = (expected: Ruling, ahead: Ruling): Rulings[EpochIs] => ({
  cached: "impossible",
  expected,
  forgotten: "impossible",
  behind: "impossible",
  ahead,
});

const firstContact: Readonly<Record<RulingSwitches["unknownProducer"], Ruling>> = {
  acceptAny: "append",
  zeroIfNeverWritten: "append",
  requireZero: "OUT_OF_ORDER_SEQUENCE_NUMBER",
  unknownProducerId: "UNKNOWN_PRODUCER_ID",
};

const behindLast: Readonly<Record<RulingSwitches["atOrBelowLast"], Ruling>> = {
  outOfOrder: "OUT_OF_ORDER_SEQUENCE_NUMBER",
  duplicate: "duplicate",
};

const beforeWindow: Readonly<Record<RulingSwitches["olderThanWindow"], Ruling>> = {
  outOfOrder: "OUT_OF_ORDER_SEQUENCE_NUMBER",
  duplicateSequenceNumber: "DUPLICATE_SEQUENCE_NUMBER",
  duplicate: "duplicate",
};

const anySequence: Rulings[EpochIs] = {
  cached: "duplicate",
  expected: "append",
  forgotten: "append",
  behind: "append",
  ahead: "append",
};

/** The table for a set of switches. */
export function rulingsFor(switches: RulingSwitches): Rulings {
  const { unknownProducer } = switches;
  const outOfOrder = "OUT_OF_ORDER_SEQUENCE_NUMBER";
  const fenced = "INVALID_PRODUCER_EPOCH";
  const unknown = firstContact[unknownProducer];
  const same: Rulings[EpochIs] = {
    cached: "duplicate",
    expected: "append",
    forgotten: beforeWindow[switches.olderThanWindow],
    behind: behindLast[switches.atOrBelowLast],
    ahead: outOfOrder,
  };
  return {
    unknown: startingAtZero("append", unknown),
    unknownOnUntouchedLog: startingAtZero("append", unknownProducer === "zeroIfNeverWritten" ? outOfOrder : unknown),
    older: switches.epochCheck === "off" ? startingAtZero("append", outOfOrder) : startingAtZero(fenced, fenced),
    same,
    sameAfterMarker: startingAtZero(
      "append",
      switches.afterMarker === "unknownProducerId" ? "UNKNOWN_PRODUCER_ID" : outOfOrder,
    ),
    sameWithoutEpoch: switches.withoutEpoch === "anySequence" ? anySequence : same,
    newer: startingAtZero("append", outOfOrder),
    // An entry without an epoch is to a real epoch as no entry at all.
    newerThanNone: startingAtZero("append", unknown),
  };
}

/** How the epoch of a batch stands to what the partition knows of its producer. */
export function epochRelation(
  entry: ProducerStateEntry | undefined,
  producerEpoch: number,
  logNeverHeldARecord: boolean,
): EpochIs {
  if (entry === undefined) {
    // An unknown producer counts as one at epoch -1, so only epochs below that are older (B-34).
    if (producerEpoch < -1) return "older";
    return logNeverHeldARecord ? "unknownOnUntouchedLog" : "unknown";
  }
  const known = entry.producerEpoch;
  if (producerEpoch === known) {
    if (entry.size === 0) return "sameAfterMarker";
    return known === -1 ? "sameWithoutEpoch" : "same";
  }
  if (producerEpoch < known) return "older";
  return known === -1 ? "newerThanNone" : "newer";
}

/** How the sequences of a batch stand to the entry's window, given how its epoch does. */
export function sequenceRelation(
  entry: ProducerStateEntry | undefined,
  epochIs: EpochIs,
  baseSequence: number,
  lastSequence: number,
): SequenceIs {
  if (entry === undefined || (epochIs !== "same" && epochIs !== "sameWithoutEpoch")) {
    return baseSequence === 0 ? "expected" : "ahead";
  }
  // Before the successor test: without an epoch any sequence may have been accepted, so the next one can be cached too.
  if (entry.findDuplicate(baseSequence, lastSequence) !== undefined) return "cached";
  const known = entry.lastSequence;
  if (isNextInSequence(known, baseSequence)) return "expected";
  if (!isAtOrBelow(baseSequence, known)) return "ahead";
  const oldest = entry.oldest;
  if (oldest === undefined) return "behind";
  const windowStart = firstSequence(oldest);
  return lastSequence !== windowStart && isAtOrBelow(lastSequence, windowStart) ? "forgotten" : "behind";
}

const halfOfSequences = (maxSequence + 1) / 2;

/**
 * Order on the circle of sequences: at or below means less than half the circle back. Kafka has no such order, and in
 * its tables all that are neither cached nor expected are ruled alike; only the other profiles tell them apart.
 */
function isAtOrBelow(sequence: number, reference: number): boolean {
  const back = reference - sequence;
  return back >= 0 ? back < halfOfSequences : back + maxSequence + 1 < halfOfSequences;
}
