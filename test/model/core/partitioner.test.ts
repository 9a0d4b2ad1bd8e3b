import { createRequire } from "node:module";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { partitionForKey } from "../../../src/model/core/partitioner.ts";
import { utf8Bytes, utf8Length } from "../../../src/model/core/utf8.ts";

const require = createRequire(import.meta.url);
/** KafkaJS's own, which it holds against Java's. */
const murmur2 = require("kafkajs/src/producer/partitioners/default/murmur2.js") as (key: string) => number;

describe("a key's partition", () => {
  test.each([
    ["21", -973_932_308],
    ["foobar", -790_332_482],
    ["a-little-bit-long-string", -985_981_536],
    ["a-little-bit-longer-string", -1_486_304_829],
    ["lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8", -58_897_971],
    ["abc", 479_470_107],
  ])("is that of the Java client: %s", (key, hash) => {
    // Two counts that share no divisor leave only one hash of 31 bits.
    for (const count of [65_521, 65_519]) expect(partitionForKey(key, count)).toBe((hash & 0x7fffffff) % count);
  });

  test("agrees with what another client computes, over texts of all kinds", () => {
    const texts = fc.string({ unit: "binary", maxLength: 40 });
    const agree = fc.property(texts, fc.integer({ min: 1, max: 1_000 }), (key, count) => {
      expect(partitionForKey(key, count)).toBe((murmur2(key) & 0x7fffffff) % count);
    });
    fc.assert(agree, { numRuns: 1_000, seed: 5 });
  });
});

test("a text has the bytes that the host's encoder gives it, and a question mark for half a character, as in Java", () => {
  const texts = fc.string({ unit: "binary", maxLength: 20 });
  const agree = fc.property(texts, (text) => {
    const encoded = new TextEncoder().encode(text);
    expect([...utf8Bytes(text)]).toEqual([...encoded]);
    expect(utf8Length(text)).toBe(encoded.length);
  });
  fc.assert(agree, { numRuns: 1_000, seed: 5 });
  expect([...utf8Bytes("a\ud83d")]).toEqual([0x61, 0x3f]);
});
