import { type Interval, meanOf } from "../../src/lab/sweep/intervals.ts";
import type { Experiment } from "./experiments.ts";

/** What came of the repetitions of an experiment. */
export interface Outcome {
  /** All their estimates together, with the interval that holds the truth in 95 of 100 such outcomes. */
  readonly together: Interval;
  /** In how many of them the estimate is within 1% of what theory says, or their own interval holds that. */
  readonly held: number;
}

export function outcomeOf({ expected, repeat }: Experiment, repetitions: number, from = 1): Outcome {
  const intervals = Array.from({ length: repetitions }, (_, nth) => repeat(from + nth));
  const holds = intervals.filter(
    ({ estimate, low, high }) => Math.abs(estimate / expected - 1) <= 0.01 || (low <= expected && expected <= high),
  );
  return { together: meanOf(intervals.map(({ estimate }) => estimate)), held: holds.length };
}

/** Whether all of the interval lies within 1% of what theory says: then the simulator does, and not by luck. */
export const isWithinAHundredth = ({ low, high }: Interval, expected: number): boolean =>
  low >= 0.99 * expected && high <= 1.01 * expected;

/**
 * Whether intervals that are right in 95 of 100 cases may hold theory as seldom as that: fewer than 90 of 100 do in about one
 * of a hundred tries.
 */
export const isOftenEnough = (held: number, repetitions: number): boolean => held >= 0.9 * repetitions;
