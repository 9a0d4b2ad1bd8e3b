import { durationOf, writtenDuration } from "../../input/units.ts";
import type { Duration } from "../../sim/index.ts";

/** How many digits a number has that say something: 3 of 1250000, none of 0. */
export const significantDigits = (value: number): number =>
  value === 0 ? 0 : String(value).replace(/0+$/, "").replace(/\D/g, "").length;

/** Of two whole numbers the simpler one has fewer digits that say something, or else is the smaller one. */
const isSimpler = (one: number, other: number): boolean => {
  const [digits, otherDigits] = [significantDigits(one), significantDigits(other)];
  return digits < otherDigits || (digits === otherDigits && one < other);
};

/**
 * Simpler whole numbers near and below the given one, the simplest first: powers of ten, then the same number rounded to
 * one digit and to two, downwards and upwards. Never 0 unless `least` allows for it.
 */
export function simplerNumbers(value: number, least: number): readonly number[] {
  const found = new Set<number>([0]);
  for (let power = 1; power <= value; power *= 10) {
    found.add(power);
    for (const digit of [2, 5]) if (digit * power <= value) found.add(digit * power);
  }
  for (const digits of [1, 2]) {
    const step = powerOfTen(Math.max(0, String(Math.floor(value)).length - digits));
    found.add(Math.floor(value / step) * step);
    found.add(Math.ceil(value / step) * step);
  }
  return [...found]
    .filter((simpler) => simpler >= least && isSimpler(simpler, value))
    .toSorted((one, other) => (isSimpler(one, other) ? -1 : 1));
}

/** What nobody has to make shorter: a time in microseconds reads worse than one in milliseconds. */
const shortEnough = 1_000;

/** Simpler times than the written one, the simplest first. A time that would be nothing is another thing, unless `orNone`. */
export function simplerTimes(text: string, orNone = false): readonly string[] {
  const span = durationOf(text);
  return simplerNumbers(span, orNone ? 0 : 1)
    .filter((micros) => micros === 0 || micros >= Math.min(shortEnough, span))
    .map((micros) => writtenDuration(micros as Duration));
}

/** Whole numbers only: engines need not agree on powers. */
const powerOfTen = (exponent: number): number => (exponent === 0 ? 1 : 10 * powerOfTen(exponent - 1));
