import type { ProducedRecord } from "../protocol.ts";

/** Bytes of records and batches of magic 2, uncompressed (P-37, P-41). */
export const batchHeaderBytes = 61;

/** The most that attributes, deltas and the length of one record may take: what the client's estimate adds. */
const recordOverheadBytesMax = 21;

/** Bytes of a zigzag-coded integer, the form of every length and delta in a record. */
export function varintBytes(value: number): number {
  // The usual lengths at once: several are counted for every record.
  if (value >= -64 && value < 64) return 1;
  if (value >= -8_192 && value < 8_192) return 2;
  let rest = value >= 0 ? value * 2 : -value * 2 - 1;
  let bytes = 1;
  while (rest >= 128) {
    rest = Math.floor(rest / 128);
    bytes++;
  }
  return bytes;
}

const fieldBytes = (length: number | undefined): number => (length === undefined ? 1 : varintBytes(length) + length);

/** Exact bytes of one record in a batch. */
export function recordBytes(record: ProducedRecord, offsetDelta: number, timestampDelta: number): number {
  const attributesAndHeaderCount = 2;
  const body =
    attributesAndHeaderCount +
    varintBytes(timestampDelta) +
    varintBytes(offsetDelta) +
    fieldBytes(record.keyBytes) +
    fieldBytes(record.valueBytes);
  return varintBytes(body) + body;
}

/** What the client reckons with before it knows the batch: a batch of this one record, at most. */
export const batchBytesUpperBound = (record: ProducedRecord): number =>
  batchHeaderBytes + recordOverheadBytesMax + fieldBytes(record.keyBytes) + fieldBytes(record.valueBytes) + 1;
