import type { Interval } from "./intervals.ts";
import { type Measure, type MeasureName, measures } from "./summary.ts";

/** Estimates as people read them: always with their interval, never a bare point. */

/** Fixed decimals, without those that say nothing. */
const decimals = (value: number, digits: number): string => {
  const text = value.toFixed(digits);
  return digits === 0 ? text : text.replace(/\.?0+$/, "");
};

/** Three digits that count. */
function brief(value: number): string {
  const size = Math.abs(value);
  if (size >= 100) return decimals(value, 0);
  if (size >= 10) return decimals(value, 1);
  if (size >= 1) return decimals(value, 2);
  return size === 0 ? "0" : decimals(value, size >= 0.01 ? 4 : 6);
}

/** The unit of times that the largest of them suits. */
function timeUnit(micros: number): readonly [size: number, name: string] {
  if (micros >= 1_000_000) return [1_000_000, "s"];
  return micros >= 1_000 ? [1_000, "ms"] : [1, "us"];
}

/** How a measure is written: divided by what, followed by what. */
function scaleOf({ unit }: Measure, largest: number): readonly [size: number, name: string] {
  switch (unit) {
    case "share":
      return [0.01, "%"];
    case "microseconds":
      return timeUnit(largest);
    case "per second":
      return [1, "/s"];
    case "bytes":
    case "bytes per record":
      return largest >= 100_000 ? [1_024, " KiB"] : [1, " B"];
    case "per record":
      return [1, ""];
  }
}

export const measureOf = (name: MeasureName): Measure => {
  const found = measures.find((known) => known.name === name);
  if (found === undefined) throw new RangeError(`there is no measure ${name}`);
  return found;
};

/** `31.3% [25.8, 37.3]` */
export function intervalText(name: MeasureName, { estimate, low, high }: Interval): string {
  const bounded = [estimate, low, high].filter((value) => Number.isFinite(value)).map((value) => Math.abs(value));
  const [size, unit] = scaleOf(measureOf(name), Math.max(...bounded));
  const text = (value: number): string => (Number.isFinite(value) ? brief(value / size) : "?");
  return `${text(estimate)}${unit} [${text(low)}, ${text(high)}]`;
}

/** `412 [381, 443]` of 100,000 records: a difference of shares in the plainest form, without its sign. */
export function recordsText({ estimate, low, high }: Interval): string {
  const [one, other] = estimate < 0 ? [-high, -low] : [low, high];
  const text = (value: number): string => decimals(value * 100_000, 0).replaceAll(/\B(?=(\d{3})+$)/g, " ");
  return `${text(Math.abs(estimate))} [${text(one)}, ${text(other)}]`;
}
