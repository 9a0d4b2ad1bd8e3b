import { type Interval, meanOf, rateOf } from "../../src/lab/sweep/intervals.ts";
import { stepsOfRun } from "../../src/lab/sweep/latencies.ts";
import { pooledOf, quantileOf } from "../../src/lab/sweep/quantiles.ts";
import type { Came } from "./came.ts";

/** What is compared of a setting. */
export const measures = ["failed", "p50", "p90", "p99", "slowest", "requests"] as const;
export type Measure = (typeof measures)[number];

/** How far the simulator may be off; said before anything was measured. */
const tolerances: Readonly<Record<Measure, { readonly absolute: number; readonly relative: number }>> = {
  /** Of the records, as a share: two percentage points. */
  failed: { absolute: 0.02, relative: 0 },
  /** In microseconds. */
  p50: { absolute: 2_000, relative: 0.2 },
  p90: { absolute: 0, relative: 0.1 },
  p99: { absolute: 0, relative: 0.1 },
  slowest: { absolute: 0, relative: 0.1 },
  /** For each record. */
  requests: { absolute: 0, relative: 0.1 },
};

/** One measure of one setting, as simulated and as measured. */
export interface Comparison {
  readonly measure: Measure;
  readonly simulated: Interval;
  readonly measured: Interval;
  readonly agrees: boolean;
}

/** What the runs of a setting come to, with the interval over them. */
function estimate(measure: Measure, runs: readonly Came[]): Interval {
  switch (measure) {
    case "failed":
      // All runs meet one schedule: what differs between them is all that is left to chance, and records are no trials.
      return rateOf(runs.map(({ failed, records }) => ({ part: failed, of: records })));
    case "requests":
      return rateOf(runs.map(({ requests, records }) => ({ part: requests, of: records })));
    case "slowest":
      return meanOf(runs.map(({ maxMicros }) => maxMicros));
    case "p50":
    case "p90":
    case "p99": {
      const steps = runs.map(stepsOfRun);
      return quantileOf(steps, pooledOf(steps), Number(measure.slice(1)) / 100);
    }
  }
}

/** Holds what was simulated of a setting against what was measured: they agree within the tolerance, or where their intervals meet. */
export function compare(simulated: readonly Came[], measured: readonly Came[]): readonly Comparison[] {
  return measures.map((measure) => {
    const [here, there] = [estimate(measure, simulated), estimate(measure, measured)];
    return { measure, simulated: here, measured: there, agrees: areClose(measure, here, there) };
  });
}

function areClose(measure: Measure, simulated: Interval, measured: Interval): boolean {
  const { absolute, relative } = tolerances[measure];
  const allowed = Math.max(absolute, relative * measured.estimate);
  if (Math.abs(simulated.estimate - measured.estimate) <= allowed) return true;
  return simulated.low <= measured.high && measured.low <= simulated.high;
}

/** How many records failed by which exception, on average of a run; the names in order. */
export function errorsOf(runs: readonly Came[]): Readonly<Record<string, number>> {
  const names = [...new Set(runs.flatMap(({ errors }) => Object.keys(errors)))].sort();
  return Object.fromEntries(
    names.map((name) => [name, runs.reduce((sum, { errors }) => sum + (errors[name] ?? 0), 0) / runs.length]),
  );
}
