import { hash } from "node:crypto";
import { recordCountOf, type RecordBatch } from "../../model/protocol.ts";
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

/** As long as this, bytes stand for themselves; longer ones are hashed, to 24 characters. */
const shortContent = 32;
const shownCharacters = 32;

/** The identities of a batch's records, in their order; none of a batch whose records can't be read. */
export function identitiesOf(batch: RecordBatch): readonly RecordIdentity[] {
  const { bytes } = batch;
  const count = recordCountOf(batch);
  if (bytes === undefined || count === 0) return [];
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { codec } = readBatchHeader(buffer);
  if (codec === undefined) return [];
  const cursor =
    codec === "none"
      ? new RecordCursor(buffer, layout.records)
      : new RecordCursor(decompress(codec, buffer.subarray(layout.records), new ReadingRoom()), 0);
  return Array.from({ length: count }, () => {
    cursor.next(false);
    return new RecordIdentity(cursor);
  });
}

/**
 * By what a record is known again. What it holds is looked at only when it has to be told from another one, or named:
 * as long as every answer arrives, that is never.
 */
export class RecordIdentity {
  /** The name that the application gave it; `undefined`: it is known by its bytes. */
  readonly given: string | undefined;
  /** The key, the value and the headers, each but the key with its length before it. */
  readonly #rest: Buffer;
  readonly #keyLength: number;
  readonly #valueAt: number;
  readonly #valueLength: number;

  /** Of the record that was read last. */
  constructor(cursor: RecordCursor) {
    const { bytes, keyAt, keyLength, valueAt, valueLength } = cursor;
    this.given = cursor.headerCount === 0 ? undefined : nameIn(cursor);
    this.#rest = bytes.subarray(keyAt, cursor.offset);
    this.#keyLength = keyLength;
    this.#valueAt = valueAt - keyAt;
    this.#valueLength = valueLength;
  }

  /** Key, value and headers as they travel: equal for two records exactly if all three are. */
  get content(): string {
    const rest = this.#rest;
    return rest.byteLength <= shortContent
      ? `${this.#keyLength} ${rest.toString("latin1")}`
      : `${this.#keyLength} #${hash("sha256", rest, "base64").slice(0, 24)}`;
  }

  /** What people can read of it. */
  get text(): string {
    const key = this.#keyLength < 0 ? "" : `${shown(this.#rest.subarray(0, this.#keyLength))}=`;
    if (this.#valueLength < 0) return `${key}null`;
    return `${key}${shown(this.#rest.subarray(this.#valueAt, this.#valueAt + this.#valueLength))}`;
  }
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
