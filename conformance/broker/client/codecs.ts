import { gunzipSync, gzipSync } from "node:zlib";
import { decompress as unzstd } from "fzstd";
import { uncompress as unsnappy } from "snappyjs";

/** In the order of their numbers in a batch's attributes; `snappy` is framed as the Java library does it. */
export const codecNames = ["none", "gzip", "snappy", "lz4", "zstd"] as const;
export type CodecName = (typeof codecNames)[number];

/**
 * Compresses records. Of gzip alone what a library writes: of the others frames whose blocks are literals alone, written
 * by hand from their formats, so that no library is on both sides.
 */
export function pack(codec: CodecName, plain: Buffer): Buffer {
  switch (codec) {
    case "none":
      return plain;
    case "gzip":
      return gzipSync(plain);
    case "snappy":
      return snappyFrame(plain);
    case "lz4":
      return lz4Frame(plain);
    case "zstd":
      return zstdFrame(plain);
  }
}

/** Undoes what clients and brokers write: in the answers of real ones also what their libraries compressed. */
export function unpack(codec: CodecName, packed: Buffer): Buffer {
  switch (codec) {
    case "none":
      return packed;
    case "gzip":
      return gunzipSync(withoutReservedFlags(packed));
    case "snappy": {
      const length = packed.readInt32BE(xerialHeader.length);
      const at = xerialHeader.length + 4;
      return unsnappy(packed.subarray(at, at + length));
    }
    case "lz4":
      return firstLz4Block(packed);
    case "zstd":
      return Buffer.from(unzstd(packed));
  }
}

/** Java passes them over, Node refuses them. */
function withoutReservedFlags(packed: Buffer): Buffer {
  const known = Buffer.from(packed);
  known.writeUInt8(packed.readUInt8(3) % 32, 3);
  return known;
}

const int32 = (value: number): Buffer => {
  const room = Buffer.alloc(4);
  room.writeInt32BE(value);
  return room;
};

const uint32 = (value: number): Buffer => {
  const room = Buffer.alloc(4);
  room.writeUInt32LE(value);
  return room;
};

const xerialHeader = Buffer.from("82534e41505059000000000100000001", "hex");

/** One block of literals of up to 65,536 bytes, which have their length less one in two bytes behind the tag. */
function snappyFrame(plain: Buffer): Buffer {
  const length: number[] = [];
  let left = plain.length;
  for (; left > 127; left = Math.floor(left / 128)) length.push((left % 128) + 128);
  length.push(left);
  const literals: Buffer[] = [];
  for (let at = 0; at < plain.length; at += 65_536) {
    const some = plain.subarray(at, at + 65_536);
    const tag = Buffer.from([61 * 4, (some.length - 1) % 256, Math.floor((some.length - 1) / 256)]);
    literals.push(tag, some);
  }
  const block = Buffer.concat([Buffer.from(length), ...literals]);
  return Buffer.concat([xerialHeader, int32(block.length), block]);
}

/** Version 1, independent blocks of up to 4 MB, no checksums; the last byte is the checksum of the two before it. */
const lz4Header = Buffer.from("04224d18607073", "hex");
const endMark = uint32(0);

/** One block that is one run of literals. */
function lz4Frame(plain: Buffer): Buffer {
  const lengths: number[] = [];
  if (plain.length >= 15) {
    let left = plain.length - 15;
    for (; left >= 255; left -= 255) lengths.push(255);
    lengths.push(left);
  }
  const token = Math.min(plain.length, 15) * 16;
  const block = Buffer.concat([Buffer.from([token, ...lengths]), plain]);
  return Buffer.concat([lz4Header, uint32(block.length), block, endMark]);
}

/** A window of 1 MB, no checksum, no size; one raw block, of which the first bit says that it is the last. */
function zstdFrame(plain: Buffer): Buffer {
  const header = plain.length * 8 + 1;
  const bytes = [header % 256, Math.floor(header / 256) % 256, Math.floor(header / 65_536)];
  return Buffer.concat([Buffer.from("28b52ffd0050", "hex"), Buffer.from(bytes), plain]);
}

const storedBit = 2 ** 31;

/** The first block of a frame, which is all of a small one: runs of literals, and copies of what came before. */
function firstLz4Block(frame: Buffer): Buffer {
  const begin = lz4Header.length + (Math.floor(frame.readUInt8(4) / 8) % 2 === 1 ? 8 : 0);
  const header = frame.readUInt32LE(begin);
  const block = frame.subarray(begin + 4, begin + 4 + (header % storedBit));
  if (header >= storedBit) return block;
  const plain: number[] = [];
  let at = 0;
  const next = (): number => block.readUInt8(at++);
  const lengthFrom = (nibble: number): number => {
    let length = nibble;
    for (let more = nibble === 15 ? 255 : 0; more === 255; length += more) more = next();
    return length;
  };
  while (at < block.length) {
    const token = next();
    for (let left = lengthFrom(Math.floor(token / 16)); left > 0; left -= 1) plain.push(next());
    if (at >= block.length) break;
    const back = next() + 256 * next();
    for (let left = lengthFrom(token % 16) + 4; left > 0; left -= 1) plain.push(plain[plain.length - back] ?? 0);
  }
  return Buffer.from(plain);
}
