import * as z from "zod";
import { type Duration, type Instant, type Ratio, assert, parseDuration, ratio } from "../sim/index.ts";

/** More than eleven years: the slowest of long-tailed delays is twenty times as long, and still exact. */
const longest = "100000h";

/** Why a text is no time that a file may hold, as what it must be; `undefined` where it is one. */
export function durationDemand(text: string, examples = "5ms, 30s or 2m"): string | undefined {
  const duration = parseDuration(text);
  if (isWithin(duration)) return undefined;
  const [, whole, unit] = /^(\d+)(?:\.\d+)?(us|ms|s|m|h)$/.exec(text.trim()) ?? [];
  if (whole === undefined) return `a time with its unit, such as ${examples}`;
  const isFraction = duration === undefined && isWithin(parseDuration(`${whole}${unit}`));
  return isFraction ? "a whole number of microseconds" : `at most ${longest}`;
}

const isWithin = (duration: Duration | undefined): boolean =>
  duration !== undefined && duration <= (parseDuration(longest) ?? 0);

/** A time in a file: a text, since a number alone says no unit. */
export const durationText = z
  .string()
  .refine((text) => durationDemand(text) === undefined, { error: ({ input }) => durationDemand(String(input)) });

/** A chance in a file, as an exact fraction. */
export const chanceText = z.string().refine(isChance, "a chance from 0% to 100%, such as 5%, 0.01% or 1/20");

/** Percents of at most four decimals, or a fraction that is no more than 1 and that one draw serves. */
function isChance(text: string): boolean {
  const [, percent, numerator, denominator] = /^(?:(\d+(?:\.\d{1,4})?)%|(\d+)\/([1-9]\d*))$/.exec(text) ?? [];
  if (percent !== undefined) return Number(percent) <= 100;
  return denominator !== undefined && Number(denominator) <= 2_097_152 && Number(numerator) <= Number(denominator);
}

/** A time that `durationText` has let through. */
export function durationOf(text: string): Duration {
  const duration = parseDuration(text);
  assert(duration !== undefined, () => `${text} is no time`);
  return duration;
}

/** A chance that `chanceText` has let through; `undefined` where none was written. */
export function chanceOf(text: string | undefined): Ratio | undefined {
  if (text === undefined) return undefined;
  if (!text.endsWith("%")) {
    const [numerator = "0", denominator = "1"] = text.split("/");
    return ratio(Number(numerator), Number(denominator));
  }
  const [whole = "0", decimals = ""] = text.slice(0, -1).split(".");
  return ratio(Number(whole + decimals.padEnd(4, "0")), 1_000_000);
}

/** Exact, in the largest unit that leaves no fraction. */
export function writtenDuration(duration: Duration | Instant): string {
  if (duration % 1_000_000 === 0 && duration > 0) return `${duration / 1_000_000}s`;
  return duration % 1_000 === 0 ? `${duration / 1_000}ms` : `${duration}us`;
}
