import { MalformedBytes } from "../malformed.ts";
import { DamageBehind } from "./damage.ts";
import { xxhash32 } from "./xxhash32.ts";

/*
 * The LZ4 frame format, as far as Kafka reads it. Written here because the packages for it either need a native build,
 * or read past what is there and believe lengths that a frame claims.
 */
const frameMagic = 0x184d2204;
const blockMaxima: readonly (number | undefined)[] = [
  undefined,
  undefined,
  undefined,
  undefined,
  1 << 16,
  1 << 18,
  1 << 20,
  1 << 22,
];
const storedBit = 0x80000000;

interface Descriptor {
  readonly blockChecksums: boolean;
  readonly contentChecksum: boolean;
  readonly blockMax: number;
  /** Where the first block begins. */
  readonly end: number;
}

/**
 * Reads one LZ4 frame of independent blocks; like Kafka, nothing behind its end.
 *
 * @throws DamageBehind with the blocks before one that is none. @throws MalformedBytes when it is none, RangeError when it grows beyond `limit` bytes.
 */
export function readLz4Frame(source: Buffer, limit: number): Buffer {
  const descriptor = readDescriptor(source);
  const blocks: Buffer[] = [];
  try {
    return readBlocks(source, descriptor, blocks, limit);
  } catch (error) {
    if (!(error instanceof MalformedBytes) || blocks.length === 0) throw error;
    throw new DamageBehind(Buffer.concat(blocks), "an LZ4 frame that goes wrong", descriptor.end);
  }
}

/** Adds to `blocks` what it reads, so that what it can't read leaves what stands before it. */
function readBlocks(source: Buffer, descriptor: Descriptor, blocks: Buffer[], limit: number): Buffer {
  const { blockChecksums, blockMax, contentChecksum, end } = descriptor;
  let at = end;
  let size = 0;
  for (;;) {
    const header = uint32(source, at);
    at += 4;
    const length = header & ~storedBit;
    // A stored block of no bytes ends the frame, too.
    if (length === 0) break;
    if (length > blockMax) throw new MalformedBytes(`an LZ4 block of ${length} bytes where ${blockMax} may be`, at);
    if (length > source.byteLength - at) throw new MalformedBytes(`an LZ4 block of ${length} bytes`, at);
    const stored = source.subarray(at, at + length);
    if (blockChecksums && uint32(source, at + length) !== xxhash32(stored))
      throw new MalformedBytes("a wrong LZ4 checksum", at);
    const block = (header & storedBit) === 0 ? readBlock(stored, blockMax) : stored;
    size += block.byteLength;
    if (size > limit) throw new RangeError(`LZ4 of more than ${limit} bytes`);
    blocks.push(block);
    at += length + (blockChecksums ? 4 : 0);
  }
  const plain = Buffer.concat(blocks, size);
  if (contentChecksum && uint32(source, at) !== xxhash32(plain)) throw new MalformedBytes("a wrong LZ4 checksum", at);
  return plain;
}

function readDescriptor(source: Buffer): Descriptor {
  if (uint32(source, 0) !== frameMagic) throw new MalformedBytes("no LZ4 frame", 0);
  const flags = source[4] ?? 0;
  const blockMax = blockMaxima[((source[5] ?? 0) >> 4) & 7];
  if (flags >> 6 !== 1) throw new MalformedBytes("an LZ4 frame of another version", 4);
  if ((flags & 0x20) === 0) throw new MalformedBytes("an LZ4 frame of dependent blocks", 4);
  if (blockMax === undefined) throw new MalformedBytes("an LZ4 frame of no known block size", 5);
  const end = 7 + ((flags & 0x08) === 0 ? 0 : 8);
  if (end > source.byteLength)
    throw new MalformedBytes("an LZ4 frame that ends within its descriptor", source.byteLength);
  const checksum = (xxhash32(source.subarray(4, end - 1)) >>> 8) & 0xff;
  if (source[end - 1] !== checksum) throw new MalformedBytes("a wrong checksum of an LZ4 descriptor", end - 1);
  return { blockChecksums: (flags & 0x10) !== 0, contentChecksum: (flags & 0x04) !== 0, blockMax, end };
}

/** One block of at most `most` plain bytes: runs of literals, each followed by a copy of what came before. */
function readBlock(block: Buffer, most: number): Buffer {
  const plain = Buffer.allocUnsafe(Math.min(most, block.byteLength * 255));
  const end = block.byteLength;
  let at = 0;
  let size = 0;
  const room = (length: number): void => {
    if (length > plain.byteLength - size) throw new MalformedBytes("an LZ4 block that grows too large", at);
  };
  const length = (nibble: number): number => {
    let total = nibble;
    for (let byte = nibble === 15 ? 255 : 0; byte === 255; total += byte) {
      byte = block[at] ?? -1;
      at += 1;
      if (byte < 0) throw new MalformedBytes("an LZ4 block that ends within a length", at);
    }
    return total;
  };
  while (at < end) {
    const token = block[at] ?? 0;
    at += 1;
    const literals = length(token >> 4);
    if (literals > end - at) throw new MalformedBytes("an LZ4 block that ends within literals", at);
    room(literals);
    block.copy(plain, size, at, at + literals);
    at += literals;
    size += literals;
    if (at === end) break;
    const back = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8);
    at += 2;
    if (at > end || back === 0 || back > size) throw new MalformedBytes("an LZ4 copy from nowhere", at);
    const copied = length(token & 15) + 4;
    room(copied);
    // Byte by byte, for a copy may overlap what it makes.
    for (let index = 0; index < copied; index += 1, size += 1) plain[size] = plain[size - back] ?? 0;
  }
  return plain.subarray(0, size);
}

function uint32(source: Buffer, at: number): number {
  if (at + 4 > source.byteLength) throw new MalformedBytes("an LZ4 frame that ends too early", source.byteLength);
  return source.readUInt32LE(at);
}
