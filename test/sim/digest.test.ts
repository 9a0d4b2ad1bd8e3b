import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Digest } from "../../src/sim/index.ts";

function digestOf(values: readonly number[]): string {
  const digest = new Digest();
  for (const value of values) digest.mix(value);
  return digest.hex;
}

type Eight = [number, number, number, number, number, number, number, number];

function digestOfNotes(notes: readonly Eight[]): string {
  const digest = new Digest();
  for (const note of notes) digest.mixAll(...note);
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
    expect(digestOf([1, 2, 3, -1, 2 ** 40])).toBe("7773d5a9c780cc83");
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

describe("the digest of eight values at once", () => {
  const safe = fc.oneof(fc.maxSafeInteger(), fc.integer(), fc.nat({ max: 20 }));
  const eight = fc.tuple(safe, safe, safe, safe, safe, safe, safe, safe);

  it("does not change between versions without notice", () => {
    expect(digestOfNotes([[1, 2, 3, 4, 5, 6, 7, 8]])).toBe("f05aff8454d5eae0");
    expect(digestOfNotes([[1, -2, 2 ** 40, 4, 5, -(2 ** 35), 7, 8]])).toBe("f19ea1bf04af8364");
  });

  it("differs when one value differs, wherever it is and however little, whatever comes later", () => {
    fc.assert(
      fc.property(
        fc.array(eight, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        fc.nat(7),
        safe,
        (notes, nth, at, value) => {
          const place = nth % notes.length;
          const note = notes[place] as Eight;
          fc.pre(note[at] !== value);
          const other = notes.with(place, note.with(at, value) as Eight);
          expect(digestOfNotes(other)).not.toBe(digestOfNotes(notes));
        },
      ),
    );
  });

  it("differs when two values or two calls change places", () => {
    fc.assert(
      fc.property(eight, eight, fc.nat(7), fc.nat(7), (note, next, one, other) => {
        const [first, second] = [note[one] as number, note[other] as number];
        fc.pre(first !== second && digestOfNotes([note]) !== digestOfNotes([next]));
        expect(digestOfNotes([note.with(one, second).with(other, first) as Eight])).not.toBe(digestOfNotes([note]));
        expect(digestOfNotes([next, note])).not.toBe(digestOfNotes([note, next]));
      }),
    );
  });

  it.each<Eight>([
    [71_500, 34, 2, 0, 17, 0, 99, -1],
    [0, 1, 0, 0, 0, 0, 0, 0],
  ])("is another one for each flip of one bit or of two, be they beyond 32 bits", (...base) => {
    const bits = base.flatMap((_, at) => Array.from({ length: 52 }, (__, bit) => [at, 2 ** bit] as const));
    const flipped = (note: Eight, [at, by]: (typeof bits)[0]): Eight => {
      const value = note[at] as number;
      return note.with(at, Math.floor(value / by) % 2 === 0 ? value + by : value - by) as Eight;
    };
    const digests = new Set([digestOfNotes([base])]);
    for (const [nth, one] of bits.entries()) {
      const once = flipped(base, one);
      digests.add(digestOfNotes([once]));
      for (const other of bits.slice(nth + 1)) digests.add(digestOfNotes([flipped(once, other)]));
    }
    expect(digests.size).toBe(1 + bits.length + (bits.length * (bits.length - 1)) / 2);
  });
});
