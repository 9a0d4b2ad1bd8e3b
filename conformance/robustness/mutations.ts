import type { Stream } from "../../src/sim/prng.ts";
import { layout } from "../../src/wire/records/layout.ts";
import { sealBatch } from "../../src/wire/records/write-batch.ts";
import type { RealRequest, Span } from "./requests.ts";

const prefixBytes = 4;

/** What is done at one byte of a frame. */
interface Edit {
  readonly name: string;
  /** How many bytes it takes away. */
  readonly length: number;
  /** What stands there instead. */
  readonly put: (old: Buffer) => Buffer;
}

const one = (name: string, change: (byte: number) => number): Edit => ({
  name,
  length: 1,
  put: (old) => Buffer.from([change(old[0] ?? 0) & 0xff]),
});
const over = (hex: string): Edit => ({
  name: `write ${hex}`,
  length: hex.length / 2,
  put: () => Buffer.from(hex, "hex"),
});
const insert = (hex: string): Edit => ({ name: `insert ${hex}`, length: 0, put: () => Buffer.from(hex, "hex") });

/** Extremes of bytes, of lengths in two and four bytes, and of variable-length numbers. */
const edits: readonly Edit[] = [
  one("0", () => 0),
  one("255", () => 0xff),
  one("127", () => 0x7f),
  one("128", () => 0x80),
  one("+1", (byte) => byte + 1),
  one("-1", (byte) => byte - 1),
  one("bit 0", (byte) => byte ^ 1),
  one("bit 6", (byte) => byte ^ 0x40),
  one("bit 7", (byte) => byte ^ 0x80),
  over("7fff"),
  over("7fffffff"),
  over("80000000"),
  over("ffffffff"),
  over("ffffffff0f"),
  over("ffffffffffffffffff01"),
  insert("00"),
  insert("ff"),
  insert("8080808000"),
  { name: "leave out", length: 1, put: () => Buffer.alloc(0) },
  { name: "cut", length: Infinity, put: () => Buffer.alloc(0) },
];

/** How many mutants each byte of a request has. */
export const mutantsPerByte = edits.length;

/** One mutant of a request: every edit at every byte, the length before the frame included, comes up under some number. */
export function mutant(request: RealRequest, number: number): { readonly bytes: Buffer; readonly what: string } {
  const at = Math.floor(number / edits.length);
  const edit = edits[number % edits.length];
  if (edit === undefined) throw new Error(`no edit ${number}`);
  const bytes = applied(request.frame, at, edit);
  // What stands in a batch is looked at only if its checksum is right, and behind the length only if that is.
  const sealed = resealed(bytes, request.batches, at);
  return { bytes: at < prefixBytes ? sealed : withLength(sealed), what: `${edit.name} at ${at}` };
}

/** Several edits at once, anywhere; seldom with a wrong length or a wrong checksum. */
export function manyEdits(request: RealRequest, luck: Stream): Buffer {
  let bytes: Buffer = request.frame;
  const count = luck.between(1, 6);
  for (let index = 0; index < count; index += 1) {
    const at = luck.between(prefixBytes, Math.max(prefixBytes, bytes.byteLength - 1));
    const edit = edits[luck.between(0, edits.length - 1)];
    if (edit !== undefined) bytes = applied(bytes, at, edit);
  }
  if (luck.between(0, 3) > 0) bytes = resealed(bytes, request.batches, Infinity);
  return luck.between(0, 19) > 0 ? withLength(bytes) : bytes;
}

/** Bytes that nobody meant, behind a right length three times of four, and half of those with a known API before them. */
export function noise(luck: Stream, keys: readonly number[]): Buffer {
  const bytes = Buffer.alloc(prefixBytes + luck.between(0, 200));
  for (let at = 0; at < bytes.byteLength; at += 1) bytes[at] = luck.between(0, 255);
  const kind = luck.between(0, 3);
  if (kind === 0) return bytes;
  if (kind > 1 && bytes.byteLength >= 12) {
    bytes.writeInt16BE(keys[luck.between(0, keys.length - 1)] ?? 0, 4);
    bytes.writeInt16BE(luck.between(0, 13), 6);
  }
  return withLength(bytes);
}

function applied(bytes: Buffer, at: number, { length, put }: Edit): Buffer {
  const behind = Math.min(at + length, bytes.byteLength);
  return Buffer.concat([bytes.subarray(0, at), put(bytes.subarray(at, behind)), bytes.subarray(behind)]);
}

/** With the length that the frame has. A length that comes to nothing is as good as any. */
function withLength(bytes: Buffer): Buffer {
  if (bytes.byteLength < prefixBytes) return bytes;
  const fixed = Buffer.from(bytes);
  fixed.writeInt32BE(bytes.byteLength - prefixBytes, 0);
  return fixed;
}

/** Gives the batch around the byte `at`, or each (`Infinity`), the checksum that fits it, if it is still where it was. */
function resealed(bytes: Buffer, batches: readonly Span[], at: number): Buffer {
  const touched = batches.filter((batch) => batch.end <= bytes.byteLength && (at === Infinity || holds(batch, at)));
  if (touched.length === 0) return bytes;
  const fixed = Buffer.from(bytes);
  for (const batch of touched) sealBatch(fixed.subarray(batch.at, batch.end));
  return fixed;
}

/** Behind the checksum: a change before it is to be seen as it is. */
const holds = ({ at, end }: Span, byte: number): boolean => byte >= at + layout.attributes && byte < end;
