import { type Variation, unvaried, writtenVariation } from "../../scenarios/swarm/variation.ts";
import { Coverage, type CoverageSummary } from "../coverage/coverage.ts";
import type { RunName, Seeds } from "../seeds.ts";

/** Runs that are decided upon together: what each of them is, numbered on from `from`. */
export interface Generation {
  readonly from: number;
  readonly names: readonly RunName[];
}

/**
 * A generation is so large a part of all runs before it: what is decided knows most of what has been seen, and threads
 * seldom wait for each other.
 */
const share = 1 / 4;
const [leastTogether, mostTogether] = [16, 1_024];
/** Of so many runs one is a variation (docs/figures.md): a fault alone is found by fresh seeds, and hardly later for it. */
const aVariationIn = 4;

/** A run that was the first to reach some state. */
interface Pioneer {
  readonly number: number;
  /** How many runs have reached its rarest state, and how many variations of it there have been. */
  readonly cost: number;
}

/**
 * Decides what a guided hunt runs: fresh seeds, and between them variations of runs that were the first to reach a state
 * which few have reached since. A variation draws one thing anew and leaves the rest as it was, so that it comes near that
 * state again. It decides on a generation of runs at once, by what all runs before it have reached; neither the order in
 * which they end nor how many threads run them makes a difference.
 *
 * Runs are numbered from the first seed on, for variations have the seeds of other runs: to the coverage that it learns
 * from, a run is its number.
 */
export class Guide {
  private readonly streams: readonly string[];
  private readonly runs: Seeds;
  private readonly coverage = new Coverage();
  /** What each run is that was decided upon, in the order of their numbers. */
  private readonly names: RunName[] = [];
  private readonly variations = new Set<string>();
  /** By the number of a run: how many variations of it there have been. */
  private readonly varied = new Map<number, number>();
  private nextSeed: number;

  /** `streams`: what can be drawn anew (`streamNames`), at least one; `runs`: the first seed, and how many runs in all. */
  constructor(streams: readonly string[], runs: Seeds) {
    this.streams = streams;
    this.runs = runs;
    this.nextSeed = runs.from;
  }

  /** Decides on the next generation, all of those before having been learnt of. `undefined`: that was the last one. */
  next(): Generation | undefined {
    const before = this.names.length;
    const size = Math.min(Math.max(leastTogether, Math.floor(before * share)), mostTogether, this.runs.count - before);
    if (size <= 0) return undefined;
    const pioneers = inTurn(this.pioneers());
    for (let nth = 0; nth < size; nth++) {
      const pioneer = nth % aVariationIn === aVariationIn - 1 ? pioneers.next().value : undefined;
      this.names.push(pioneer === undefined ? { seed: this.nextSeed++, vary: unvaried } : this.variationOf(pioneer));
    }
    return { from: this.runs.from + before, names: this.names.slice(before) };
  }

  /** Takes in what some runs have reached, each run once and under its number. */
  learn(reached: CoverageSummary): void {
    this.coverage.merge(reached);
  }

  /** What a run is that was decided upon. */
  nameOf(number: number): RunName {
    const name = this.names[number - this.runs.from];
    if (name === undefined) throw new Error(`nobody has decided what run ${number} is`);
    return name;
  }

  /** In the order of their numbers. */
  private pioneers(): readonly Pioneer[] {
    const rarities = new Map<number, number>();
    for (const [, count, first] of this.coverage.summary().states) {
      rarities.set(first, Math.min(count, rarities.get(first) ?? count));
    }
    return [...rarities]
      .map(([number, rarity]) => ({ number, cost: rarity + (this.varied.get(number) ?? 0) }))
      .toSorted((one, other) => one.number - other.number);
  }

  /** A variation of a run that there has not been yet: each thing that is drawn is drawn anew in turn, then with another salt. */
  private variationOf({ number }: Pioneer): RunName {
    const { seed, vary } = this.nameOf(number);
    for (;;) {
      const nth = this.varied.get(number) ?? 0;
      this.varied.set(number, nth + 1);
      // Each run begins with another thing, for most are varied only a few times.
      const what = this.streams[(number + nth) % this.streams.length] ?? "luck";
      const salt = (vary[what] ?? 0) + 1 + Math.floor(nth / this.streams.length);
      const varied: Variation = { ...vary, [what]: salt };
      const written = `${seed} ${writtenVariation(varied)}`;
      if (this.variations.has(written)) continue;
      this.variations.add(written);
      return { seed, vary: varied };
    }
  }
}

/** Those of the least cost first, each of which costs one more with every turn. */
function* inTurn(pioneers: readonly Pioneer[]): Generator<Pioneer, undefined> {
  if (pioneers.length === 0) return undefined;
  const least = pioneers.reduce((lowest, { cost }) => Math.min(lowest, cost), Infinity);
  for (let level = least; ; level++) {
    for (const pioneer of pioneers) if (pioneer.cost <= level) yield pioneer;
  }
}
