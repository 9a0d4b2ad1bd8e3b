import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Choice, byMagnitude, drawnFrom, numberAt, place } from "../../../src/scenarios/swarm/choice.ts";
import { parseVariation, writtenVariation } from "../../../src/scenarios/swarm/variation.ts";
import { Stream } from "../../../src/sim/index.ts";

const many = <Value>(count: number, draw: (stream: Stream) => Value): readonly Value[] => {
  const stream = new Stream(7);
  return Array.from({ length: count }, () => draw(stream));
};

test("a number of a range lies in it, whatever the range", () => {
  const bound = fc.nat({ max: 6_000_000_000 });
  fc.assert(
    fc.property(bound, bound, fc.nat(), (one, other, seed) => {
      const [from, to] = [Math.min(one, other), Math.max(one, other)];
      const stream = new Stream(seed);
      const drawn = byMagnitude(place(stream), place(stream), from, to);
      expect(Number.isSafeInteger(drawn)).toBe(true);
      expect(drawn).toBeGreaterThanOrEqual(from);
      expect(drawn).toBeLessThanOrEqual(to);
      expect(numberAt(place(stream), from, to)).toBeLessThanOrEqual(to);
    }),
  );
});

test("each doubling of a range is as likely as the others", () => {
  const counts = new Map<number, number>();
  for (const drawn of many(10_000, (stream) => byMagnitude(place(stream), place(stream), 1, 1_023))) {
    const doubling = 31 - Math.clz32(drawn);
    counts.set(doubling, (counts.get(doubling) ?? 0) + 1);
  }
  expect([...counts.keys()].toSorted((one, other) => one - other)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(130);
  expect(new Set(many(200, (stream) => byMagnitude(place(stream), place(stream), 0, 3)))).toEqual(
    new Set([0, 1, 2, 3]),
  );
});

test("a draw costs two places, whatever it is from and whatever comes out", () => {
  const choices: readonly Choice<string | number>[] = [
    { of: "values", values: ["one"] },
    { of: "values", values: ["a", "b", "c"] },
    { of: "range", from: 0, to: 0 },
    { of: "range", from: 3, to: 5_000_000_000 },
  ];
  const after = choices.map((choice) => {
    const stream = new Stream(11);
    drawnFrom(choice, stream);
    return place(stream);
  });
  const plain = new Stream(11);
  place(plain);
  place(plain);
  expect(new Set(after)).toEqual(new Set([place(plain)]));
});

test("a variation is read as it was written, in one order", () => {
  expect(writtenVariation({ ties: 1, "shop.batch.size": 2, aimed: 33 })).toBe("aimed=33,shop.batch.size=2,ties=1");
  expect(parseVariation("aimed=33,shop.batch.size=2,ties=1")).toEqual({ ties: 1, "shop.batch.size": 2, aimed: 33 });
  for (const text of ["", "aimed", "aimed=", "aimed=0", "aimed=-1", "aimed=1,,", "=3"]) {
    expect(parseVariation(text), text).toBeUndefined();
  }
});
