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
  let squares = 0;
  for (const run of runs) squares += squared(atMost(run, estimate) - share * run.total);
  const error = Math.sqrt((n / (n - 1)) * squares) / pooled.total;
  const half = studentQuantile(n - 1) * error;
  return {
    estimate,
    low: Math.min(estimate, quantileAt(pooled, Math.max(0, share - half))),
    high: Math.max(estimate, quantileAt(pooled, Math.min(1, share + half))),
  };
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
  const [one, other] = [new Weighted(here), new Weighted(there)];
  const n = Math.min(here.length, there.length);
  const even = Array<number>(n).fill(1);
  const estimate = one.quantile(even, share) - other.quantile(even, share);
  const drawn: number[] = [];
  for (let nth = 0; nth < resamples; nth++) {
    const weights = Array<number>(n).fill(0);
    for (let at = 0; at < n; at++) {
      const seed = luck.between(0, n - 1);
      weights[seed] = (weights[seed] ?? 0) + 1;
    }
    drawn.push(one.quantile(weights, share) - other.quantile(weights, share));
  }
  drawn.sort((left, right) => left - right);
  const at = (place: number): number => drawn[place] ?? estimate;
  const edge = Math.floor(resamples / 40);
  return { estimate, low: Math.min(estimate, at(edge)), high: Math.max(estimate, at(resamples - 1 - edge)) };
}

/** Times of runs in a form in which each run can count any number of times. */
class Weighted {
  private readonly values: readonly number[];
  /** By run: the places of its times among all values, and how often each came. */
  private readonly runs: readonly { readonly places: readonly number[]; readonly counts: readonly number[] }[];
  private readonly sums: Float64Array;

  constructor(runs: readonly Steps[]) {
    this.values = pooledOf(runs).values;
    const placeOf = new Map(this.values.map((value, at) => [value, at]));
    this.runs = runs.map(({ values, counts }) => ({
      places: values.map((value) => placeOf.get(value) ?? 0),
      counts,
    }));
    this.sums = new Float64Array(this.values.length);
  }

  quantile(weights: readonly number[], share: number): number {
    const { sums, runs, values } = this;
    sums.fill(0);
    let total = 0;
    for (const [at, { places, counts }] of runs.entries()) {
      const weight = weights[at] ?? 0;
      if (weight === 0) continue;
      for (let nth = 0; nth < places.length; nth++) {
        const count = weight * (counts[nth] as number);
        const place = places[nth] as number;
        sums[place] = (sums[place] ?? 0) + count;
        total += count;
      }
    }
    const wanted = share * total;
    let upTo = 0;
    for (let at = 0; at < values.length; at++) {
      upTo += sums[at] ?? 0;
      if (upTo >= wanted && upTo > 0) return values[at] as number;
    }
    return 0;
  }
}
