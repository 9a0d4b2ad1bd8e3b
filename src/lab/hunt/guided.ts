import type { RunResult } from "../../scenarios/run.ts";
import { type Variation, unvaried } from "../../scenarios/swarm/variation.ts";
import { StateWatcher } from "../coverage/watcher.ts";

/** What a run of a guided hunt is called by: its seed, and what of that seed's draw was drawn anew. */
export interface Address {
  readonly seed: number;
  readonly vary: Variation;
}

/** The states that a run reached, each once, in the order in which it reached them. */
export type Reached = readonly number[];

/** A run that was the first to reach some state. */
interface Pioneer {
  readonly address: Address;
  /** The states that it was the first to reach. */
  readonly discovered: readonly number[];
  /** How many variations of it were made. */
  varied: number;
}

/**
 * Decides what a guided hunt runs next: fresh seeds, and between them variations of runs that were the first to reach a
 * state that is rare. A variation draws one thing anew and leaves all else as it was, so that it comes near that state
 * again. What is decided hangs on what was learnt alone, in the order in which it was.
 */
export class Guide {
  private readonly streams: readonly string[];
  private readonly counts = new Map<number, number>();
  private readonly pioneers: Pioneer[] = [];
  private nextSeed: number;
  private turn = 0;

  /** `streams`: what can be drawn anew (`streamNames`); `from`: the first fresh seed. */
  constructor(streams: readonly string[], from: number) {
    this.streams = streams;
    this.nextSeed = from;
  }

  /** The next run; every second one is a fresh seed, and so are all before there is anything to vary. */
  next(): Address {
    const isFresh = this.turn++ % 2 === 0;
    const pioneer = isFresh || this.streams.length === 0 ? undefined : this.rarest();
    return pioneer === undefined ? { seed: this.nextSeed++, vary: unvaried } : this.variationOf(pioneer);
  }

  /** Takes in what a run reached. */
  learn(address: Address, reached: Reached): void {
    const discovered: number[] = [];
    for (const state of reached) {
      const before = this.counts.get(state) ?? 0;
      if (before === 0) discovered.push(state);
      this.counts.set(state, before + 1);
    }
    if (discovered.length > 0) this.pioneers.push({ address, discovered, varied: 0 });
  }

  /** The pioneer whose rarest state was reached least often, counting each of its variations as if it had been. */
  private rarest(): Pioneer | undefined {
    let best: Pioneer | undefined;
    let least = Infinity;
    for (const pioneer of this.pioneers) {
      const cost = this.rarity(pioneer) + pioneer.varied;
      if (cost >= least) continue;
      least = cost;
      best = pioneer;
    }
    return best;
  }

  private rarity({ discovered }: Pioneer): number {
    let least = Infinity;
    for (const state of discovered) least = Math.min(least, this.counts.get(state) ?? 0);
    return least;
  }

  /** The next variation of a run: each thing that is drawn is drawn anew in turn, and then again with another salt. */
  private variationOf(pioneer: Pioneer): Address {
    const { seed, vary } = pioneer.address;
    const nth = pioneer.varied++;
    const what = this.streams[nth % this.streams.length] ?? "luck";
    const salt = (vary[what] ?? 0) + 1 + Math.floor(nth / this.streams.length);
    return { seed, vary: { ...vary, [what]: salt } };
  }
}

/** Runs one address and gathers the states that it reaches. */
export function reachedBy(run: (watcher: StateWatcher) => RunResult): {
  readonly result: RunResult;
  readonly reached: Reached;
} {
  const reached = new Set<number>();
  const result = run(new StateWatcher((state) => void reached.add(state)));
  return { result, reached: [...reached] };
}
