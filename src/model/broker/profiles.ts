import type { ClientLine } from "../config/definition.ts";
import type { ReadingSwitches } from "../core/batch-validation.ts";
import type { WordSwitches } from "../core/refusal-words.ts";
import type { TransactionSwitches } from "./transactional-producers.ts";
import { rulingsFor, type Rulings, type RulingSwitches } from "../core/append-ruling.ts";

const day = 86_400_000;

/** Everything in which the brokers told apart here behave differently: each a switch with a name, none a version. */
export interface BrokerSwitches extends RulingSwitches, ReadingSwitches, WordSwitches, TransactionSwitches {
  /** How many batches of a producer a partition remembers (B-28). */
  readonly windowOfBatches: number;
  /** What the answer to a duplicate carries: its first offset and time (B-21), or nothing but success. */
  readonly duplicateAnswer: "originalOffset" | "noOffset";
  /** What comes back of a producer's window after a restart (B-46, B-49). */
  readonly snapshotHolds: "lastBatch" | "wholeWindow" | "nothing";
  /** How long an entry lives: until it expires (B-43), or only as long as the log holds records of it. */
  readonly producerStateLifetime: "untilExpiry" | "withRecords";
  /** Default of producer.id.expiration.ms. */
  readonly producerIdExpirationMillis: number;
  /** Default of message.timestamp.after.max.ms. */
  readonly timestampAfterMaxMillis: number;
  /** A record set that can't be parsed at all: an answer with an error, or the broker closes the connection. */
  readonly unparsableRecordSet: "answered" | "connectionClosed";
  /** Which line of versions the topic configs are read as: their names, defaults and bounds. */
  readonly topicConfigs: ClientLine;
  /** A null where a record set is due: the connection is dead from then on (cluster-measured 17.8), or the set fails alone. */
  readonly nullRecordSet: "connectionMute" | "failsAlone";
  /** Where a block of producer ids is missing: the caller is put off with 14 (B-91), or waits for it. */
  readonly missingProducerIdBlock: "coordinatorLoadInProgress" | "waited";
}

/** How far a profile is known to be true. */
export type Evidence =
  /** Held against recorded answers of the broker named. */
  | { readonly kind: "measured"; readonly how: string }
  /** From the rule book alone. */
  | { readonly kind: "unmeasured"; readonly how: string };

export interface BrokerProfile extends BrokerSwitches {
  readonly name: string;
  readonly title: string;
  readonly evidence: Evidence;
  /** The table that follows from the switches; a gallery bug may change a cell of it. */
  readonly rulings: Rulings;
}

type Portrait = Pick<BrokerProfile, "name" | "title" | "evidence">;

/** A profile that is another one with some switches turned; its table follows from the switches alone. */
export function variantOf(base: BrokerSwitches, portrait: Portrait, turned: Partial<BrokerSwitches>): BrokerProfile {
  const switches = { ...base, ...turned };
  const { name, title, evidence } = portrait;
  return { ...switches, name, title, evidence, rulings: rulingsFor(switches) };
}

const switchesOf44: BrokerSwitches = {
  unknownProducer: "acceptAny",
  epochCheck: "fenceOlder",
  withoutEpoch: "anySequence",
  afterMarker: "outOfOrder",
  atOrBelowLast: "outOfOrder",
  olderThanWindow: "outOfOrder",
  windowOfBatches: 5,
  duplicateAnswer: "originalOffset",
  snapshotHolds: "lastBatch",
  producerStateLifetime: "untilExpiry",
  producerIdExpirationMillis: day,
  timestampAfterMaxMillis: 3_600_000,
  unparsableRecordSet: "answered",
  nullRecordSet: "connectionMute",
  headerWithoutProducer: "failsRequest",
  clientStampedForBroker: "refusedUntimed",
  compressedRecordSize: "refusedNegative",
  compressedOffsetDeltas: "failRewriting",
  recordBeyond: "refused",
  compressedEndsEarly: "fails",
  headerKeyBeyond: "refused",
  badRecords: "all",
  refusalWords: "eachAndCounted",
  flaggedBatches: "fencedThenAsked",
  topicConfigs: "java-4.4",
  missingProducerIdBlock: "coordinatorLoadInProgress",
};

export const kafka44: BrokerProfile = variantOf(
  switchesOf44,
  {
    name: "kafka-4.4",
    title: "Apache Kafka 4.0 to 4.4",
    evidence: {
      kind: "measured",
      how: "answers of a 4.4.0 broker to random scripts (families dedup, epoch, bad, restart, bytes) and a 4.4.0 cluster",
    },
  },
  {},
);

const kafka45 = variantOf(
  kafka44,
  {
    name: "kafka-4.5",
    title: "Apache Kafka 4.5: an unknown producer must start at 0 in a log that never held a record (KAFKA-15591)",
    evidence: { kind: "unmeasured", how: "from the description of the change; no broker was asked" },
  },
  { unknownProducer: "zeroIfNeverWritten" },
);

const kafka39 = variantOf(
  kafka44,
  {
    name: "kafka-3.9",
    title: "Apache Kafka 3.4 to 3.9: record times may lie any distance ahead",
    evidence: {
      kind: "measured",
      how: "a 3.9.1 broker answers the families dedup, epoch, bad and restart as 4.4.0 does; its own answers to bytes",
    },
  },
  {
    timestampAfterMaxMillis: Infinity,
    topicConfigs: "java-3.9",
    compressedRecordSize: "unread",
    flaggedBatches: "coordinatorAsked",
  },
);

const kafka28 = variantOf(
  kafka39,
  {
    name: "kafka-2.8",
    title: "Apache Kafka 2.5 to 3.3: a producer is remembered for seven days",
    evidence: {
      kind: "measured",
      how: "a 2.8.2 broker answers the families dedup, epoch and bad as 4.4.0 does; the rest from the rule book",
    },
  },
  {
    producerIdExpirationMillis: 7 * day,
    missingProducerIdBlock: "waited",
    nullRecordSet: "failsAlone",
    headerWithoutProducer: "failsAlone",
    clientStampedForBroker: "refused",
    compressedRecordSize: "refusedWrong",
    recordBeyond: "fails",
    compressedEndsEarly: "refused",
    refusalWords: "each",
    flaggedBatches: "appended",
  },
);

export const kafka24: BrokerProfile = variantOf(
  kafka28,
  {
    name: "kafka-2.4",
    title: "Apache Kafka 2.4: UNKNOWN_PRODUCER_ID for an unknown producer that does not start at 0",
    evidence: {
      kind: "measured",
      how: "answers of a 2.4.1 broker to random scripts (families dedup, epoch, bad, bytes); restart, expiry and deletion from the rule book",
    },
  },
  {
    unknownProducer: "unknownProducerId",
    withoutEpoch: "inSequence",
    afterMarker: "unknownProducerId",
    unparsableRecordSet: "connectionClosed",
    compressedRecordSize: "failsNegative",
    compressedOffsetDeltas: "refused",
    headerKeyBeyond: "fails",
    badRecords: "first",
    refusalWords: "first",
  },
);

const kafka23 = variantOf(
  kafka24,
  {
    name: "kafka-2.3",
    title: "Apache Kafka 2.1 to 2.3: a producer is forgotten with its records (KAFKA-7190)",
    evidence: { kind: "unmeasured", how: "from the version matrix of the rule book" },
  },
  { producerStateLifetime: "withRecords" },
);

const kafka10 = variantOf(
  kafka23,
  {
    name: "kafka-1.0",
    title: "Apache Kafka 1.0: DUPLICATE_SEQUENCE_NUMBER for what is older than the window",
    evidence: { kind: "unmeasured", how: "from the version matrix of the rule book" },
  },
  { olderThanWindow: "duplicateSequenceNumber", afterMarker: "outOfOrder" },
);

const kafka011 = variantOf(
  kafka23,
  {
    name: "kafka-0.11",
    title: "Apache Kafka 0.11: a window of one batch (KAFKA-5494)",
    evidence: { kind: "unmeasured", how: "from the version matrix of the rule book and the gallery" },
  },
  { windowOfBatches: 1, unknownProducer: "requireZero", afterMarker: "outOfOrder" },
);

/**
 * The broker of the guides, which print three lines: last + 1 is accepted; at or below last is a duplicate,
 * acknowledged and discarded; above is out of order. Where they are silent: a producer never seen has last = -1, so it
 * starts at 0; a lower epoch is fenced and a higher one starts at 0, and epoch -1 is an epoch like any other; a
 * duplicate's offset is known while its exact range is among the newest five batches, and -1 otherwise; a batch that
 * begins at or below last and ends above it is discarded whole. No broker behaves so: it hides losses that a real one
 * answers with 45.
 */
const documented: BrokerProfile = variantOf(
  kafka44,
  {
    name: "documented",
    title: "The broker of the guides: at or below the last sequence is a duplicate, above last + 1 out of order",
    evidence: { kind: "unmeasured", how: "what guides print; real brokers differ in every line but the first" },
  },
  {
    unknownProducer: "requireZero",
    withoutEpoch: "inSequence",
    atOrBelowLast: "duplicate",
    olderThanWindow: "duplicate",
  },
);

/** All that ship, the default first. */
export const brokerProfiles: readonly BrokerProfile[] = [
  kafka44,
  kafka45,
  kafka39,
  kafka28,
  kafka24,
  kafka23,
  kafka10,
  kafka011,
  documented,
];

export const brokerProfileNamed = (name: string): BrokerProfile | undefined =>
  brokerProfiles.find((profile) => profile.name === name);
