import { Writer } from "../protocol/writer.ts";
import { crc32c } from "./crc32c.ts";
import { layout, logOverhead } from "./layout.ts";
import { writeVarint, writeVarlong } from "./varint.ts";

export interface HeaderToWrite {
  readonly key: string;
  readonly value: Uint8Array | null;
}

export interface RecordToWrite {
  readonly key?: Uint8Array | null;
  readonly value?: Uint8Array | null;
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  /** The record's place in the batch unless given. */
  readonly offsetDelta?: number;
  readonly headers?: readonly HeaderToWrite[];
}

/** What a batch says of itself. All but the records may be nonsense: it is written as given. */
export interface BatchToWrite {
  readonly records: readonly RecordToWrite[];
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly baseOffset?: number;
  readonly partitionLeaderEpoch?: number;
  readonly magic?: number;
  /** The bits of `attributeBits`. */
  readonly attributes?: number;
  readonly baseTimestamp?: number;
  readonly maxTimestamp?: number;
  readonly lastOffsetDelta?: number;
  readonly recordCount?: number;
  /** What to do with the bytes of the records before they are put into the batch. */
  readonly compress?: (records: Uint8Array) => Uint8Array;
}

/** The bytes of a record batch, with its checksum. */
export function writeBatch(batch: BatchToWrite): Buffer {
  const { records } = batch;
  const baseTimestamp = batch.baseTimestamp ?? records[0]?.timestamp ?? -1;
  const plain = writeRecords(records, baseTimestamp);
  const writer = new Writer();
  writer.int64(batch.baseOffset ?? 0);
  writer.int32(0);
  writer.int32(batch.partitionLeaderEpoch ?? -1);
  writer.int8(batch.magic ?? 2);
  writer.int32(0);
  writer.int16(batch.attributes ?? 0);
  writer.int32(batch.lastOffsetDelta ?? records.length - 1);
  writer.int64(baseTimestamp);
  writer.int64(batch.maxTimestamp ?? records.reduce((most, { timestamp }) => Math.max(most, timestamp), -1));
  writer.int64(batch.producerId);
  writer.int16(batch.producerEpoch);
  writer.int32(batch.baseSequence);
  writer.int32(batch.recordCount ?? records.length);
  writer.raw(batch.compress === undefined ? plain : batch.compress(plain));
  writer.patch32(layout.length, writer.offset - logOverhead);
  return sealBatch(writer.finish());
}

/** Writes the checksum that belongs to the bytes into them. */
export function sealBatch(bytes: Buffer): Buffer {
  bytes.writeUInt32BE(crc32c(bytes, layout.attributes), layout.crc);
  return bytes;
}

function writeRecords(records: readonly RecordToWrite[], baseTimestamp: number): Buffer {
  const all = new Writer();
  const one = new Writer();
  for (const [index, record] of records.entries()) {
    const { key = null, value = null, timestamp, offsetDelta = index, headers = [] } = record;
    one.int8(0);
    writeVarlong(one, timestamp - baseTimestamp);
    writeVarint(one, offsetDelta);
    writeSized(one, key);
    writeSized(one, value);
    writeVarint(one, headers.length);
    for (const header of headers) {
      writeSized(one, Buffer.from(header.key));
      writeSized(one, header.value);
    }
    const body = one.finish();
    writeVarint(all, body.byteLength);
    all.raw(body);
  }
  return all.finish();
}

function writeSized(writer: Writer, bytes: Uint8Array | null): void {
  writeVarint(writer, bytes?.byteLength ?? -1);
  if (bytes !== null) writer.raw(bytes);
}
