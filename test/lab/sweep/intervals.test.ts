import { expect, test } from "vitest";
import {
  type Part,
  differenceOf,
  meanOf,
  shareDifferenceOf,
  shareOf,
  studentQuantile,
  wilson,
} from "../../../src/lab/sweep/intervals.ts";
import { Streams } from "../../../src/sim/index.ts";

test("Wilson's interval is that of the tables, also where nothing or everything was hit", () => {
  expect(wilson(5, 10)).toEqual({ estimate: 0.5, low: expect.closeTo(0.2366, 4), high: expect.closeTo(0.7634, 4) });
  expect(wilson(1, 100)).toEqual({ estimate: 0.01, low: expect.closeTo(0.00177, 5), high: expect.closeTo(0.05449, 5) });
  expect(wilson(0, 10)).toEqual({ estimate: 0, low: 0, high: expect.closeTo(0.2775, 4) });
  expect(wilson(10, 10)).toEqual({ estimate: 1, low: expect.closeTo(0.7225, 4), high: 1 });
});

test("Student's quantiles are those of the tables, in the table and beyond it", () => {
  const known: readonly (readonly [number, number])[] = [
    [1, 12.7062],
    [9, 2.26216],
    [30, 2.04227],
    [31, 2.03951],
    [40, 2.02108],
    [60, 2.0003],
    [120, 1.97993],
    [10_000, 1.9602],
  ];
  for (const [degrees, quantile] of known) expect(studentQuantile(degrees)).toBeCloseTo(quantile, 4);
});

test("the mean of 2, 4, 4, 4, 5, 5, 7, 9 is known to within Student's half width", () => {
  const { estimate, low, high } = meanOf([2, 4, 4, 4, 5, 5, 7, 9]);
  expect(estimate).toBe(5);
  // The deviation of a sample is 2.13809, and 2.364624 * 2.13809 / sqrt(8) is 1.78748.
  expect([low, high]).toEqual([expect.closeTo(3.21252, 4), expect.closeTo(6.78748, 4)]);
});

/** Runs of a hundred records each: in `bad` of them all fail. */
const clustered = (runs: number, bad: number): readonly Part[] =>
  Array.from({ length: runs }, (_, at) => ({ part: at < bad ? 100 : 0, of: 100 }));

test("a hundred records that fail together are one trial, not a hundred", () => {
  const { estimate, low, high } = shareOf(clustered(50, 1));
  expect(estimate).toBe(0.02);
  const one = wilson(1, 50);
  expect([low, high]).toEqual([expect.closeTo(one.low, 2), expect.closeTo(one.high, 1)]);
  // Taken one by one they would be known much better than they are.
  const oneByOne = wilson(100, 5_000);
  expect(high - low).toBeGreaterThan(3 * (oneByOne.high - oneByOne.low));
});

test("where no record failed, so many runs bound how many may", () => {
  expect(shareOf(clustered(50, 0))).toEqual(wilson(0, 50));
  expect(shareOf(clustered(50, 50))).toEqual(wilson(50, 50));
});

/** How often of 300 experiments an interval holds the truth. */
function hits(holds: (luck: ReturnType<Streams["own"]>) => boolean): number {
  const streams = new Streams({ seed: 2026 });
  let count = 0;
  for (let nth = 0; nth < 300; nth++) if (holds(streams.own("experiment", String(nth)))) count++;
  return count;
}

test("in 95 of 100 experiments the interval of a share holds the truth, though records of a run fail together", () => {
  // Half of the runs lose each record by 20%, the others by 2%: 11% of all.
  const held = hits((luck) => {
    const parts = Array.from({ length: 40 }, () => {
      const chance = luck.chance({ numerator: 1, denominator: 2 }) ? 20 : 2;
      let part = 0;
      for (let record = 0; record < 50; record++) if (luck.between(1, 100) <= chance) part++;
      return { part, of: 50 };
    });
    const { low, high } = shareOf(parts);
    return low <= 0.11 && 0.11 <= high;
  });
  expect(held).toBeGreaterThanOrEqual(278);
});

test("what two settings have in common falls out of their difference", () => {
  // The luck of a run moves both sides by up to 1000; one side has 3 to 5 more.
  const held = hits((luck) => {
    const pairs = Array.from({ length: 20 }, () => {
      const common = luck.between(0, 1_000);
      return [common + luck.between(3, 5), common] as const;
    });
    const here = pairs.map(([part]) => ({ part, of: 1 }));
    const there = pairs.map(([, part]) => ({ part, of: 1 }));
    const { low, high } = differenceOf(here, there);
    return low <= 4 && 4 <= high && high - low < 1;
  });
  expect(held).toBeGreaterThanOrEqual(278);
});

test("that neither side shows any failure leaves room for a difference", () => {
  const { estimate, low, high } = shareDifferenceOf(clustered(50, 0), clustered(50, 0));
  expect(estimate).toBe(0);
  expect([low, high]).toEqual([-wilson(0, 50).high, wilson(0, 50).high]);
});
