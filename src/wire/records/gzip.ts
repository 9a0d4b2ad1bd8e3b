import { constants, crc32, inflateRawSync } from "node:zlib";
import { MalformedBytes } from "../malformed.ts";
import { DamageBehind, EndsEarly } from "./damage.ts";

const fixedHeaderBytes = 10;
const trailerBytes = 8;
/** With fewer bytes behind a trailer Java looks for no other member. */
const leastMember = 18;
const flags = { headerChecksum: 2, extra: 4, name: 8, comment: 16 } as const;

/**
 * Reads gzip as Java's library does, which is why Node's own reader is not asked: reserved flags mean nothing to it, and
 * it looks at a trailer when someone wants to read beyond the bytes before it.
 *
 * @throws DamageBehind with the bytes before it, EndsEarly without any. @throws MalformedBytes for other damage, and for more than `limit` bytes.
 */
export function readGzip(bytes: Buffer, limit: number): Buffer {
  const members: Buffer[] = [];
  let size = 0;
  let at = headerEnd(bytes, 0);
  for (;;) {
    const { plain, end } = inflate(bytes, at, limit - size);
    members.push(plain);
    size += plain.byteLength;
    const all = Buffer.concat(members, size);
    if (!isRightTrailer(bytes, end, plain)) throw new DamageBehind(all, "a wrong gzip trailer", end);
    const behind = end + trailerBytes;
    if (bytes.byteLength - behind <= leastMember) return all;
    try {
      at = headerEnd(bytes, behind);
    } catch (error) {
      // Whatever else stands there is passed over.
      if (error instanceof MalformedBytes) return all;
      throw error;
    }
  }
}

/** Where the compressed bytes of a member begin. */
function headerEnd(bytes: Buffer, from: number): number {
  const isGzip = bytes[from] === 0x1f && bytes[from + 1] === 0x8b && bytes[from + 2] === 8;
  if (!isGzip || bytes.byteLength - from < fixedHeaderBytes) throw new MalformedBytes("no gzip header", from);
  const given = bytes[from + 3] ?? 0;
  let at = from + fixedHeaderBytes;
  if ((given & flags.extra) !== 0) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  if ((given & flags.name) !== 0) at = behindZero(bytes, at);
  if ((given & flags.comment) !== 0) at = behindZero(bytes, at);
  if ((given & flags.headerChecksum) !== 0) {
    const checksum = (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
    if ((crc32(bytes.subarray(from, at)) & 0xffff) !== checksum)
      throw new MalformedBytes("a wrong checksum of a gzip header", at);
    at += 2;
  }
  if (at > bytes.byteLength) throw new MalformedBytes("a gzip header that goes beyond the bytes", from);
  return at;
}

function behindZero(bytes: Buffer, at: number): number {
  const zero = bytes.indexOf(0, at);
  if (zero < 0) throw new MalformedBytes("a text in a gzip header that does not end", at);
  return zero + 1;
}

function inflate(bytes: Buffer, at: number, limit: number): { readonly plain: Buffer; readonly end: number } {
  const inflated = inflateWithInfo(bytes, at, limit);
  const { buffer, engine } = inflated as {
    readonly buffer: Buffer;
    readonly engine: { readonly bytesWritten: number };
  };
  return { plain: buffer, end: at + engine.bytesWritten };
}

/** With `info` there is more in the answer than its type says. */
function inflateWithInfo(bytes: Buffer, at: number, limit: number): unknown {
  const deflated = bytes.subarray(at);
  try {
    return inflateRawSync(deflated, { maxOutputLength: limit, info: true });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "Z_BUF_ERROR")) throw error;
    // What is there is read before anybody misses the rest, which may be no more than the mark of the end.
    const plain = inflateRawSync(deflated, { maxOutputLength: limit, finishFlush: constants.Z_SYNC_FLUSH });
    const what = "gzip that ends early";
    throw plain.byteLength === 0 ? new EndsEarly(what, at) : new DamageBehind(plain, what, bytes.byteLength);
  }
}

function isRightTrailer(bytes: Buffer, at: number, plain: Buffer): boolean {
  // One that is cut off fails when it is looked at, as a wrong one does.
  if (bytes.byteLength - at < trailerBytes) return false;
  return bytes.readUInt32LE(at) === crc32(plain) && bytes.readUInt32LE(at + 4) === plain.byteLength % 2 ** 32;
}
