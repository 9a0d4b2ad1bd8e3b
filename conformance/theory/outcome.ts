import type { Experiment } from "./experiments.ts";
import { meanOfAll } from "./runs.ts";

/** What came of the repetitions of an experiment. */
export interface Outcome {
  /** Of all their estimates. */
  readonly mean: number;
  /** In how many of them the estimate is within 1% of what theory says, or their interval holds that. */
  readonly held: number;
}

export function outcomeOf({ expected, repeat }: Experiment, repetitions: number, from = 1): Outcome {
  const intervals = Array.from({ length: repetitions }, (_, nth) => repeat(from + nth));
  const holds = intervals.filter(
    ({ estimate, low, high }) => Math.abs(estimate / expected - 1) <= 0.01 || (low <= expected && expected <= high),
  );
  return { mean: meanOfAll(intervals.map(({ estimate }) => estimate)), held: holds.length };
}
