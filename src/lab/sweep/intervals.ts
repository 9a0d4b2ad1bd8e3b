/**
 * An estimate with the interval that holds the truth in 95 of 100 experiments. Nothing here asks the engine for a
 * logarithm or a power, which engines round differently: the same runs give the same numbers everywhere.
 */
export interface Interval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** An engine may round a power in its own way, but no product. */
export const squared = (value: number): number => value * value;

/** The quantile of the normal distribution that leaves 2.5% above it. */
const z = 1.959963984540054;

/** The same of Student's distribution with 1 … 30 degrees of freedom. */
const students = [
  12.706204736, 4.30265273, 3.182446305, 2.776445105, 2.570581836, 2.446911851, 2.364624252, 2.306004135, 2.262157163,
  2.228138852, 2.20098516, 2.17881283, 2.160368656, 2.144786688, 2.131449546, 2.119905299, 2.109815578, 2.10092204,
  2.093024054, 2.085963447, 2.079613845, 2.073873068, 2.06865761, 2.063898562, 2.059538553, 2.055529439, 2.051830516,
  2.048407142, 2.045229642, 2.042272456,
];

/** The quantile of Student's distribution that leaves 2.5% above it: a table, and beyond it Cornish and Fisher's series. */
export function studentQuantile(degrees: number): number {
  const known = students[degrees - 1];
  if (known !== undefined) return known;
  const [z2, n] = [z * z, degrees];
  const first = (z * (z2 + 1)) / (4 * n);
  const second = (z * (5 * z2 * z2 + 16 * z2 + 3)) / (96 * n * n);
  const third = (z * (3 * z2 * z2 * z2 + 19 * z2 * z2 + 17 * z2 - 15)) / (384 * n * n * n);
  return z + first + second + third;
}

/** Wilson's interval of a share: `hits` of `trials`, which need not be whole. `quantile`: the normal one unless given. */
export function wilson(hits: number, trials: number, quantile = z): Interval {
  if (trials === 0) return { estimate: 0, low: 0, high: 1 };
  const share = hits / trials;
  const q2 = quantile * quantile;
  const middle = (share + q2 / (2 * trials)) / (1 + q2 / trials);
  const half = (quantile / (1 + q2 / trials)) * Math.sqrt((share * (1 - share)) / trials + q2 / (4 * trials * trials));
  // At its ends the formula gives the end itself but for rounding.
  return {
    estimate: share,
    low: hits === 0 ? 0 : Math.max(0, middle - half),
    high: hits === trials ? 1 : Math.min(1, middle + half),
  };
}

/** One run's part of a ratio: so much, of so much. */
export interface Part {
  readonly part: number;
  readonly of: number;
}

interface Ratio {
  readonly ratio: number;
  readonly error: number;
}

/** A ratio of sums, and its standard error by what differs from run to run (linearised; runs are independent, records not). */
function ratioOf(parts: readonly Part[]): Ratio {
  let [sum, of] = [0, 0];
  for (const one of parts) {
    sum += one.part;
    of += one.of;
  }
  if (of === 0) return { ratio: 0, error: 0 };
  const ratio = sum / of;
  let squares = 0;
  for (const one of parts) squares += squared(one.part - ratio * one.of);
  const n = parts.length;
  return { ratio, error: n < 2 ? 0 : Math.sqrt((n / (n - 1)) * squares) / of };
}

/**
 * The share of records that something befell. Records of one run share its luck, so that a thousand of them are not a
 * thousand trials: the interval is Wilson's for as many independent trials as would spread as much as the runs do (Korn
 * and Graubard's way with samples in clusters). Where it befell none, or all, nothing spreads, and each run counts as one
 * trial.
 */
export function shareOf(parts: readonly Part[]): Interval {
  const { ratio, error } = ratioOf(parts);
  const runs = parts.length;
  const records = parts.reduce((sum, { of }) => sum + of, 0);
  const quantile = studentQuantile(Math.max(1, runs - 1));
  if (records === 0) return { estimate: 0, low: 0, high: 1 };
  if (ratio === 0 || ratio === 1) return wilson(ratio * runs, runs);
  const independent = error === 0 ? records : Math.min(records, (ratio * (1 - ratio)) / (error * error));
  return { ...wilson(ratio * independent, independent, quantile), estimate: ratio };
}

/** A ratio that is no share, such as requests for each record: Student's interval over runs. */
export function rateOf(parts: readonly Part[]): Interval {
  const { ratio, error } = ratioOf(parts);
  const half = studentQuantile(Math.max(1, parts.length - 1)) * error;
  return { estimate: ratio, low: Math.max(0, ratio - half), high: ratio + half };
}

/** The mean of what runs came to. */
export const meanOf = (values: readonly number[]): Interval => rateOf(values.map((part) => ({ part, of: 1 })));

/**
 * How much larger a ratio is here than there, run by run under the same seeds: what their luck has in common falls out
 * (Student's interval of the linearised differences). Both lists have the same seeds in the same order.
 */
export function differenceOf(here: readonly Part[], there: readonly Part[]): Interval {
  const [one, other] = [ratioOf(here), ratioOf(there)];
  const n = Math.min(here.length, there.length);
  const [ofHere, ofThere] = [here, there].map((parts) => parts.reduce((sum, { of }) => sum + of, 0) / Math.max(1, n));
  const estimate = one.ratio - other.ratio;
  if (n < 2) return { estimate, low: -Infinity, high: Infinity };
  let squares = 0;
  for (let at = 0; at < n; at++) {
    const spread = residual(here[at], one.ratio, ofHere) - residual(there[at], other.ratio, ofThere);
    squares += spread * spread;
  }
  const half = studentQuantile(n - 1) * Math.sqrt(squares / (n * (n - 1)));
  return { estimate, low: estimate - half, high: estimate + half };
}

/**
 * The same of shares. Where nothing spreads, as where it befell no record on either side, so many runs leave room for a
 * difference that none of them has shown: as much as Wilson's interval of none of them leaves.
 */
export function shareDifferenceOf(here: readonly Part[], there: readonly Part[]): Interval {
  const difference = differenceOf(here, there);
  const { estimate, low, high } = difference;
  if (high > low) return difference;
  const room = wilson(0, Math.min(here.length, there.length)).high;
  return { estimate, low: Math.max(-1, estimate - room), high: Math.min(1, estimate + room) };
}

const residual = (part: Part | undefined, ratio: number, mean = 0): number =>
  part === undefined || mean === 0 ? 0 : (part.part - ratio * part.of) / mean;
