import { hash } from "node:crypto";
import type { RecordBatch } from "../../model/protocol.ts";
import { readBatchHeader } from "../records/batch-header.ts";
import { decompress } from "../records/compression.ts";
import { layout } from "../records/layout.ts";
import { ReadingRoom } from "../records/reading-room.ts";
import { RecordCursor } from "../records/record-cursor.ts";

/**
 * The header by which an application gives its records names: two records of one name are one record, wherever and by
 * whomever they are sent, and two of different names never are, whatever they hold.
 */
export const recordHeader = "onceproof-record";

/** By what a record is known again. */
export interface RecordIdentity {
  /** The name that the application gave it; `undefined`: it is known by its bytes. */
  readonly given: string | undefined;
  /** Key, value and headers as they travel: equal for two records exactly if all three are. */
  readonly content: string;
  /** What people can read of it. */
  readonly text: string;
}

/** As long as this, bytes stand for themselves; longer ones are hashed, to 24 characters. */
const shortContent = 32;
const shownCharacters = 32;

/** The identities of a batch's records, in their order; none of a batch whose records can't be read. */
export function identitiesOf({ bytes, records }: RecordBatch): readonly RecordIdentity[] {
  if (bytes === undefined || records.length === 0) return [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { codec } = readBatchHeader(buffer);
  if (codec === undefined) return [];
  const cursor =
    codec === "none"
      ? new RecordCursor(buffer, layout.records)
      : new RecordCursor(decompress(codec, buffer.subarray(layout.records), new ReadingRoom()), 0);
  return records.map(() => {
    cursor.next(false);
    return identityAt(cursor);
  });
}

function identityAt(cursor: RecordCursor): RecordIdentity {
  const { bytes, keyAt, keyLength, valueAt, valueLength } = cursor;
  // What follows the length of the key: the key, the value, the headers, each with its length before it.
  const rest = bytes.subarray(keyAt, cursor.offset);
  const content =
    rest.byteLength <= shortContent
      ? `${keyLength} ${rest.toString("latin1")}`
      : `${keyLength} #${hash("sha256", rest, "base64").slice(0, 24)}`;
  const key = keyLength < 0 ? "" : `${shown(bytes.subarray(keyAt, keyAt + keyLength))}=`;
  const value = valueLength < 0 ? "null" : shown(bytes.subarray(valueAt, valueAt + valueLength));
  return { given: cursor.headerCount === 0 ? undefined : nameIn(cursor), content, text: `${key}${value}` };
}

function nameIn(cursor: RecordCursor): string | undefined {
  const { bytes } = cursor;
  for (const { keyAt, keyLength, valueAt, valueLength } of cursor.headers()) {
    if (valueLength > 0 && bytes.toString("utf8", keyAt, keyAt + keyLength) === recordHeader) {
      return bytes.toString("utf8", valueAt, valueAt + valueLength);
    }
  }
  return undefined;
}

/** The beginning of some bytes: as text where it is text, otherwise in hexadecimal. */
function shown(bytes: Buffer): string {
  const text = bytes.subarray(0, shownCharacters).toString("utf8");
  const readable = /^[\p{L}\p{N}\p{P}\p{S} ]*$/u.test(text) && !text.includes("\uFFFD");
  const from = readable ? text : `0x${bytes.subarray(0, shownCharacters / 4).toString("hex")}`;
  const whole = bytes.byteLength <= (readable ? shownCharacters : shownCharacters / 4);
  return whole ? from : `${from}…`;
}
