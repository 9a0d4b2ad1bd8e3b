import type { Stream } from "../../sim/index.ts";
import { type Interval, squared, studentQuantile } from "./intervals.ts";
import type { Steps } from "./latencies.ts";

/** Times of many runs together: ascending, each with how many are at most that. */
export interface Pooled {
  readonly values: readonly number[];
  readonly upTo: readonly number[];
  readonly total: number;
}

export function pooledOf(runs: readonly Steps[]): Pooled {
  const counts = new Map<number, number>();
  for (const { values, counts: own } of runs) {
    for (let at = 0; at < values.length; at++) {
      const value = values[at] as number;
      counts.set(value, (counts.get(value) ?? 0) + (own[at] as number));
    }
  }
  const values = [...counts.keys()].sort((one, other) => one - other);
  let total = 0;
  const upTo = values.map((value) => (total += counts.get(value) ?? 0));
  return { values, upTo, total };
}

/** The least time that a share of all are at most; 0 where there are none. */
export function quantileAt({ values, upTo, total }: Pooled, share: number): number {
  const wanted = share * total;
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((upTo[middle] as number) >= wanted) high = middle;
    else low = middle + 1;
  }
  return values[low] ?? 0;
}

/**
 * A quantile of the times of runs. Records of one run share its luck, so that order statistics of all of them would be too
 * sure: the share that is at most the estimate spreads from run to run, and the times at that share more and less that
 * spread bound the quantile (Woodruff's interval for samples in clusters).
 */
export function quantileOf(runs: readonly Steps[], pooled: Pooled, share: number): Interval {
  const estimate = quantileAt(pooled, share);
  const n = runs.length;
  if (n < 2 || pooled.total === 0) return { estimate, low: 0, high: Infinity };
  const half = studentQuantile(n - 1) * shareError(runs, pooled, share, estimate);
  return {
    estimate,
    low: Math.min(estimate, quantileAt(pooled, Math.max(0, share - half))),
    high: Math.max(estimate, quantileAt(pooled, Math.min(1, share + half))),
  };
}

/** How far the share that is at most the estimate of a quantile spreads, as a standard error over runs. */
function shareError(runs: readonly Steps[], { total }: Pooled, share: number, estimate: number): number {
  const n = runs.length;
  let squares = 0;
  for (const run of runs) squares += squared(atMost(run, estimate) - share * run.total);
  return n < 2 ? 0 : Math.sqrt((n / (n - 1)) * squares) / total;
}

function atMost({ values, counts }: Steps, time: number): number {
  let sum = 0;
  for (let at = 0; at < values.length && (values[at] as number) <= time; at++) sum += counts[at] as number;
  return sum;
}

const resamples = 400;

/**
 * How much later a quantile is here than there: a bootstrap over seeds, where a seed that is drawn counts on both sides.
 * Both lists have the same seeds in the same order.
 */
export function quantileDifference(
  here: readonly Steps[],
  there: readonly Steps[],
  share: number,
  luck: Stream,
): Interval {
  const [one, other] = [new Weighted(here, share), new Weighted(there, share)];
  const n = Math.min(here.length, there.length);
  const even = Array<number>(n).fill(1);
  const estimate = one.quantile(even) - other.quantile(even);
  const drawn: number[] = [];
  for (let nth = 0; nth < resamples; nth++) {
    const weights = Array<number>(n).fill(0);
    for (let at = 0; at < n; at++) {
      const seed = luck.between(0, n - 1);
      weights[seed] = (weights[seed] ?? 0) + 1;
    }
    drawn.push(one.quantile(weights) - other.quantile(weights));
  }
  drawn.sort((left, right) => left - right);
  const at = (place: number): number => drawn[place] ?? estimate;
  const edge = Math.floor(resamples / 40);
  return { estimate, low: Math.min(estimate, at(edge)), high: Math.max(estimate, at(resamples - 1 - edge)) };
}

/** Resampled quantiles lie within so many standard errors, as good as always. */
const reach = 6;

/** What a run has of the times near a quantile. */
interface Near {
  readonly total: number;
  /** How many of its times come before those that are near. */
  readonly before: number;
  /** The places of near times among all near ones, and how often each came. */
  readonly places: readonly number[];
  readonly counts: readonly number[];
}

/** One quantile of the times of runs, in a form in which each run can count any number of times. */
class Weighted {
  private readonly share: number;
  /** The times near the quantile: where it can be, however the runs are drawn. */
  private readonly values: readonly number[];
  private readonly runs: readonly Near[];
  private readonly sums: Float64Array;

  constructor(runs: readonly Steps[], share: number) {
    const pooled = pooledOf(runs);
    const estimate = quantileAt(pooled, share);
    const far = reach * (shareError(runs, pooled, share, estimate) + 1 / Math.max(1, pooled.total));
    const [least, most] = [share - far, share + far].map((at) => quantileAt(pooled, Math.min(1, Math.max(0, at))));
    this.share = share;
    this.values = pooled.values.filter((value) => value >= (least ?? 0) && value <= (most ?? 0));
    const placeOf = new Map(this.values.map((value, at) => [value, at]));
    this.runs = runs.map((run) => nearOf(run, placeOf, this.values[0] ?? 0));
    this.sums = new Float64Array(this.values.length);
  }

  quantile(weights: readonly number[]): number {
    const { sums, runs, values, share } = this;
    sums.fill(0);
    let [total, upTo] = [0, 0];
    for (const [at, near] of runs.entries()) {
      const weight = weights[at] ?? 0;
      if (weight === 0) continue;
      total += weight * near.total;
      upTo += weight * near.before;
      for (let nth = 0; nth < near.places.length; nth++) {
        const place = near.places[nth] as number;
        sums[place] = (sums[place] ?? 0) + weight * (near.counts[nth] as number);
      }
    }
    const wanted = share * total;
    for (let at = 0; at < values.length; at++) {
      upTo += sums[at] ?? 0;
      if (upTo >= wanted && upTo > 0) return values[at] as number;
    }
    return values.at(-1) ?? 0;
  }
}

function nearOf({ values, counts, total }: Steps, placeOf: ReadonlyMap<number, number>, least: number): Near {
  const [places, own]: [number[], number[]] = [[], []];
  let before = 0;
  for (let at = 0; at < values.length; at++) {
    const [value, count] = [values[at] as number, counts[at] as number];
    const place = placeOf.get(value);
    if (place !== undefined) {
      places.push(place);
      own.push(count);
    } else if (value < least) before += count;
  }
  return { total, before, places, counts: own };
}
