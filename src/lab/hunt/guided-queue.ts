import type { CoverageSummary } from "../coverage/coverage.ts";
import type { Seeds } from "../seeds.ts";
import type { TallyData } from "../tally.ts";
import type { Generation, Guide } from "./guide.ts";
import type { WrittenEntry } from "./ledger.ts";
import { type Order, type RunQueue, SeedQueue } from "./queue.ts";
import { SeedRanges } from "./ranges.ts";

/** A generation that is being run. */
interface Open extends Generation {
  readonly queue: SeedQueue;
  /** Those of its runs that were learnt of. */
  readonly done: SeedRanges;
}

/** What an earlier session came to. */
export interface Earlier {
  readonly entries: readonly WrittenEntry[];
  /** Is told what came of those that have become part of the hunt: what their runs are is decided. */
  readonly take: (tally: TallyData) => void;
}

const nothingEarlier: Earlier = { entries: [], take: () => undefined };

/**
 * The runs of a guided hunt: a generation at a time. What the next one is, is decided when all runs of the last one have been
 * learnt of.
 */
export class GuidedQueue implements RunQueue {
  private readonly guide: Guide;
  private readonly earlier: Earlier;
  /** Runs that no generation has been opened for. */
  private ahead: number;
  private open: Open | undefined;

  /** `runs`: how many the hunt has in all. */
  constructor(guide: Guide, runs: number, earlier = nothingEarlier) {
    this.guide = guide;
    this.earlier = earlier;
    this.ahead = runs;
    this.goOn();
  }

  /** Those of later generations are among them, also where an earlier session has run them. */
  get left(): number {
    return this.ahead + (this.open?.queue.left ?? 0);
  }

  next(most: number, lanes: number): Order | "later" | undefined {
    if (this.open === undefined) return undefined;
    const { queue, names, from } = this.open;
    const seeds = queue.take(most, lanes);
    if (seeds === undefined) return "later";
    const at = seeds.from - from;
    return { seeds, names: names.slice(at, at + seeds.count) };
  }

  /** Takes in what came of runs that were given out. */
  learn(seeds: Seeds, reached: CoverageSummary): void {
    if (this.open === undefined) return;
    this.guide.learn(reached);
    this.open.done.add(seeds);
    if (this.open.done.count === this.open.names.length) this.goOn();
  }

  /** Opens the next generation that has something to run. */
  private goOn(): void {
    for (let next = this.guide.next(); next !== undefined; next = this.guide.next()) {
      this.ahead -= next.names.length;
      const done = this.learnEarlier(next);
      const missing = done.missing({ from: next.from, count: next.names.length });
      if (missing.length === 0) continue;
      this.open = { ...next, queue: new SeedQueue(missing), done };
      return;
    }
    this.open = undefined;
  }

  /** No entry reaches from one generation into another: each was given out as part of one. */
  private learnEarlier({ from, names }: Generation): SeedRanges {
    const done = new SeedRanges();
    const all = { from, end: from + names.length };
    for (const { seeds, read } of this.earlier.entries) {
      if (!seeds.every((range) => all.from <= range.from && range.from < all.end)) continue;
      for (const range of seeds) done.add(range);
      const { tally } = read();
      if (tally.coverage !== undefined) this.guide.learn(tally.coverage);
      this.earlier.take(tally);
    }
    return done;
  }
}
