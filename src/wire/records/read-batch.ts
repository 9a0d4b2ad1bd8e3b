import { MalformedBytes } from "../malformed.ts";
import { readBatchHeader, type BatchHeader } from "./batch-header.ts";
import { decompress } from "./compression.ts";
import { crc32c } from "./crc32c.ts";
import { layout } from "./layout.ts";
import { ReadingRoom } from "./reading-room.ts";
import { RecordCursor } from "./record-cursor.ts";

export interface ReadRecord {
  readonly offset: number;
  readonly timestamp: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: readonly { readonly key: string; readonly value: Buffer | null }[];
}

export interface ReadBatch extends BatchHeader {
  readonly records: readonly ReadRecord[];
}

/**
 * All batches of a record set with all their records, as a client reads what it fetched. A batch that the set ends in
 * is left out: a broker may send the beginning of one.
 *
 * @throws MalformedBytes when a batch that is there whole can't be read.
 */
export function readRecordSet(set: Uint8Array): readonly ReadBatch[] {
  const bytes = Buffer.from(set.buffer, set.byteOffset, set.byteLength);
  const batches: ReadBatch[] = [];
  let at = 0;
  while (bytes.byteLength - at >= layout.records) {
    const header = readBatchHeader(bytes.subarray(at));
    if (header.sizeInBytes < layout.records) throw new MalformedBytes(`a batch of ${header.sizeInBytes} bytes`, at);
    if (header.sizeInBytes > bytes.byteLength - at) break;
    batches.push(readBatch(bytes.subarray(at, at + header.sizeInBytes), header));
    at += header.sizeInBytes;
  }
  return batches;
}

function readBatch(bytes: Buffer, header: BatchHeader): ReadBatch {
  if (header.magic !== 2) throw new MalformedBytes(`a batch of magic ${header.magic}`, layout.magic);
  if (header.codec === undefined) throw new MalformedBytes("a batch of a codec that is not known", layout.attributes);
  if (crc32c(bytes, layout.attributes) !== header.crc) throw new MalformedBytes("a wrong checksum", layout.crc);
  const plain = decompress(header.codec, bytes.subarray(layout.records), new ReadingRoom());
  const cursor = new RecordCursor(plain, 0);
  const records: ReadRecord[] = [];
  for (let index = 0; index < header.recordCount; index += 1) {
    cursor.next(true);
    records.push(readRecord(cursor, header));
  }
  return { ...header, records };
}

function readRecord(cursor: RecordCursor, header: BatchHeader): ReadRecord {
  const { bytes } = cursor;
  const slice = (at: number, length: number) => (length < 0 ? null : bytes.subarray(at, at + length));
  return {
    offset: header.baseOffset + cursor.offsetDelta,
    timestamp:
      header.timestampType === "LogAppendTime" ? header.maxTimestamp : header.baseTimestamp + cursor.timestampDelta,
    key: slice(cursor.keyAt, cursor.keyLength),
    value: slice(cursor.valueAt, cursor.valueLength),
    headers: cursor.headers().map(({ keyAt, keyLength, valueAt, valueLength }) => ({
      key: bytes.toString("utf8", keyAt, keyAt + keyLength),
      value: slice(valueAt, valueLength),
    })),
  };
}
