import type { CoverageSummary } from "./coverage.ts";

/** A chance that is estimated, with the interval in which it lies in some 95 of 100 hunts. */
export interface Estimate {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** What is known of states that no seed has reached. */
export interface Unseen {
  /** The chance that one more seed, drawn as these were, reaches a state that none of them did. */
  readonly nextSeed: Estimate;
  /** How many such states one more seed is expected to reach. */
  readonly newStatesPerSeed: number;
}

/** Of a normal distribution 95% lie within so many standard deviations. */
const deviations = 1.96;

/**
 * Estimates what a hunt has not seen, by what it has hardly seen. Good and Turing (I. J. Good, "The population frequencies
 * of species", Biometrika 40, 1953): the chance that the next observation is of a new species is about n1/n, where n1
 * species were met once in n observations. A seed is an observation of many states at once; left out in turn, it would have
 * been the one to show something new if it reached a state that no other did. With n1 seeds of that kind the estimate is
 * again n1/n (so do biologists count species by samples, and M. Böhme, "STADS", TOSEM 27, 2018, the behaviour of programs).
 *
 * The interval is W. W. Esty's ("A normal limit law for a nonparametric estimator of the coverage of a random sample",
 * Annals of Statistics 11, 1983): n1/n ± 1.96 √(n1 (1 − n1/n) + 2 n2) / n. In place of the species met twice, n2 counts the
 * pairs of seeds that alone share a state. Where few are left such a sum is no longer normal; the upper end is never below
 * that of Wilson's interval for n1 of n, which with n1 = 0 is about 4/n.
 */
export function unseenAfter({ seeds, states }: CoverageSummary): Unseen {
  const alone = new Set<number>();
  const pairs = new Set<string>();
  let once = 0;
  for (const [, count, first, second] of states) {
    if (count === 1) {
      once++;
      alone.add(first);
    } else if (count === 2) pairs.add(`${first} ${second}`);
  }
  const nextSeed = seeds === 0 ? { estimate: 1, low: 0, high: 1 } : goodTuring(seeds, alone.size, pairs.size);
  return { nextSeed, newStatesPerSeed: seeds === 0 ? Number.POSITIVE_INFINITY : once / seeds };
}

function goodTuring(seeds: number, alone: number, pairs: number): Estimate {
  const estimate = alone / seeds;
  const deviation = Math.sqrt(alone * (1 - estimate) + 2 * pairs) / seeds;
  const square = deviations * deviations;
  const wilson = (alone + square / 2 + deviations * Math.sqrt(alone * (1 - estimate) + square / 4)) / (seeds + square);
  return {
    estimate,
    low: Math.max(0, estimate - deviations * deviation),
    high: Math.min(1, Math.max(wilson, estimate + deviations * deviation)),
  };
}

/** How many states had been reached by the first so many seeds: after 1, 2, 5, 10, 20 … of them, and after all. */
export function arrivals({ seeds, states }: CoverageSummary): readonly (readonly [seeds: number, states: number])[] {
  if (states.length === 0) return [];
  const firsts = states.map(([, , first]) => first).sort((one, other) => one - other);
  // Every run reaches some state, so the first of them is the first seed.
  const from = firsts[0] ?? 0;
  return milestones(seeds).map((count) => [count, firsts.filter((first) => first < from + count).length]);
}

function milestones(seeds: number): readonly number[] {
  const found: number[] = [];
  for (let decade = 1; decade < seeds; decade *= 10) {
    for (const step of [1, 2, 5]) if (decade * step < seeds) found.push(decade * step);
  }
  return [...found, seeds];
}
