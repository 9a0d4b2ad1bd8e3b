import { errors, type KafkaError } from "./errors.ts";
import { noTimestamp, type BatchDefects, type ProducedRecord, type RecordBatch } from "../protocol.ts";

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
  if (recordSet === "two-batches") return errors.INVALID_RECORD;
  return recordSet === "corrupt-behind" ? errors.CORRUPT_MESSAGE : undefined;
}

/**
 * Whether a broker that parses record sets before it looks at the request would hang up on this one (2.4.1, measured).
 */
export const isUnparsable = (defects: BatchDefects): boolean =>
  defects.recordSet === "empty" ||
  defects.recordSet === "corrupt" ||
  defects.unreadable === "truncated" ||
  defects.magic === 3;

/** Where the greatest last offset of a header ends: a batch shorter than that has none to look at. */
const lastOffsetEnd = 27;

/** Checks of the batch itself, in order: B-14, B-15. `undefined`: nothing wrong. */
export function batchRefusal(batch: RecordBatch, limits: BatchLimits): KafkaError | undefined {
  const { defects } = batch;
  if (defects?.baseOffset !== undefined && defects.baseOffset !== 0) return errors.INVALID_RECORD;
  // Reading a field that is not there fails as nothing that the protocol has a name for.
  if (defects?.headerBytes !== undefined && defects.headerBytes < lastOffsetEnd) return errors.UNKNOWN_SERVER_ERROR;
  if (batch.sizeInBytes > limits.maxMessageBytes) return errors.MESSAGE_TOO_LARGE;
  if (defects !== undefined) {
    if (defects.headerBytes !== undefined || defects.crcWrong) return errors.CORRUPT_MESSAGE;
    if (defects.unreadable === "unknown-codec") return errors.UNKNOWN_SERVER_ERROR;
    if (isHeaderWrong(defects, batch.records.length)) return errors.INVALID_RECORD;
  }
  // Records that can't be read are not in `records`, and are complained about last.
  if (batch.records.length === 0 && defects?.unreadable === undefined) return errors.INVALID_RECORD;
  if (batch.producerId >= 0 && batch.baseSequence < 0) return errors.INVALID_RECORD;
  return defects === undefined ? undefined : recordsRefusal(defects);
}

/** What is wrong with the bytes of the records. */
function recordsRefusal({ unreadable }: BatchDefects): KafkaError | undefined {
  if (unreadable === "structure") return errors.INVALID_RECORD;
  if (unreadable === "codec-failure") return errors.UNKNOWN_SERVER_ERROR;
  // Such a batch would have to be written anew, from records that were read without their keys and values.
  return unreadable === "compressed-offset-deltas" ? errors.UNKNOWN_SERVER_ERROR : undefined;
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
  batch.producerEpoch < 0 &&
  batch.producerId >= 0 &&
  (batch.compression ?? "uncompressed") !== limits.compressionType;

/** The greatest timestamp of the records: what the broker computes, never what a header claims (cluster-measured 17.2). */
export function maxTimestamp(records: readonly ProducedRecord[]): number {
  let greatest = noTimestamp;
  for (let index = 0; index < records.length; index += 1) {
    const record = records[index];
    if (record !== undefined && record.timestamp > greatest) greatest = record.timestamp;
  }
  return greatest;
}

export interface RecordRefusal {
  readonly error: KafkaError;
  /** Indexes of the bad records. */
  readonly indexes: readonly number[];
}

/**
 * Checks of the records (B-16): a key where the topic is compacted, a time within the topic's bounds. One bad record
 * refuses the batch; if both kinds occur, INVALID_TIMESTAMP wins.
 */
export function recordRefusal(
  batch: RecordBatch,
  limits: BatchLimits,
  greatestTimestamp: number,
  nowMillis: number,
): RecordRefusal | undefined {
  const timed = limits.timestampType === "CreateTime";
  const latest = nowMillis + limits.timestampAfterMaxMillis;
  // A client may not stamp for the broker; where records have a time that the topic looks at, that is looked at instead.
  if (batch.defects?.logAppendTime && !(timed && greatestTimestamp !== noTimestamp)) {
    return { error: errors.INVALID_TIMESTAMP, indexes: batch.records.map((_, index) => index) };
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
    if (outOfBounds && !keyMissing) error = errors.INVALID_TIMESTAMP;
    if (keyMissing || outOfBounds) indexes.push(index);
  }
  return indexes.length === 0 ? undefined : { error, indexes };
}
