import { adviceOf } from "../../lab/sweep/advice.ts";
import type { Point, SweepPlan } from "../../lab/sweep/plan-data.ts";
import { settingsText } from "../../lab/sweep/points.ts";
import type { MeasureName } from "../../lab/sweep/summary.ts";
import type { Found } from "../../lab/sweep/tables.ts";
import { intervalText } from "../../lab/sweep/words.ts";
import { columns, shortened, wrapped } from "./figures.ts";

const shown: readonly MeasureName[] = ["failed", "late", "p50", "p99", "requests"];
/** Told only where some point has any of it. */
const rare: readonly MeasureName[] = ["lost", "duplicated", "outOfOrder", "undecided"];
const mostPoints = 60;
const mostAdvice = 12;
const width = 110;

/** The points of a sweep with their measures, each with its interval, for people. */
export function sweepLines(plan: SweepPlan, found: readonly (Found | undefined)[]): readonly string[] {
  const isHit = (name: MeasureName): boolean => found.some((one) => (one?.summary.measures[name]?.estimate ?? 0) > 0);
  const [failed = "failed", ...rest] = shown;
  const names = [failed, ...rare.filter(isHit), ...rest];
  const rows = plan.points.map((point, at) => pointCells(plan, point, found[at], names));
  return shortened(columns([["point", "settings", ...names], ...rows]), mostPoints);
}

function pointCells(
  plan: SweepPlan,
  point: Point,
  found: Found | undefined,
  names: readonly MeasureName[],
): readonly string[] {
  const isBaseline = point.point === plan.baseline ? " (baseline)" : "";
  const settings = `${settingsText(point.settings)}${isBaseline}`;
  if (found === undefined) return [String(point.point), settings, "refused"];
  const { measures } = found.summary;
  const cell = (name: MeasureName): string => {
    const interval = measures[name];
    return interval === undefined ? "-" : intervalText(name, interval);
  };
  return [String(point.point), settings, ...names.map(cell)];
}

/** What single changes do, in words; `again` makes the command that computes a point's numbers anew. */
export function adviceLines(
  plan: SweepPlan,
  found: readonly (Found | undefined)[],
  again: (point: number) => string,
): readonly string[] {
  const advice = adviceOf(plan, found);
  const lines = advice.slice(0, mostAdvice).flatMap(({ text, seeds, point }) => {
    const [first = "", ...others] = wrapped(`${text} (${seeds} seeds; ${again(point)})`, width);
    return [`- ${first}`, ...others.map((line) => `  ${line}`)];
  });
  const left = advice.length - mostAdvice;
  return left > 0 ? [...lines, `… and ${left} more (all of them in the report)`] : lines;
}
