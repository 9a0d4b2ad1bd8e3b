import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Digest } from "../../src/sim/index.ts";

function digestOf(values: readonly number[]): string {
  const digest = new Digest();
  for (const value of values) digest.mix(value);
  return digest.hex;
}

describe("the digest", () => {
  it("is 16 hexadecimal digits, from the start on", () => {
    expect(digestOf([])).toMatch(/^[0-9a-f]{16}$/);
    expect(digestOf([0])).toMatch(/^[0-9a-f]{16}$/);
  });

  it("is the same for the same values", () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (values) => {
        expect(digestOf(values)).toBe(digestOf(values.slice()));
      }),
    );
  });

  it("does not change between versions without notice", () => {
    expect(digestOf([1, 2, 3, -1, 2 ** 40])).toBe("7773d5a9c780cd82");
  });

  it("differs when one value differs, wherever it is and however little", () => {
    fc.assert(
      fc.property(
        fc.array(fc.maxSafeInteger(), { minLength: 1 }),
        fc.nat(),
        fc.maxSafeInteger(),
        (values, place, value) => {
          const at = place % values.length;
          fc.pre(values[at] !== value);
          expect(digestOf(values.with(at, value))).not.toBe(digestOf(values));
        },
      ),
    );
  });

  it("depends on the order", () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger(), { minLength: 2 }), fc.nat(), (values, place) => {
        const at = place % (values.length - 1);
        const [one = 0, other = 0] = [values[at], values[at + 1]];
        fc.pre(one !== other);
        expect(digestOf(values.with(at, other).with(at + 1, one))).not.toBe(digestOf(values));
      }),
    );
  });

  it("depends on how many values there were", () => {
    expect(new Set([digestOf([]), digestOf([0]), digestOf([0, 0])]).size).toBe(3);
  });

  it("counts what lies beyond 32 bits, on either side of 0", () => {
    const alike = [5, 5 + 2 ** 32, 5 + 2 ** 33, 5 - 2 ** 32, 5 + 2 ** 52];
    expect(new Set(alike.map((value) => digestOf([value]))).size).toBe(alike.length);
    expect(digestOf([-1])).not.toBe(digestOf([2 ** 32 - 1]));
  });
});
