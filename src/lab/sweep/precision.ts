import { chanceOf } from "../../input/units.ts";
import type { Interval } from "./intervals.ts";
import type { Precision } from "./spec.ts";
import type { MeasureName, Summary } from "./summary.ts";

/** The shares that a precision is asked of. */
const shares: readonly MeasureName[] = ["failed", "lost", "duplicated", "outOfOrder", "late"];
const times: readonly MeasureName[] = ["p50", "p99"];

/**
 * How many seeds a point is to have, by what it has come to with those that it has: as many, or twice as many where an
 * interval is still too wide. It depends on the point's own runs alone, so that nobody's pace makes a difference.
 */
export function seedsWanted(summary: Summary, precision: Precision | undefined, most: number): number {
  if (precision === undefined || isPrecise(summary, precision)) return summary.runs;
  return Math.max(summary.runs, Math.min(most, 2 * summary.runs));
}

function isPrecise({ measures }: Pick<Summary, "measures">, { share, latency }: Precision): boolean {
  const [ofShare, ofLatency] = [share, latency].map((text) => {
    const chance = chanceOf(text);
    return chance === undefined ? 0 : chance.numerator / chance.denominator;
  });
  const within = (name: MeasureName, allowed: (interval: Interval) => number): boolean => {
    const interval = measures[name];
    return interval === undefined || (interval.high - interval.low) / 2 <= allowed(interval);
  };
  return (
    shares.every((name) => within(name, () => ofShare ?? 0)) &&
    times.every((name) => within(name, ({ estimate }) => estimate * (ofLatency ?? 0)))
  );
}
