import type { ProducedRecord } from "../../model/protocol.ts";
import { MalformedBytes } from "../malformed.ts";
import type { BatchHeader } from "./batch-header.ts";
import { decompress } from "./compression.ts";
import { layout, type Codec } from "./layout.ts";
import { EndlessRecordLength, RecordCursor } from "./record-cursor.ts";

/** The records of a batch as a broker sees them: their sizes and times, and whether their offset deltas count from 0. */
export type ProducedRecords =
  | { readonly kind: "records"; readonly records: readonly ProducedRecord[]; readonly deltasInOrder: boolean }
  | { readonly kind: "unreadable"; readonly because: "structure" | "codec-failure" };

const structure = { kind: "unreadable", because: "structure" } as const;
const codecFailure = { kind: "unreadable", because: "codec-failure" } as const;

/** Reads what a batch with a header that holds together claims to have: exactly `recordCount` records and nothing more. */
export function readProducedRecords(
  bytes: Buffer,
  header: BatchHeader,
  codec: Codec,
  firstId: number,
): ProducedRecords {
  let cursor: RecordCursor;
  try {
    cursor =
      codec === "none"
        ? new RecordCursor(bytes, layout.records)
        : new RecordCursor(decompress(codec, bytes.subarray(layout.records)), 0);
  } catch (error) {
    if (error instanceof MalformedBytes) return codecFailure;
    throw error;
  }
  try {
    return readAll(cursor, header, codec === "none", firstId);
  } catch (error) {
    if (!(error instanceof MalformedBytes)) throw error;
    // Kafka forgets to expect a record length that never ends, but only where it reads the bytes themselves.
    return codec === "none" && error instanceof EndlessRecordLength ? codecFailure : structure;
  }
}

function readAll(cursor: RecordCursor, header: BatchHeader, strict: boolean, firstId: number): ProducedRecords {
  const records: ProducedRecord[] = [];
  let deltasInOrder = true;
  const stamp = header.timestampType === "LogAppendTime" ? header.maxTimestamp : undefined;
  for (let index = 0; index < header.recordCount; index += 1) {
    cursor.next(strict);
    if (cursor.offsetDelta !== index) deltasInOrder = false;
    records.push({
      id: firstId + index,
      keyBytes: cursor.keyLength < 0 ? undefined : cursor.keyLength,
      valueBytes: Math.max(cursor.valueLength, 0),
      timestamp: stamp ?? timestampOf(header.baseTimestamp, cursor.timestampDelta),
    });
  }
  return cursor.isAtEnd ? { kind: "records", records, deltasInOrder } : structure;
}

const exactMax = 2 ** 52;

/** Their sum as Java has it: in 64 bits, where what is too large comes out on the other side. */
function timestampOf(base: number, delta: number): number {
  const sum = base + delta;
  if (sum < exactMax && sum > -exactMax && base < exactMax && base > -exactMax) return sum;
  return Number(BigInt.asIntN(64, BigInt(base) + BigInt(delta)));
}
