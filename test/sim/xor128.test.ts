import * as fc from "fast-check";
import xor128 from "seedrandom/lib/xor128.js";
import { describe, expect, it } from "vitest";
import { Stream, ratio } from "../../src/sim/index.ts";
import { Xor128 } from "../../src/sim/xor128.ts";

const anySeed = fc.integer().filter((seed) => seed !== 0);

describe("the generator", () => {
  it("gives what seedrandom's own gives, from any seed and for as long as it is asked", () => {
    fc.assert(
      fc.property(anySeed, fc.integer({ min: 1, max: 200 }), (seed, turns) => {
        const ours = new Xor128(seed);
        const theirs = xor128(seed, { state: true });
        for (let turn = 0; turn < turns; turn++) expect(ours.int32()).toBe(theirs.int32());
      }),
    );
  });
});

describe("a stream", () => {
  it("draws the product of range and bits, whichever way it computes it", () => {
    const widths = fc.oneof(fc.integer({ min: 1, max: 70_000 }), fc.constantFrom(32_767, 32_768, 32_769, 2 ** 21));
    fc.assert(
      fc.property(anySeed, widths, (seed, width) => {
        const stream = new Stream(seed);
        const { int32 } = xor128(seed, { state: true });
        for (let turn = 0; turn < 20; turn++) {
          expect(stream.between(5, width + 4)).toBe(5 + Math.floor(((int32() >>> 0) * width) / 2 ** 32));
        }
      }),
    );
  });

  it("finds the same chances whether it may skip the quotient or not", () => {
    fc.assert(
      fc.property(anySeed, fc.integer({ min: 1, max: 2 ** 21 }), fc.nat(2 ** 21), (seed, denominator, part) => {
        const chance = ratio(part % (denominator + 1), denominator);
        const recording: number[] = [];
        const free = new Stream(seed);
        const recorded = new Stream(seed, undefined, recording);
        for (let turn = 0; turn < 20; turn++) expect(free.chance(chance)).toBe(recorded.chance(chance));
        expect(recording).toHaveLength(20);
      }),
    );
  });
});
