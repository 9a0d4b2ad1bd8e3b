import { assert } from "./assert.ts";

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
  assert(Number.isSafeInteger(sum) && wait >= 0, () => `${now} + ${wait} is no instant`);
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

const unitMicros: Readonly<Record<string, number>> = {
  us: 1,
  ms: 1_000,
  s: 1_000_000,
  m: 60_000_000,
  h: 3_600_000_000,
};

/** Reads `5ms`, `30s`, `1.5s`, `250us`, `2m`; `undefined` when the text is no such thing. */
export function parseDuration(text: string): Duration | undefined {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s|m|h)$/.exec(text.trim());
  if (match === null) return undefined;
  const count = Number(match[1]) * (unitMicros[match[2] ?? ""] ?? 0);
  return Number.isSafeInteger(count) ? micros(count) : undefined;
}
