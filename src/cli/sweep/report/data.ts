import { adviceOf } from "../../../lab/sweep/advice.ts";
import type { Interval } from "../../../lab/sweep/intervals.ts";
import type { Point, SweepPlan } from "../../../lab/sweep/plan-data.ts";
import { settingsText } from "../../../lab/sweep/points.ts";
import { type MeasureName, measures } from "../../../lab/sweep/summary.ts";
import type { Found } from "../../../lab/sweep/tables.ts";
import { intervalText } from "../../../lab/sweep/words.ts";
import { formatTime, instant } from "../../../sim/index.ts";
import { againCommandOf, runCommandOf } from "../point-files.ts";

/** Commands of a report are given in its own folder, wherever that is. */
const here = ".";

type Intervals = Readonly<Partial<Record<MeasureName, Interval>>>;

/** What the page is told of the sweep: numbers to draw, and texts as the command prints them. */
export function reportData(plan: SweepPlan, found: readonly (Found | undefined)[]): object {
  const { name, title, seeds, from } = plan.file;
  return {
    name,
    title,
    seeds,
    from,
    baseline: plan.baseline,
    measures,
    settings: [...new Set(plan.points.flatMap(({ settings }) => Object.keys(settings)))],
    points: plan.points.map((point, at) => pointData(plan, point, found[at])),
    advice: adviceOf(plan, found).map((one) => ({ ...one, again: againCommandOf(here, one.point) })),
  };
}

function pointData(plan: SweepPlan, { point, settings, refusal }: Point, found: Found | undefined): object {
  const plain = { point, settings, name: settingsText(settings), refusal: refusal ?? null };
  if (found === undefined) return plain;
  const { summary, comparison } = found;
  return {
    ...plain,
    runs: summary.runs,
    seeds: summary.seeds,
    records: summary.records,
    cutOff: summary.cutOff,
    runsWithFailure: summary.runsWithFailure,
    values: valuesOf(summary.measures),
    texts: textsOf(summary.measures),
    differences: textsOf(comparison.differences),
    errors: Object.entries(summary.errors).map(([error, interval]) => [error, intervalText("failed", interval)]),
    worst: summary.worst.map(({ maxMicros, ...counts }) => ({
      ...counts,
      slowest: formatTime(instant(maxMicros)),
      command: runCommandOf(here, plan, point, counts.seed),
    })),
    again: againCommandOf(here, point),
  };
}

const valuesOf = (intervals: Intervals): object =>
  Object.fromEntries(
    Object.entries(intervals).map(([name, { estimate, low, high }]) => [name, [estimate, low, high].map(finite)]),
  );

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

const textsOf = (intervals: Intervals): object =>
  Object.fromEntries(
    Object.entries(intervals).map(([name, interval]) => [name, intervalText(name as MeasureName, interval)]),
  );
