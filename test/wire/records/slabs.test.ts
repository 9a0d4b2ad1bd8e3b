import { expect, test } from "vitest";
import { Slabs } from "../../../src/wire/records/slabs.ts";

const kept = (slabs: Slabs, bytes: Buffer): Buffer => {
  const { slab, at } = slabs.keep(bytes);
  return slab.subarray(at, at + bytes.byteLength);
};

test("bytes that are kept stay as they were, whatever becomes of those that were given, in few pieces of memory", () => {
  const slabs = new Slabs();
  const given = Array.from({ length: 3_000 }, (_, at) => Buffer.alloc(1 + ((at * 37) % 1_500), at));
  const views = given.map((bytes) => kept(slabs, bytes));
  for (const bytes of given) bytes.fill(0xee);
  for (const [at, view] of views.entries()) {
    expect(view.equals(Buffer.alloc(1 + ((at * 37) % 1_500), at))).toBe(true);
  }
  expect(new Set(views.map(({ buffer }) => buffer)).size).toBe(3);
});

test("large bytes get memory of their own, of their own size", () => {
  const { slab, at } = new Slabs().keep(Buffer.alloc(300_000, 7));
  expect([slab.byteLength, at]).toEqual([300_000, 0]);
});
