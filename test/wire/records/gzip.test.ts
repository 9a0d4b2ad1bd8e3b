import { deflateRawSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { MalformedBytes } from "../../../src/wire/malformed.ts";
import { DamageBehind, EndsEarly } from "../../../src/wire/records/damage.ts";
import { readGzip } from "../../../src/wire/records/gzip.ts";

const plain = Buffer.from("order 1, order 2, order 3, order 3, order 3");
const packed = gzipSync(plain);
const limit = 1_000;

const changed = (at: number, to: number): Buffer => {
  const bytes = Buffer.from(packed);
  bytes[at] = to;
  return bytes;
};

/** A member whose header has everything that there is; `flags` without the last bits of which nobody knows a meaning. */
const withFields = (headerChecksum: number): Buffer => {
  const header = Buffer.from([0x1f, 0x8b, 8, 2 + 4 + 8 + 16, 0, 0, 0, 0, 0, 0, 2, 0, 1, 2, 97, 0, 98, 99, 0]);
  const checksum = Buffer.from([headerChecksum & 0xff, headerChecksum >> 8]);
  return Buffer.concat([header, checksum, deflateRawSync(plain), packed.subarray(-8)]);
};

/** CRC-32 of that header, its lower half, as Python's zlib gives it. */
const rightHeaderChecksum = 0x8d01;

describe("gzip", () => {
  it("is read with every kind of field in its header, and reserved flags mean nothing", () => {
    expect(readGzip(packed, limit)).toEqual(plain);
    expect(readGzip(withFields(rightHeaderChecksum), limit)).toEqual(plain);
    expect(() => readGzip(withFields(rightHeaderChecksum ^ 1), limit)).toThrow(MalformedBytes);
    expect(readGzip(changed(3, 0xe0), limit)).toEqual(plain);
  });

  it("may have several members, and anything else behind them", () => {
    expect(readGzip(Buffer.concat([packed, packed]), limit)).toEqual(Buffer.concat([plain, plain]));
    expect(readGzip(Buffer.concat([packed, Buffer.alloc(30, 7)]), limit)).toEqual(plain);
  });

  it("with a wrong trailer, or part of one, gives what stands before it", () => {
    for (const bytes of [changed(packed.length - 8, 1), changed(packed.length - 1, 1), packed.subarray(0, -1)]) {
      const failure = failureOf(bytes);
      expect(failure).toBeInstanceOf(DamageBehind);
      expect(failure instanceof DamageBehind && failure.plain).toEqual(plain);
    }
  });

  it("that ends early gives what is there, and says so where that is nothing", () => {
    const cut = failureOf(packed.subarray(0, -9));
    expect(cut).toBeInstanceOf(DamageBehind);
    expect((cut as DamageBehind).plain).toEqual(plain.subarray(0, (cut as DamageBehind).plain.byteLength));
    expect((cut as DamageBehind).plain.byteLength).toBeGreaterThan(0);
    expect(failureOf(packed.subarray(0, 10))).toBeInstanceOf(EndsEarly);
    expect(failureOf(packed.subarray(0, 9))).not.toBeInstanceOf(EndsEarly);
  });

  it("of another kind, or too much of it, is refused", () => {
    expect(failureOf(changed(0, 0))).toBeInstanceOf(MalformedBytes);
    expect(failureOf(changed(2, 7))).toBeInstanceOf(MalformedBytes);
    expect(failureOf(gzipSync(Buffer.alloc(limit + 1)))).toBeInstanceOf(RangeError);
    expect(readGzip(gzipSync(Buffer.alloc(limit)), limit)).toHaveLength(limit);
  });
});

function failureOf(bytes: Buffer): unknown {
  try {
    readGzip(bytes, limit);
    return undefined;
  } catch (error) {
    return error;
  }
}
