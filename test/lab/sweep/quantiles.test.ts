import * as fc from "fast-check";
import { build, decodeFromCompressedBase64, encodeIntoCompressedBase64 } from "hdr-histogram-js";
import { expect, test } from "vitest";
import { Latencies, stepsOf } from "../../../src/lab/sweep/latencies.ts";
import { pooledOf, quantileAt, quantileDifference, quantileOf } from "../../../src/lab/sweep/quantiles.ts";
import { Streams } from "../../../src/sim/index.ts";

/** Times of one run, as a ledger keeps them. */
function run(times: readonly number[]) {
  const latencies = new Latencies();
  for (const time of times) latencies.record(time);
  return stepsOf(latencies.encoded());
}

const upTo = (last: number): readonly number[] => Array.from({ length: last }, (_, at) => at + 1);

test("a histogram keeps times to a thousandth of themselves, from microseconds to hours", () => {
  const times = [1, 2, 999, 1_000_000, 3_600_000_000, 359_999_999_999];
  const { values, counts, total } = run([...times, 999]);
  expect(counts).toEqual([1, 1, 2, 1, 1, 1]);
  expect(total).toBe(7);
  for (const [at, time] of times.entries()) expect(Math.abs((values[at] ?? 0) / time - 1)).toBeLessThan(0.001);
});

test("what is read of a histogram is what the library reads of it, whatever was counted", () => {
  const times = fc.array(fc.tuple(fc.integer({ min: 0, max: 38 }), fc.double({ min: 0, max: 1, noNaN: true })));
  let farApart = 0;
  fc.assert(
    fc.property(times, (drawn) => {
      const latencies = new Latencies();
      for (const [power, part] of drawn) latencies.record(Math.floor(2 ** power * (1 + part * 0.3)));
      const encoded = latencies.encoded();
      const histogram = decodeFromCompressedBase64(encoded, 32, false);
      const steps = stepsOf(encoded);
      expect(steps.total).toBe(histogram.totalCount);
      expect(steps.values.length).toBe(steps.counts.length);
      let seen = 0;
      for (const [at, value] of steps.values.entries()) {
        seen += steps.counts[at] ?? 0;
        expect(histogram.getValueAtPercentile((100 * seen) / steps.total)).toBe(value);
      }
      if ((steps.values.at(-1) ?? 0) > 1e6 * (steps.values[0] ?? Infinity)) farApart++;
    }),
    { numRuns: 300, seed: 7 },
  );
  expect(farApart).toBeGreaterThan(20);
  const other = encodeIntoCompressedBase64(build({ numberOfSignificantValueDigits: 2, useWebAssembly: false }));
  expect(() => stepsOf(other)).toThrow("no histogram of version 2 with 3 digits");
});

test("quantiles of runs together are those of all their times", () => {
  const pooled = pooledOf([run(upTo(50)), run(upTo(100).slice(50))]);
  expect(pooled.total).toBe(100);
  expect([0.5, 0.9, 0.99, 1].map((share) => quantileAt(pooled, share))).toEqual([50, 90, 99, 100]);
});

test("of runs that differ a quantile is known less well than of runs that are alike", () => {
  const alike = upTo(20).map(() => run(upTo(100)));
  const unlike = upTo(20).map((nth) => run(upTo(100).map((time) => time + 40 * (nth % 2))));
  const [one, other] = [alike, unlike].map((runs) => quantileOf(runs, pooledOf(runs), 0.5));
  expect(one).toEqual({ estimate: 50, low: 50, high: 50 });
  expect(other?.low).toBeLessThan(66);
  expect(other?.high).toBeGreaterThan(74);
});

test("in 95 of 100 experiments the interval of a quantile holds the truth, though times of a run are alike", () => {
  const streams = new Streams({ seed: 7 });
  let held = 0;
  for (let nth = 0; nth < 200; nth++) {
    const luck = streams.own("experiment", String(nth));
    // Each run has a level of its own from 0 to 1000, and its times lie within 500 of that: the middle of all is 750.
    const runs = upTo(30).map(() => {
      const level = luck.between(0, 1_000);
      return run(upTo(20).map(() => level + luck.between(0, 500)));
    });
    const { low, high } = quantileOf(runs, pooledOf(runs), 0.5);
    if (low <= 750 && 750 <= high) held++;
  }
  expect(held).toBeGreaterThanOrEqual(183);
});

test("a difference of quantiles is of the same seeds, so that a common level falls out", () => {
  const luck = new Streams({ seed: 1 }).own("bootstrap", "p50");
  const levels = upTo(20).map((nth) => 10 * ((nth * 7) % 20));
  const there = levels.map((level) => run(upTo(100).map((time) => level + time)));
  const here = levels.map((level) => run(upTo(100).map((time) => level + time + 30)));
  const { estimate, low, high } = quantileDifference(here, there, 0.5, luck);
  expect(estimate).toBe(30);
  expect(low).toBeGreaterThanOrEqual(28);
  expect(high).toBeLessThanOrEqual(32);
});
