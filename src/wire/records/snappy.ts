import { uncompress } from "snappyjs";
import { MalformedBytes } from "../malformed.ts";

/** How the Java library begins its streams of snappy blocks: this, two versions, then blocks behind their lengths. */
const xerialMagic = Buffer.from("82534e4150505900", "hex");
const xerialHeaderBytes = 16;

/**
 * Reads snappy: blocks in the framing of the Java library, which most clients write, or one bare block.
 *
 * @throws MalformedBytes when a block's length is not there. @throws Error what the library says of a block.
 */
export function readSnappy(buffer: Buffer, limit: number): Buffer {
  if (!buffer.subarray(0, xerialMagic.byteLength).equals(xerialMagic)) return readBlock(buffer, limit);
  const blocks: Buffer[] = [];
  let at = xerialHeaderBytes;
  let size = 0;
  while (at < buffer.byteLength) {
    if (buffer.byteLength - at < 4) throw new MalformedBytes("a snappy block without its length", at);
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
  return uncompress(block, Math.min(limit, block.byteLength * growthMax));
}
