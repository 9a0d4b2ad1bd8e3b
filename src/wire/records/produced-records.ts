import { type BatchDefects, noTimestamp, type ProducedRecord } from "../../model/protocol.ts";
import { MalformedBytes } from "../malformed.ts";
import type { BatchHeader } from "./batch-header.ts";
import { decompress } from "./compression.ts";
import { DamageBehind, EndsEarly } from "./damage.ts";
import { layout, type Codec } from "./layout.ts";
import { ReadingRoom } from "./reading-room.ts";
import { EndlessRecordLength, HeaderKeyBeyond, OutOfBytes, RecordBeyond, RecordCursor } from "./record-cursor.ts";

/**
 * What a broker sees of the records of a batch: how late they get, whether any has a header, which of their offset
 * deltas does not count from 0, and what compressed ones claim of their size.
 */
export type RecordsSurvey =
  | {
      readonly kind: "records";
      readonly greatestTimestamp: number;
      readonly hasHeaders: boolean;
      /** Index of the first record whose offset delta is not its index. */
      readonly wrongDelta: number | undefined;
      /** That offset delta. */
      readonly offsetDelta: number | undefined;
      readonly recordSize: BatchDefects["recordSize"];
    }
  | {
      readonly kind: "unreadable";
      readonly because: "structure" | "record-beyond" | "header-key-beyond" | "compressed-end" | "codec-failure";
      /** A size below 0 stands before what can't be read. */
      readonly recordSize?: "negative" | "wrongThenNegative";
    };

const structure = { kind: "unreadable", because: "structure" } as const;
const recordBeyond = { kind: "unreadable", because: "record-beyond" } as const;
const headerKeyBeyond = { kind: "unreadable", because: "header-key-beyond" } as const;
/** Its length, attributes, two deltas, no key, no value, no headers. */
const leastRecordBytes = 7;

const compressedEnd = { kind: "unreadable", because: "compressed-end" } as const;
const endBehindNegative = { kind: "unreadable", because: "compressed-end", recordSize: "negative" } as const;
const codecFailure = { kind: "unreadable", because: "codec-failure" } as const;

/**
 * Reads what a batch with a header that holds together claims to have: exactly `recordCount` records and nothing more.
 * Takes what it needs from the room.
 */
export function surveyRecords(bytes: Buffer, header: BatchHeader, codec: Codec, room: ReadingRoom): RecordsSurvey {
  let plain: PlainRecords;
  try {
    plain = plainRecords(bytes, codec, room);
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    return error instanceof EndsEarly ? compressedEnd : codecFailure;
  }
  const { cursor, isDamagedBehind } = plain;
  const most = Math.min(header.recordCount, (cursor.bytes.byteLength - cursor.offset) / leastRecordBytes);
  if (most > room.records) return structure;
  room.records -= Math.ceil(most);
  try {
    const read = surveyAll(cursor, header, codec === "none");
    return isDamagedBehind && read.kind === "records" ? damagedBehind(read.recordSize) : read;
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    // Whoever wants more bytes comes upon the damage.
    if (isDamagedBehind && error instanceof OutOfBytes)
      return cursor.hasNegativeSize ? endBehindNegative : compressedEnd;
    // Kafka forgets to expect a record length that never ends, but only where it reads the bytes themselves.
    if (codec === "none" && error instanceof EndlessRecordLength) return codecFailure;
    if (error instanceof RecordBeyond) return cursor.recordsRead === header.recordCount - 1 ? structure : recordBeyond;
    return error instanceof HeaderKeyBeyond || cursor.hasKeyBeyondRecord ? headerKeyBeyond : structure;
  }
}

/** A broker reads the records first, and finds the end of them wrong when there is nothing else to complain about. */
const damagedBehind = (recordSize: BatchDefects["recordSize"]): RecordsSurvey =>
  recordSize === "negative" || recordSize === "wrongThenNegative" ? { ...codecFailure, recordSize } : codecFailure;

function surveyAll(cursor: RecordCursor, header: BatchHeader, strict: boolean): RecordsSurvey {
  let wrongDelta: number | undefined;
  let offsetDelta: number | undefined;
  let recordSize: BatchDefects["recordSize"];
  let greatestTimestamp = noTimestamp;
  let hasHeaders = false;
  for (let index = 0; index < header.recordCount; index += 1) {
    cursor.next(strict);
    if (cursor.claimedSize < 0) recordSize = recordSize === "wrong" ? "wrongThenNegative" : (recordSize ?? "negative");
    else if (cursor.claimedSize !== cursor.size) recordSize ??= "wrong";
    if (cursor.offsetDelta !== index && wrongDelta === undefined) {
      wrongDelta = index;
      ({ offsetDelta } = cursor);
    }
    if (cursor.headerCount > 0) hasHeaders = true;
    const timestamp = timestampOf(header, cursor);
    if (timestamp > greatestTimestamp) greatestTimestamp = timestamp;
  }
  if (!cursor.isAtEnd) return structure;
  return { kind: "records", greatestTimestamp, hasHeaders, wrongDelta, offsetDelta, recordSize };
}

/** The records of a batch that `surveyRecords` found readable; the first has the number `firstId`. */
export function listRecords(bytes: Buffer, header: BatchHeader, codec: Codec, firstId: number): ProducedRecord[] {
  const { cursor } = plainRecords(bytes, codec, new ReadingRoom());
  const records: ProducedRecord[] = [];
  for (let index = 0; index < header.recordCount; index += 1) {
    cursor.next(codec === "none");
    records.push({
      id: firstId + index,
      keyBytes: cursor.keyLength < 0 ? undefined : cursor.keyLength,
      valueBytes: Math.max(cursor.valueLength, 0),
      timestamp: timestampOf(header, cursor),
    });
  }
  return records;
}

interface PlainRecords {
  readonly cursor: RecordCursor;
  /** What stands behind them in the compressed bytes is wrong. */
  readonly isDamagedBehind: boolean;
}

/** @throws MalformedBytes when they can't be decompressed. */
function plainRecords(bytes: Buffer, codec: Codec, room: ReadingRoom): PlainRecords {
  if (codec === "none") return { cursor: new RecordCursor(bytes, layout.records), isDamagedBehind: false };
  try {
    const plain = decompress(codec, bytes.subarray(layout.records), room);
    return { cursor: new RecordCursor(plain, 0), isDamagedBehind: false };
  } catch (error) {
    if (!(error instanceof DamageBehind)) throw error;
    return { cursor: new RecordCursor(error.plain, 0), isDamagedBehind: true };
  }
}

const exactMax = 2 ** 52;

/** Of the record that was read last; what is too large for 64 bits comes out on the other side, as in Java. */
function timestampOf({ timestampType, maxTimestamp, baseTimestamp }: BatchHeader, cursor: RecordCursor): number {
  if (timestampType === "LogAppendTime") return maxTimestamp;
  const { timestampDelta } = cursor;
  const sum = baseTimestamp + timestampDelta;
  if (sum < exactMax && sum > -exactMax && baseTimestamp < exactMax && baseTimestamp > -exactMax) return sum;
  return Number(BigInt.asIntN(64, BigInt(baseTimestamp) + BigInt(timestampDelta)));
}
