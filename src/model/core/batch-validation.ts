import { errors, type KafkaError } from "./errors.ts";
import {
  noProducerEpoch,
  noTimestamp,
  recordCountOf,
  type BatchDefects,
  type RecordBatch,
  type Unreadable,
} from "../protocol.ts";

/** What a topic's configuration says about the batches it takes. */
export interface BatchLimits {
  readonly maxMessageBytes: number;
  readonly segmentBytes: number;
  readonly timestampType: "CreateTime" | "LogAppendTime";
  /** A record may be at most so much older than the broker's clock; `Infinity`: any age. */
  readonly timestampBeforeMaxMillis: number;
  /** A record may be at most so far ahead of the broker's clock. */
  readonly timestampAfterMaxMillis: number;
  readonly compacted: boolean;
  /** `compression.type`: a codec, or `producer` for whatever the batch comes with. */
  readonly compressionType: string;
}

/** In what brokers differ that read batches: how closely they look, and what they make of what they can't read. */
export interface ReadingSwitches {
  /** A batch that ends within its header, and before its producer id does: fails alone, or the request with it. */
  readonly headerWithoutProducer: "failsAlone" | "failsRequest";
  /** A batch that a client marked as stamped by the broker: refused, or only where the topic looks at no time in it. */
  readonly clientStampedForBroker: "refused" | "refusedUntimed";
  /** The size that a compressed record claims: not looked at, refused if negative, or if it is not what the record has. */
  readonly compressedRecordSize: "unread" | "refusedNegative" | "refusedWrong" | "failsNegative";
  /** Compressed records whose offset deltas do not count from 0. */
  readonly compressedOffsetDeltas: "failRewriting" | "refused";
  /** A record that claims more bytes than there are; the key of a header that does. */
  readonly recordBeyond: "refused" | "fails";
  readonly headerKeyBeyond: "refused" | "fails";
  /** Compressed bytes that end before their records do, or whose records go on into damage behind them. */
  readonly compressedEndsEarly: "refused" | "fails";
  /** Of the records that a refusal is about it names all, or the first. */
  readonly badRecords: "all" | "first";
}

/**
 * What is wrong with a record set before any log is asked (B-7): no batch in it, more than one, or not of magic 2. Such
 * answers carry no log start offset.
 */
export function recordSetRefusal(defects: BatchDefects): KafkaError | undefined {
  const { recordSet, magic } = defects;
  if (recordSet === "empty") return errors.INVALID_RECORD;
  // A batch that ends before its length says is no batch at all: the set is empty (measured, family bytes).
  if (defects.unreadable === "truncated") return errors.INVALID_RECORD;
  // Of a magic that nobody knows not even the checksum can be found (measured: 2, where magics 0 and 1 give 87).
  if (recordSet === "corrupt" || magic === 3) return errors.CORRUPT_MESSAGE;
  if (magic !== undefined) return errors.INVALID_RECORD;
  if (defects.codecTooNew) return errors.UNSUPPORTED_COMPRESSION_TYPE;
  if (defects.codecNameless) return undefined;
  if (recordSet === "two-batches") return errors.INVALID_RECORD;
  return recordSet === "corrupt-behind" ? errors.CORRUPT_MESSAGE : undefined;
}

/**
 * Whether the check of the record set ends in a failure that the protocol has no name for, and the request with it: a
 * codec without a name, a length that leaves the 32 bits.
 */
export function isRecordSetFailing(defects: BatchDefects): boolean {
  if (defects.recordSet === "overflow") return true;
  if (recordSetRefusal(defects) !== undefined) return false;
  return defects.codecNameless === true || defects.recordSet === "overflow-behind";
}

/** Where the producer id of a header ends: it can't be read of a batch that is shorter. */
const producerIdEnd = 51;

export const isWithoutProducer = ({ headerBytes }: BatchDefects): boolean =>
  headerBytes !== undefined && headerBytes < producerIdEnd;

/**
 * Whether a broker that asks the first batch for its producer while it parses the request hangs up over this record set
 * (2.4.1, measured).
 */
export function isUnparsable(defects: BatchDefects): boolean {
  if (isWithoutProducer(defects) || defects.unreadable === "truncated" || defects.magic === 3) return true;
  const { recordSet } = defects;
  return recordSet === "null" || recordSet === "empty" || recordSet === "corrupt" || recordSet === "overflow";
}

/** Where the greatest last offset of a header ends: a batch shorter than that has none to look at. */
const lastOffsetEnd = 27;

/** Checks of the batch itself, in order: B-14, B-15. `undefined`: nothing wrong. */
export function batchRefusal(
  batch: RecordBatch,
  limits: BatchLimits,
  switches: ReadingSwitches,
): RecordRefusal | undefined {
  const error = headerRefusal(batch, limits);
  if (error !== undefined) return { error };
  return batch.defects === undefined ? undefined : recordsRefusal(batch.defects, switches);
}

function headerRefusal(batch: RecordBatch, limits: BatchLimits): KafkaError | undefined {
  const { defects } = batch;
  if (defects?.recordSet === "null") return errors.UNKNOWN_SERVER_ERROR;
  if (defects?.baseOffset !== undefined && defects.baseOffset !== 0) return errors.INVALID_RECORD;
  // Reading a field that is not there fails as nothing that the protocol has a name for.
  if (defects?.headerBytes !== undefined && defects.headerBytes < lastOffsetEnd) return errors.UNKNOWN_SERVER_ERROR;
  if (batch.sizeInBytes > limits.maxMessageBytes) return errors.MESSAGE_TOO_LARGE;
  if (defects !== undefined) {
    if (defects.headerBytes !== undefined || defects.crcWrong) return errors.CORRUPT_MESSAGE;
    if (defects.unreadable === "unknown-codec") return errors.UNKNOWN_SERVER_ERROR;
    if (isHeaderWrong(defects, recordCountOf(batch))) return errors.INVALID_RECORD;
  }
  // Records that can't be read are not in `records`, and are complained about last.
  if (recordCountOf(batch) === 0 && defects?.unreadable === undefined) return errors.INVALID_RECORD;
  return batch.producerId >= 0 && batch.baseSequence < 0 ? errors.INVALID_RECORD : undefined;
}

/** What is wrong with the bytes of the records. */
function recordsRefusal(defects: BatchDefects, switches: ReadingSwitches): RecordRefusal | undefined {
  const { unreadable } = defects;
  if (unreadable === "structure") return { error: errors.INVALID_RECORD };
  const error = defects.recordSize && recordSizeRefusal(defects.recordSize, switches);
  if ((unreadable === "compressed-end" || unreadable === "codec-failure") && error !== undefined) return { error };
  if (unreadable === "codec-failure") return { error: errors.UNKNOWN_SERVER_ERROR };
  const fate = fateOf(unreadable, switches);
  if (fate !== undefined) return { error: fate === "refused" ? errors.INVALID_RECORD : errors.UNKNOWN_SERVER_ERROR };
  if (error !== undefined) return { error };
  if (unreadable !== "compressed-offset-deltas") return undefined;
  // Such a batch would have to be written anew, from records that were read without their keys and values.
  if (switches.compressedOffsetDeltas === "failRewriting") return { error: errors.UNKNOWN_SERVER_ERROR };
  return { error: errors.INVALID_RECORD, indexes: [defects.wrongDelta ?? 0], because: "offset-delta" };
}

/** What brokers differ in: whether bytes that are missing are the client's mistake or a failure. */
function fateOf(unreadable: Unreadable | undefined, switches: ReadingSwitches): "refused" | "fails" | undefined {
  switch (unreadable) {
    case "record-beyond":
      return switches.recordBeyond;
    case "header-key-beyond":
      return switches.headerKeyBeyond;
    case "compressed-end":
      return switches.compressedEndsEarly;
    default:
      return undefined;
  }
}

function recordSizeRefusal(
  claimed: NonNullable<BatchDefects["recordSize"]>,
  { compressedRecordSize }: ReadingSwitches,
): KafkaError | undefined {
  switch (compressedRecordSize) {
    case "unread":
      return undefined;
    case "refusedNegative":
      return claimed === "wrong" ? undefined : errors.INVALID_RECORD;
    case "refusedWrong":
      return errors.INVALID_RECORD;
    case "failsNegative":
      return claimed === "negative" ? errors.UNKNOWN_SERVER_ERROR : errors.INVALID_RECORD;
  }
}

/** A count or a last offset that does not fit the records, or a control batch from a client (B-15). */
function isHeaderWrong(defects: BatchDefects, count: number): boolean {
  if (defects.control) return true;
  if (defects.claimedCount !== undefined && defects.claimedCount !== count) return true;
  return defects.claimedLastOffsetDelta !== undefined && defects.claimedLastOffsetDelta !== count - 1;
}

/**
 * A topic with a codec of its own makes the broker write a batch of another codec anew, and building one refuses an
 * epoch of -1 that appending lets through (B-34).
 */
export const isRewritingRefused = (batch: RecordBatch, limits: BatchLimits): boolean =>
  limits.compressionType !== "producer" &&
  batch.producerEpoch === noProducerEpoch &&
  batch.producerId >= 0 &&
  (batch.compression ?? "uncompressed") !== limits.compressionType;

/** The greatest timestamp of the records: what the broker computes, never what a header claims (cluster-measured 17.2). */
export function maxTimestamp(batch: RecordBatch): number {
  if (batch.greatestTimestamp !== undefined) return batch.greatestTimestamp;
  const { records } = batch;
  let greatest = noTimestamp;
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index];
    if (record !== undefined && record.timestamp > greatest) greatest = record.timestamp;
  }
  return greatest;
}

export interface RecordRefusal {
  readonly error: KafkaError;
  /** Indexes of the bad records, where the refusal is about some of them. */
  readonly indexes?: readonly number[];
  /** What is wrong with those; their keys and times unless given. */
  readonly because?: "client-stamp" | "offset-delta";
}

/**
 * Checks of the records (B-16): a key where the topic is compacted, a time within the topic's bounds. One bad record
 * refuses the batch; if both kinds occur, INVALID_TIMESTAMP wins.
 */
export function recordRefusal(
  batch: RecordBatch,
  limits: BatchLimits,
  switches: ReadingSwitches,
  greatestTimestamp: number,
  nowMillis: number,
): RecordRefusal | undefined {
  const timed = limits.timestampType === "CreateTime";
  const latest = nowMillis + limits.timestampAfterMaxMillis;
  // A client may not stamp for the broker; where records have a time that the topic looks at, that is looked at instead.
  if (
    batch.defects?.logAppendTime &&
    !(switches.clientStampedForBroker === "refusedUntimed" && timed && greatestTimestamp !== noTimestamp)
  ) {
    const indexes = named([...batch.records.keys()], switches);
    return { error: errors.INVALID_TIMESTAMP, indexes, because: "client-stamp" };
  }
  // Almost every batch ends here: one comparison, no look at the records.
  if (!limits.compacted && limits.timestampBeforeMaxMillis === Infinity && !(timed && greatestTimestamp > latest)) {
    return undefined;
  }
  const earliest = nowMillis - limits.timestampBeforeMaxMillis;
  const indexes: number[] = [];
  let error: KafkaError = errors.INVALID_RECORD;
  for (const [index, { keyBytes, timestamp }] of batch.records.entries()) {
    const keyMissing = limits.compacted && keyBytes === undefined;
    const outOfBounds = timed && timestamp !== noTimestamp && (timestamp < earliest || timestamp > latest);
    if (!keyMissing && !outOfBounds) continue;
    indexes.push(index);
    if (outOfBounds && !keyMissing) error = errors.INVALID_TIMESTAMP;
    if (switches.badRecords === "first") break;
  }
  return indexes.length === 0 ? undefined : { error, indexes };
}

const named = (indexes: readonly number[], { badRecords }: ReadingSwitches): readonly number[] =>
  badRecords === "all" ? indexes : indexes.slice(0, 1);
