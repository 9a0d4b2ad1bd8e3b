import type { TopicPartition } from "../model/core/topic-partition.ts";
import {
  noProducerEpoch,
  noProducerId,
  noSequence,
  type BatchDefects,
  type ProducedRecord,
  type RecordBatch,
} from "../model/protocol.ts";
import { attributesOf, readBatchHeader, type BatchHeader } from "./records/batch-header.ts";
import { listRecords, surveyRecords, type RecordsSurvey } from "./records/produced-records.ts";
import { crc32c } from "./records/crc32c.ts";
import { attributeBits, layout } from "./records/layout.ts";
import { ReadingRoom } from "./records/reading-room.ts";
import { nextBatch } from "./records/record-set.ts";
import type { Slabs } from "./records/slabs.ts";
import { compressionOf, SoundBatch } from "./sound-batch.ts";

/** What a produce request says around the record set. */
export interface RecordSetContext {
  readonly topicPartition: TopicPartition;
  /** Version of the request. */
  readonly version: number;
  /** The id of the first record; the next ones count on from it. */
  readonly firstRecordId: number;
  /** Shared by all record sets of a request; one of its own unless given. */
  readonly room?: ReadingRoom;
  /** Where the bytes of a sound batch are kept; they stay where they are unless given. */
  readonly slabs?: Slabs;
}

type Writable<Type> = { -readonly [Name in keyof Type]: Type[Name] };

/** What makes it impossible to walk through a set, and the field that does. */
function corruptionOf(set: Buffer, because: "length" | "magic" | "overflow"): BatchDefects {
  switch (because) {
    case "magic":
      return { magic: 3, claimedMagic: set.readInt8(layout.magic) };
    case "length":
      return { recordSet: "corrupt", claimedLength: set.readInt32BE(layout.length) };
    case "overflow":
      return { recordSet: "overflow" };
  }
}

const noRecords: readonly ProducedRecord[] = [];
/** Zstandard came with version 7 of the request. */
const zstdSince = 7;
/** So that brokers look up the codec of what comes by an older one. */
const codecAskedBefore = zstdSince;
const zstdNumber = 4;

/**
 * The record set of one partition in a produce request as the model's batch. Whatever is wrong with the bytes becomes a
 * defect of the batch, so that the model rules on it in Kafka's order of checks; no bytes make this throw.
 */
export function decodeRecordSet(records: Uint8Array | null, context: RecordSetContext): RecordBatch {
  if (records === null) return withoutBatch(context, { recordSet: "null" }, 0);
  const set = Buffer.isBuffer(records) ? records : Buffer.from(records.buffer, records.byteOffset, records.byteLength);
  const first = nextBatch(set, 0);
  if (first.kind === "corrupt") {
    return withoutBatch(context, corruptionOf(set, first.because), set.byteLength);
  }
  if (first.kind === "none") {
    const defects: BatchDefects = first.because === "incomplete" ? { unreadable: "truncated" } : { recordSet: "empty" };
    return withoutBatch(context, defects, set.byteLength);
  }
  const bytes = first.sizeInBytes === set.byteLength ? set : set.subarray(0, first.sizeInBytes);
  const defects: Writable<BatchDefects> = {};
  lookBehind(set, first.sizeInBytes, defects);
  const magic = bytes[layout.magic];
  if (magic === 0 || magic === 1) return withoutBatch(context, { ...defects, magic }, bytes.byteLength);
  const codec = attributesOf(bytes) & attributeBits.codec;
  if (codec === zstdNumber && context.version < zstdSince) defects.codecTooNew = true;
  if (codec > zstdNumber && context.version < codecAskedBefore) defects.codecNameless = true;
  return bytes.byteLength < layout.records ? shortBatch(bytes, context, defects) : wholeBatch(bytes, context, defects);
}

/** What stands behind the first batch: a second one, half of one, or bytes that a broker cuts off without a word. */
function lookBehind(set: Buffer, at: number, defects: Writable<BatchDefects>): void {
  if (at === set.byteLength) return;
  const second = nextBatch(set, at);
  if (second.kind === "batch") defects.recordSet = "two-batches";
  else if (second.kind === "corrupt") {
    defects.recordSet = second.because === "overflow" ? "overflow-behind" : "corrupt-behind";
  }
}

function wholeBatch(bytes: Buffer, context: RecordSetContext, defects: Writable<BatchDefects>): RecordBatch {
  const header = readBatchHeader(bytes);
  if (header.baseOffset !== 0) defects.baseOffset = header.baseOffset;
  if (crc32c(bytes, layout.attributes) !== header.crc) defects.crcWrong = true;
  if (header.codec === undefined) defects.unreadable = "unknown-codec";
  if (header.control) defects.control = true;
  if (header.timestampType === "LogAppendTime") defects.logAppendTime = true;
  const survey = surveyOf(bytes, header, context, defects);
  if (survey?.kind === "records" && isEmpty(defects)) {
    const kept = context.slabs?.keep(bytes) ?? { slab: bytes, at: 0 };
    return new SoundBatch(kept, header, survey, context);
  }
  const { codec = "none", producerId, producerEpoch, baseSequence, transactional } = header;
  return {
    topicPartition: context.topicPartition,
    producerId,
    producerEpoch,
    baseSequence,
    records: survey?.kind === "records" ? listRecords(bytes, header, codec, context.firstRecordId) : noRecords,
    sizeInBytes: bytes.byteLength,
    transactional,
    compression: compressionOf(header),
    bytes,
    defects,
  };
}

const isEmpty = (defects: BatchDefects): boolean => {
  for (const _ in defects) return false;
  return true;
};

/** What the records look like; a header that contradicts itself is reason enough not to look. */
function surveyOf(
  bytes: Buffer,
  header: BatchHeader,
  context: RecordSetContext,
  defects: Writable<BatchDefects>,
): RecordsSurvey | undefined {
  const { recordCount, lastOffsetDelta } = header;
  if (recordCount <= 0 || lastOffsetDelta !== recordCount - 1) {
    defects.claimedCount = recordCount;
    defects.claimedLastOffsetDelta = lastOffsetDelta;
    return undefined;
  }
  if (defects.crcWrong || header.codec === undefined) return undefined;
  const survey = surveyRecords(bytes, header, header.codec, context.room ?? new ReadingRoom());
  if (survey.kind === "unreadable") {
    defects.unreadable = survey.because;
    if (survey.recordSize !== undefined) defects.recordSize = survey.recordSize;
    return survey;
  }
  if (survey.recordSize !== undefined) defects.recordSize = survey.recordSize;
  if (survey.wrongDelta !== undefined) {
    defects.wrongDelta = survey.wrongDelta;
    if (survey.offsetDelta !== undefined) defects.offsetDelta = survey.offsetDelta;
    defects.unreadable = header.codec === "none" ? "offset-deltas" : "compressed-offset-deltas";
  }
  return survey;
}

/** A batch that ends within its header: nobody asks whose it is before it is refused. */
function shortBatch(bytes: Buffer, context: RecordSetContext, defects: Writable<BatchDefects>): RecordBatch {
  const transactional = (attributesOf(bytes) & attributeBits.transactional) !== 0;
  const baseOffset = bytes.readInt32BE(0) !== 0 || bytes.readInt32BE(4) !== 0 ? { baseOffset: 1 } : {};
  const batch = withoutBatch(context, { ...defects, ...baseOffset, headerBytes: bytes.byteLength }, bytes.byteLength);
  return { ...batch, transactional };
}

function withoutBatch({ topicPartition }: RecordSetContext, defects: BatchDefects, sizeInBytes: number): RecordBatch {
  return {
    topicPartition,
    producerId: noProducerId,
    producerEpoch: noProducerEpoch,
    baseSequence: noSequence,
    records: noRecords,
    sizeInBytes,
    transactional: false,
    defects,
  };
}
