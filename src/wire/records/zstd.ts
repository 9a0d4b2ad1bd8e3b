import { Decompress } from "fzstd";
import { MalformedBytes } from "../malformed.ts";

const zstdMagic = 0xfd2fb528;
/** The widest window that the Java library reads: 2^27. */
const widestWindow = 1 << 27;

/**
 * Reads zstd frames.
 *
 * @throws MalformedBytes when they grow beyond `limit` bytes or want a wider window than Kafka's library allows.
 * @throws Error what the library says of anything else.
 */
export function readZstd(bytes: Buffer, limit: number): Buffer {
  checkWindow(bytes);
  const pieces: Uint8Array[] = [];
  let size = 0;
  const stream = new Decompress((piece) => {
    size += piece.byteLength;
    if (size > limit) throw new MalformedBytes(`zstd of more than ${limit} bytes`, 0);
    // The library writes into the same memory again.
    pieces.push(piece.slice());
  });
  stream.push(bytes, true);
  return Buffer.concat(pieces, size);
}

/** The library makes room for whatever window a frame claims, so the claim is looked at first. */
function checkWindow(bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.byteLength < 6 || view.getUint32(0, true) !== zstdMagic) throw new MalformedBytes("no zstd frame", 0);
  const descriptor = view.getUint8(4);
  if ((descriptor & 0x20) !== 0) {
    checkContentSize(view, descriptor);
    return;
  }
  const window = view.getUint8(5);
  const base = 2 ** (10 + (window >> 3));
  if (base + (base / 8) * (window & 7) > widestWindow) throw new MalformedBytes("a zstd window beyond 2^27", 5);
}

/** A frame of a single segment has a window as large as its content. */
function checkContentSize(view: DataView, descriptor: number): void {
  const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
  const length = [1, 2, 4, 8][descriptor >> 6] ?? 8;
  if (view.byteLength < at + length) throw new MalformedBytes("a zstd frame without its size", at);
  if (length < 4) return;
  const size = length === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
  if (size > widestWindow) throw new MalformedBytes(`zstd of ${size} bytes`, at);
}
