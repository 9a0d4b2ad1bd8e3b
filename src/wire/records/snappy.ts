import { uncompress } from "snappyjs";
import { MalformedBytes } from "../malformed.ts";

/** How the Java library begins its streams of snappy blocks: this, two versions, then blocks behind their lengths. */
const xerialMagic = Buffer.from("82534e4150505900", "hex");
const xerialHeaderBytes = 16;

/**
 * Reads snappy: blocks in the framing of the Java library, which most clients write, or one bare block.
 *
 * @throws MalformedBytes when a block is not as long as it says. @throws Error what the library says of a block.
 */
export function readSnappy(buffer: Buffer, limit: number): Buffer {
  if (!buffer.subarray(0, xerialMagic.byteLength).equals(xerialMagic)) return readBlock(buffer, limit);
  if (buffer.byteLength < xerialHeaderBytes) throw new MalformedBytes("a snappy stream that ends in its header", 0);
  const blocks: Buffer[] = [];
  let at = xerialHeaderBytes;
  let size = 0;
  // A part of a length is the end of the stream to the Java library.
  while (buffer.byteLength - at >= 4) {
    const length = buffer.readInt32BE(at);
    at += 4;
    if (length < 0 || length > buffer.byteLength - at)
      throw new MalformedBytes(`a snappy block of ${length} bytes`, at);
    const block = readBlock(buffer.subarray(at, at + length), limit - size);
    blocks.push(block);
    size += block.byteLength;
    at += length;
  }
  return Buffer.concat(blocks, size);
}

/** No block grows to more than 64 bytes for each three of its own, so what a longer one claims is not believed. */
const growthMax = 22;

function readBlock(block: Buffer, limit: number): Buffer {
  const plain = uncompress(block, Math.min(limit, block.byteLength * growthMax));
  // The library fills up what a block claims to be and does not have.
  if (plainLength(block) !== plain.byteLength)
    throw new MalformedBytes(`no snappy block of ${plain.byteLength} bytes`, 0);
  return plain;
}

/** How many bytes the literals and copies of a block make; whether they are there the library has seen. */
function plainLength(block: Buffer): number {
  let at = 0;
  while ((block[at] ?? 0) > 127) at += 1;
  at += 1;
  let length = 0;
  while (at < block.byteLength) {
    const tag = block[at] ?? 0;
    const size = tag >> 2;
    at += 1;
    if ((tag & 3) === 0) {
      const lengthBytes = Math.max(0, size - 59);
      const literal = (lengthBytes === 0 ? size : block.readUIntLE(at, lengthBytes)) + 1;
      at += lengthBytes + literal;
      length += literal;
    } else if ((tag & 3) === 1) {
      at += 1;
      length += (size & 7) + 4;
    } else {
      at += (tag & 3) === 2 ? 2 : 4;
      length += size + 1;
    }
  }
  return length;
}
