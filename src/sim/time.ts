import { assert, InvariantError } from "./assert.ts";

/** A point of virtual time: whole microseconds since the start of the run. */
export type Instant = number & { readonly brand: "microseconds since start" };

/** A span of virtual time: whole microseconds, never negative. */
export type Duration = number & { readonly brand: "microseconds" };

export const start = 0 as Instant;
export const never = Number.MAX_SAFE_INTEGER as Instant;

export const micros = (count: number): Duration => count as Duration;
export const millis = (count: number): Duration => (count * 1_000) as Duration;
export const seconds = (count: number): Duration => (count * 1_000_000) as Duration;
export const instant = (microsSinceStart: number): Instant => microsSinceStart as Instant;

/** The instant `wait` after `now`. */
export function plus(now: Instant, wait: Duration): Instant {
  const sum = now + wait;
  if (!(wait >= 0 && Number.isSafeInteger(sum))) throw new InvariantError(`${now} + ${wait} is no instant`);
  return sum as Instant;
}

/** How long after `earlier` the instant `later` lies. */
export function since(earlier: Instant, later: Instant): Duration {
  assert(later >= earlier, () => `${later} is before ${earlier}`);
  return (later - earlier) as Duration;
}

/** The reading of a clock that counts whole milliseconds, as the Java client's does. */
export const wholeMillis = (at: Instant): number => Math.floor(at / 1_000);

/** Virtual time for people: `12.345ms`, `1.5s`, `2m0s`. Exact: no digit is dropped. */
export function formatTime(time: Instant | Duration): string {
  if (time < 1_000) return `${time}us`;
  if (time < 1_000_000) return `${time / 1_000}ms`;
  if (time < 60_000_000) return `${time / 1_000_000}s`;
  return `${Math.floor(time / 60_000_000)}m${(time % 60_000_000) / 1_000_000}s`;
}

/** How many decimal digits each unit can have, and how many microseconds one of its last digit is. */
const units: Readonly<Record<string, readonly [digits: number, micros: number]>> = {
  us: [0, 1],
  ms: [3, 1],
  s: [6, 1],
  m: [6, 60],
  h: [6, 3_600],
};

/** Reads `5ms`, `30s`, `1.5s`, `250us`, `2m`; `undefined` when the text is no such thing or no whole microseconds. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(\d+)(?:\.(\d+?)0*)?(us|ms|s|m|h)$/.exec(text.trim());
  if (match === null) return undefined;
  const [, whole = "", fraction = "", unit = ""] = match;
  const [digits, scale] = units[unit] ?? [0, 0];
  const decimals = fraction === "0" ? "" : fraction;
  if (decimals.length > digits) return undefined;
  // Digit by digit: 1.005 * 1000 is not 1005 in floating point.
  const count = Number(whole + decimals.padEnd(digits, "0")) * scale;
  return Number.isSafeInteger(count) ? micros(count) : undefined;
}
