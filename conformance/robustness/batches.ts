import { gzipSync } from "node:zlib";
import { compress as snappyCompress } from "snappyjs";
import type { Codec } from "../../src/wire/records/layout.ts";
import { codecs } from "../../src/wire/records/layout.ts";
import { writeBatch, type RecordToWrite } from "../../src/wire/records/write-batch.ts";
import { xxhash32 } from "../../src/wire/records/xxhash32.ts";

type Compress = (plain: Uint8Array) => Uint8Array;

/** By hand, one way each: what is wanted here is bytes that a reader accepts, not small ones. */
const compressors: Readonly<Record<Codec, Compress>> = {
  none: (plain) => plain,
  gzip: (plain) => gzipSync(plain),
  snappy: (plain) => snappyCompress(Buffer.from(plain)),
  lz4: (plain) => lz4Frame([literalBlock(plain)]),
  zstd: (plain) => zstdFrame(plain),
};

/** A batch of two records with a header each. Its producer, where it has one, is a first contact at sequence 0. */
export function sampleBatch(codec: Codec, timestamp: number, producerId = -1): Buffer {
  return batchOf(codec, sampleRecords(timestamp), producerId);
}

export function batchOf(codec: Codec, records: readonly RecordToWrite[], producerId = -1): Buffer {
  return writeBatch({
    records,
    producerId,
    producerEpoch: producerId < 0 ? -1 : 0,
    baseSequence: producerId < 0 ? -1 : 0,
    attributes: codecs.indexOf(codec),
    compress: compressors[codec],
  });
}

const sampleRecords = (timestamp: number): readonly RecordToWrite[] => [
  { key: Buffer.from("k"), value: Buffer.from("order 1"), timestamp, headers: [{ key: "h", value: Buffer.from("x") }] },
  { key: null, value: Buffer.from("order 2"), timestamp: timestamp + 3, headers: [{ key: "n", value: null }] },
];

/** A frame of blocks of at most 4 MiB. A block with its highest length bit set is stored, others are packed. */
export function lz4Frame(blocks: readonly Uint8Array[]): Buffer {
  const descriptor = Buffer.from([0x60, 0x70]);
  const check = (xxhash32(descriptor) >>> 8) & 0xff;
  const sized = blocks.flatMap((block) => [little32(block.byteLength), block]);
  return Buffer.concat([Buffer.from("04224d18", "hex"), descriptor, Buffer.from([check]), ...sized, little32(0)]);
}

/** A packed block that consists of literals. */
function literalBlock(plain: Uint8Array): Buffer {
  const more = plain.byteLength - 15;
  if (more < 0) return Buffer.concat([Buffer.from([plain.byteLength << 4]), plain]);
  const tail = Buffer.concat([Buffer.alloc(Math.floor(more / 255), 255), Buffer.from([more % 255])]);
  return Buffer.concat([Buffer.from([0xf0]), tail, plain]);
}

/** One literal byte and a copy of it that goes on for `size` bytes: 255 times smaller than what comes of it. */
export function lz4RunBlock(byte: number, size: number): Buffer {
  const more = size - 4 - 15;
  const tail = Buffer.concat([Buffer.alloc(Math.floor(more / 255), 255), Buffer.from([more % 255])]);
  return Buffer.concat([Buffer.from([0x1f, byte, 1, 0]), tail]);
}

const zstdMagic = Buffer.from("28b52ffd", "hex");
const widestRaw = 0xffff;

/** One frame of one raw block, its size in two bytes. */
function zstdFrame(plain: Uint8Array): Buffer {
  if (plain.byteLength < 256 || plain.byteLength > widestRaw) return zstdSmallFrame(plain);
  const size = Buffer.alloc(2);
  size.writeUInt16LE(plain.byteLength - 256);
  return Buffer.concat([zstdMagic, Buffer.from([0x60]), size, zstdBlockHeader(0, plain.byteLength, true), plain]);
}

function zstdSmallFrame(plain: Uint8Array): Buffer {
  return Buffer.concat([
    zstdMagic,
    Buffer.from([0x20, plain.byteLength]),
    zstdBlockHeader(0, plain.byteLength, true),
    plain,
  ]);
}

/** Blocks of 128 KiB of one byte each, four bytes on the wire: 32,768 times smaller than what comes of them. */
export function zstdRuns(byte: number, blocks: number): Buffer {
  const size = 1 << 17;
  const one = Buffer.concat([zstdBlockHeader(1, size, false), Buffer.from([byte])]);
  const last = Buffer.concat([zstdBlockHeader(1, size, true), Buffer.from([byte])]);
  // A window of 2^17 bytes, and no word about the size of the content.
  const header = Buffer.from([0x00, 7 << 3]);
  return Buffer.concat([zstdMagic, header, ...Array.from({ length: blocks - 1 }, () => one), last]);
}

function zstdBlockHeader(type: 0 | 1, size: number, last: boolean): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE((size << 3) | (type << 1) | (last ? 1 : 0), 0, 3);
  return header;
}

function little32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
