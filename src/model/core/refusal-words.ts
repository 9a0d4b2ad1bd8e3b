import type { BatchDefects, ProducedRecord, RecordBatch } from "../protocol.ts";
import type { BatchLimits, RecordRefusal } from "./batch-validation.ts";
import { errors } from "./errors.ts";

/** How a broker tells of bad records: each with its words and all of them counted; each with its words; the first alone. */
export interface WordSwitches {
  readonly refusalWords: "eachAndCounted" | "each" | "first";
}

/** What is said of a refused batch, and of each of its bad records: all of it for people (B-22, cluster-measured 17.18). */
export interface RefusalWords {
  readonly errorMessage: string;
  readonly recordMessages: readonly (string | null)[];
}

/** The circumstances that the words name. */
export interface RefusalSetting {
  readonly limits: BatchLimits;
  readonly nowMillis: number;
  readonly switches: WordSwitches;
}

/** The words of a refusal that names records, in the order of its `indexes`. */
export function recordRefusalWords(
  refusal: RecordRefusal,
  batch: RecordBatch,
  setting: RefusalSetting,
): RefusalWords | undefined {
  const { indexes } = refusal;
  if (indexes === undefined) return undefined;
  const messages = indexes.map((index) => messageOf(refusal, batch, index, setting));
  if (setting.switches.refusalWords === "first") {
    return { errorMessage: messages[0] ?? "", recordMessages: indexes.map(() => null) };
  }
  return { errorMessage: summary(refusal, indexes, messages, setting), recordMessages: messages };
}

function messageOf(
  { because }: RecordRefusal,
  batch: RecordBatch,
  index: number,
  { limits, nowMillis, switches }: RefusalSetting,
): string {
  const { name } = batch.topicPartition;
  const record = batch.records[index];
  if (because === "client-stamp") {
    return `Invalid timestamp type in message ${described(record, index)}. Producer should not set timestamp type to LogAppendTime.`;
  }
  if (because === "offset-delta") {
    const delta = batch.defects?.offsetDelta ?? index;
    return `Inner record ${described(record, delta)} inside the compressed record batch does not have incremental offsets, expected offset is ${index} in topic partition ${name}.`;
  }
  if (limits.compacted && record?.keyBytes === undefined) {
    const stop = switches.refusalWords === "eachAndCounted" ? "" : ".";
    return `Compacted topic cannot accept message without key in topic partition ${name}${stop}`;
  }
  const earliest = boundText(nowMillis, -limits.timestampBeforeMaxMillis);
  const latest = boundText(nowMillis, limits.timestampAfterMaxMillis);
  return `Timestamp ${record?.timestamp} of message with offset ${index} is out of range. The timestamp should be within [${earliest}, ${latest}]`;
}

const mostListed = 3;

function summary(
  { error }: RecordRefusal,
  indexes: readonly number[],
  messages: readonly string[],
  { switches }: RefusalSetting,
): string {
  const rejected = "One or more records have been rejected";
  if (error === errors.INVALID_TIMESTAMP) return `${rejected} due to invalid timestamp`;
  if (switches.refusalWords !== "eachAndCounted") return rejected;
  const listed = messages.slice(0, mostListed).map((message, at) => {
    return `RecordError(batchIndex=${indexes[at]}, message='${message}')`;
  });
  return `${rejected} due to ${messages.length} record errors in total, and only showing the first three errors at most: [${listed.join(", ")}]`;
}

/** A record as Java prints it; a key that is not there has no bytes either. */
function described(record: ProducedRecord | undefined, offset: number): string {
  const { timestamp = -1, keyBytes = 0, valueBytes = 0 } = record ?? {};
  return `DefaultRecord(offset=${offset}, timestamp=${timestamp}, key=${keyBytes} bytes, value=${valueBytes} bytes)`;
}

const longMax = 9_223_372_036_854_775_807n;

/** The clock and a distance, which wraps in 64 bits where it is the greatest there is: that stands for no bound. */
function boundText(nowMillis: number, distance: number): string {
  if (Number.isFinite(distance)) return String(nowMillis + distance);
  const furthest = distance < 0 ? -longMax : longMax;
  return String(BigInt.asIntN(64, BigInt(nowMillis) + furthest));
}

/** Why a record set can't be walked through: nothing else that refuses a whole request has words. */
export function corruptionWords({ claimedMagic, claimedLength }: BatchDefects): string | undefined {
  if (claimedMagic !== undefined) return `Invalid magic found in record: ${claimedMagic}`;
  if (claimedLength === undefined) return undefined;
  return `Record size ${claimedLength} is less than the minimum record overhead (14)`;
}
