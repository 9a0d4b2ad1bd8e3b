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

/** Each time in its own unit: bounds may lie far apart. */
function timeText(micros: number): string {
  const size = Math.abs(micros);
  if (size >= 1_000_000) return `${brief(micros / 1_000_000)}s`;
  return size >= 1_000 ? `${brief(micros / 1_000)}ms` : `${brief(micros)}us`;
}

function valueText(value: number, unit: Measure["unit"]): string {
  if (!Number.isFinite(value)) return "?";
  switch (unit) {
    case "share":
      return brief(value * 100);
    case "microseconds":
      return timeText(value);
    default:
      return brief(value);
  }
}

/** What stands behind an estimate whose bounds have the same unit. */
const units: Readonly<Record<Measure["unit"], string>> = {
  share: "%",
  microseconds: "",
  "per second": "/s",
  bytes: " B",
  "bytes per record": " B",
  "per record": "",
};

const measureOf = (name: MeasureName): Measure => {
  const found = measures.find((known) => known.name === name);
  if (found === undefined) throw new RangeError(`there is no measure ${name}`);
  return found;
};

/** `31.3% [25.8, 37.3]` */
export function intervalText(name: MeasureName, { estimate, low, high }: Interval): string {
  const { unit } = measureOf(name);
  return `${valueText(estimate, unit)}${units[unit]} [${valueText(low, unit)}, ${valueText(high, unit)}]`;
}

/** `412 [381, 443]` of 100,000 records: a difference of shares in the plainest form, without its sign. */
export function recordsText({ estimate, low, high }: Interval): string {
  const [one, other] = estimate < 0 ? [-high, -low] : [low, high];
  const text = (value: number): string => decimals(value * 100_000, 0).replaceAll(/\B(?=(\d{3})+$)/g, " ");
  return `${text(Math.abs(estimate))} [${text(one)}, ${text(other)}]`;
}
