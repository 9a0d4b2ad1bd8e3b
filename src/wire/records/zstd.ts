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
  const claimed = contentSize(bytes);
  if (claimed !== undefined && claimed !== size) throw new MalformedBytes(`zstd of ${size} bytes, not ${claimed}`, 0);
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

/** What the first frame says of its size, if it does; Kafka's library holds it to that, the one here does not. */
function contentSize(bytes: Uint8Array): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const descriptor = view.getUint8(4);
  const isSingle = (descriptor & 0x20) !== 0;
  const at = 5 + (isSingle ? 0 : 1) + (dictionaryIdBytes[descriptor & 3] ?? 0);
  switch (descriptor >> 6) {
    case 0:
      return isSingle ? view.getUint8(at) : undefined;
    case 1:
      return view.getUint16(at, true) + 256;
    case 2:
      return view.getUint32(at, true);
    default:
      return Number(view.getBigUint64(at, true));
  }
}

const dictionaryIdBytes = [0, 1, 2, 4];

/** A frame of a single segment has a window as large as its content. */
function checkContentSize(view: DataView, descriptor: number): void {
  const at = 5 + (dictionaryIdBytes[descriptor & 3] ?? 0);
  const length = [1, 2, 4, 8][descriptor >> 6] ?? 8;
  if (view.byteLength < at + length) throw new MalformedBytes("a zstd frame without its size", at);
  if (length < 4) return;
  const size = length === 4 ? view.getUint32(at, true) : Number(view.getBigUint64(at, true));
  if (size > widestWindow) throw new MalformedBytes(`zstd of ${size} bytes`, at);
}
