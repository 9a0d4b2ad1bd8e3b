import type { Interval } from "./intervals.ts";
import type { Point, SweepPlan } from "./plan-data.ts";
import type { SettingValue } from "./spec.ts";
import type { Comparison, MeasureName } from "./summary.ts";
import type { Found } from "./tables.ts";
import { intervalText, recordsText } from "./words.ts";

/** One sentence of advice, and the point whose runs are behind it. */
export interface Advice {
  readonly text: string;
  readonly point: number;
  /** How many seeds both sides of the comparison met. */
  readonly seeds: number;
  /** The run to look at first. */
  readonly seed: number;
}

/**
 * What the change of one setting alone does, in words, against the baseline under the same seeds. A difference is told
 * where its interval leaves out 0; of the others it is said that so many seeds show none.
 */
export function adviceOf(plan: SweepPlan, found: readonly (Found | undefined)[]): readonly Advice[] {
  const baseline = plan.points[plan.baseline - 1] as Point;
  return plan.points.flatMap((point, at) => {
    const there = found[at];
    const changed = keysThatDiffer(baseline, point);
    const [key] = changed;
    if (there === undefined || key === undefined || changed.length > 1) return [];
    const { seeds } = there.comparison;
    const change = changeText(key, baseline.settings[key], point.settings[key]);
    const text = `${change} ${effectsText(there.comparison)}`;
    return [{ text, point: point.point, seeds, seed: there.summary.worst[0]?.seed ?? 0 }];
  });
}

function keysThatDiffer(one: Point, other: Point): readonly string[] {
  const keys = [...new Set([...Object.keys(one.settings), ...Object.keys(other.settings)])];
  return keys.filter((key) => one.settings[key] !== other.settings[key]);
}

function changeText(key: string, from: SettingValue | undefined, to: SettingValue | undefined): string {
  if (typeof from !== "number" || typeof to !== "number") {
    return `Changing ${key} from ${String(from ?? "its default")} to ${String(to ?? "its default")}`;
  }
  return `${to > from ? "Raising" : "Lowering"} ${key} from ${from} to ${to}`;
}

/** What is told of, in this order: what more of it makes records do, and what fewer of it keep them from. */
const harms: readonly (readonly [name: MeasureName, makes: string, keepsFrom: string])[] = [
  ["failed", "fail", "failing"],
  ["lost", "get lost silently", "getting lost silently"],
  ["duplicated", "be stored twice", "being stored twice"],
  ["outOfOrder", "be stored out of order", "being stored out of order"],
  ["late", "be decided late", "being decided late"],
];
const costs: readonly (readonly [MeasureName, string])[] = [
  ["p50", "p50"],
  ["p99", "p99"],
  ["goodput", "goodput"],
  ["requests", "requests for each record"],
  ["bytes", "bytes for each record"],
  ["recovery", "recovery"],
];

function effectsText({ differences, seeds }: Comparison): string {
  const told: string[] = [];
  for (const [name, makes, keepsFrom] of harms) {
    const more = differences[name];
    if (more === undefined || !isTold(more)) continue;
    const records = `${recordsText(more)}${more.estimate > 0 ? " more" : ""} of 100,000 records`;
    told.push(more.estimate > 0 ? `makes ${records} ${makes}` : `keeps ${records} from ${keepsFrom}`);
  }
  for (const [name, title] of costs) {
    const more = differences[name];
    if (more === undefined || !isTold(more)) continue;
    told.push(`${more.estimate > 0 ? "raises" : "lowers"} ${title} by ${intervalText(name, withoutSign(more))}`);
  }
  if (told.length === 0) return `makes no difference that ${seeds} seeds show.`;
  const last = told.pop() ?? "";
  return `${told.length === 0 ? last : `${told.join(", ")} and ${last}`}.`;
}

/** Whether an interval leaves out 0: neither bound is 0 or beyond it. */
const isTold = ({ low, high }: Interval): boolean => low > 0 || high < 0;

const withoutSign = (interval: Interval): Interval =>
  interval.estimate >= 0 ? interval : { estimate: -interval.estimate, low: -interval.high, high: -interval.low };
