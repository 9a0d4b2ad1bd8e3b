import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Choices, smallerChoices, trimmed } from "../../src/testing/choices.ts";

const choice = fc.oneof(fc.constant(0), fc.nat({ max: 5 }), fc.nat());
const choices = fc.array(choice, { maxLength: 12 }).map(trimmed);

/** Choices that are not natural, how far they reach, how high they are: what gets less in this order. */
const sizeOf = (list: Choices): readonly number[] => [
  list.filter((each) => each !== 0).length,
  trimmed(list).length,
  list.reduce((sum, each) => sum + each, 0),
];

const isLess = (one: readonly number[], other: readonly number[]): boolean => {
  const at = one.findIndex((part, place) => part !== other[place]);
  return at >= 0 && (one[at] ?? 0) < (other[at] ?? 0);
};

describe("smaller choices", () => {
  test("are smaller, each of them, so that shrinking comes to an end", () => {
    let steps = 0;
    const smaller = fc.property(choices, (given) => {
      for (const candidate of smallerChoices(given)) {
        steps++;
        expect(isLess(sizeOf(candidate), sizeOf(given))).toBe(true);
      }
    });
    fc.assert(smaller, { numRuns: 500, seed: 1 });
    expect(steps).toBeGreaterThan(5_000);
  });

  test("begin with the natural order, and take out each choice that is not natural by itself", () => {
    const complete = fc.property(choices, (given) => {
      const all = [...smallerChoices(given)].map((smaller) => smaller.join());
      const unnatural = [...given.keys()].filter((at) => given[at] !== 0);
      expect(all[0]).toBe(unnatural.length === 0 ? undefined : "");
      for (const at of unnatural) expect(all).toContain(trimmed(given.with(at, 0)).join());
    });
    fc.assert(complete, { numRuns: 500, seed: 1 });
  });

  test("of one late choice come earlier, and get lower from the lowest on", () => {
    const told = (list: Choices): readonly string[] => [...smallerChoices(list)].map((smaller) => smaller.join(" "));
    expect(told([0, 0, 0, 3])).toEqual(["", "3", "0 0 3", "0 0 0 1", "0 0 0 2"]);
    expect(told([100])).toEqual(["", "1", "2", "3", "4", "5", "6", "7", "8", "12", "18", "27", "40", "60", "90"]);
    expect(told([1])).toEqual([""]);
    expect(told([])).toEqual([]);
  });
});
