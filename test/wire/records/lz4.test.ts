import { describe, expect, it } from "vitest";
import { readLz4Frame } from "../../../src/wire/records/lz4.ts";
import { xxhash32 } from "../../../src/wire/records/xxhash32.ts";

const hex = (text: string): Buffer => Buffer.from(text.replaceAll(/\s/g, ""), "hex");

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

const withChecksum = (descriptor: Buffer): Buffer =>
  Buffer.concat([descriptor, Buffer.from([(xxhash32(descriptor) >>> 8) & 0xff])]);

/** A frame of independent blocks of at most 64 KiB, each behind its length. */
const frame = (blocks: readonly Buffer[], flags = 0x60, blockSize = 0x40): Buffer =>
  Buffer.concat([
    hex("04224d18"),
    withChecksum(Buffer.from([flags, blockSize])),
    ...blocks.flatMap((block) => [uint32(block.byteLength), block]),
    uint32(0),
  ]);

const read = (bytes: Buffer, limit = 1_000_000): string => readLz4Frame(bytes, limit).toString();

describe("xxHash", () => {
  it.each([
    ["", 0x02cc5d05],
    ["abc", 0x32d153ff],
    ["Nobody inspects the spammish repetition", 0xe2293b2f],
  ])("of %j is the number that its authors print", (text, hash) => {
    expect(xxhash32(Buffer.from(text))).toBe(hash);
  });
});

describe("an LZ4 frame", () => {
  it("is literals, and copies of what came before, which may overlap what they make", () => {
    expect(read(frame([hex("50 6162636465")]))).toBe("abcde");
    expect(read(frame([hex("2f 6162 0200 01 10 63"), hex("10 64")]))).toBe(`${"ab".repeat(11)}cd`);
  });

  it("may hold blocks as they are", () => {
    const stored = Buffer.concat([
      hex("04224d18"),
      withChecksum(hex("6040")),
      uint32(0x80000002),
      Buffer.from("ab"),
      uint32(0),
    ]);
    expect(read(stored)).toBe("ab");
  });

  it.each([
    ["a copy from before the beginning", frame([hex("24 6162 0300 10 63")]), "an LZ4 copy from nowhere"],
    ["a copy from where it stands", frame([hex("24 6162 0000 10 63")]), "an LZ4 copy from nowhere"],
    ["literals that are not there", frame([hex("f0 ff")]), "an LZ4 block that ends within a length"],
    ["literals that end too early", frame([hex("50 6162")]), "an LZ4 block that ends within literals"],
    [
      "more than a block may hold",
      frame([hex(`1f 61 0100 ${"ff".repeat(300)} 00`)]),
      "an LZ4 block that grows too large",
    ],
    ["dependent blocks", frame([], 0x40), "an LZ4 frame of dependent blocks"],
    ["another version", frame([], 0xa0), "an LZ4 frame of another version"],
    ["no known block size", frame([], 0x60, 0x10), "an LZ4 frame of no known block size"],
    ["a wrong checksum", hex("04224d18 6040 00 00000000"), "a wrong checksum of an LZ4 descriptor"],
    ["another magic", hex("04224d19 6040 00 00000000"), "no LZ4 frame"],
    ["no end", frame([hex("10 61")]).subarray(0, -4), "an LZ4 frame that goes wrong"],
  ])("with %s is refused", (_, bytes, complaint) => {
    expect(() => read(bytes)).toThrow(complaint);
  });

  it("that grows beyond the limit is refused", () => {
    const block = hex(`1f 61 0100 ${"ff".repeat(200)} 00`);
    expect(read(frame([block])).length).toBe(1 + 19 + 200 * 255);
    expect(() => read(frame([block, block]), 60_000)).toThrow("LZ4 of more than 60000 bytes");
  });
});
