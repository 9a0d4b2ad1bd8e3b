import type { TraceListener } from "../../sim/index.ts";
import { StateWatcher } from "./watcher.ts";

/** One abstract state in the seeds of a hunt. */
export interface Sighting {
  /** How many seeds reached it. */
  readonly count: number;
  /** The least of these seeds. */
  readonly first: number;
  /** Where two seeds reached it, the other; -1: one did, or more than two. */
  readonly second: number;
}

/** What was seen of behaviour in some seeds, as plain JSON. Parts of a hunt are merged in any order. */
export interface CoverageSummary {
  readonly schema: "onceproof.coverage/1";
  readonly seeds: number;
  /** By state, ascending: its number (`stateText` reads it), then its sighting. */
  readonly states: readonly (readonly [state: number, count: number, first: number, second: number])[];
}

const none = -1;

interface Entry {
  count: number;
  first: number;
  second: number;
  /** The seed that reached it last: it counts once for each. */
  last: number;
}

/** Counts in how many seeds each abstract state was reached. */
export class Coverage {
  private runs = 0;
  private readonly entries = new Map<number, Entry>();

  /** How many seeds it has watched. */
  get seeds(): number {
    return this.runs;
  }

  /** How many states were reached. */
  get size(): number {
    return this.entries.size;
  }

  /** Listens to the run of one seed, which it has not seen before. */
  watch(seed: number): TraceListener {
    this.runs++;
    return new StateWatcher((state) => this.reached(state, seed));
  }

  sighting(state: number): Sighting | undefined {
    return this.entries.get(state);
  }

  /** Adds what was seen in other seeds: in any order and any grouping the sum is the same. */
  merge({ seeds, states }: CoverageSummary): void {
    this.runs += seeds;
    for (const [state, count, first, second] of states) this.join(state, { count, first, second });
  }

  summary(): CoverageSummary {
    const states = [...this.entries]
      .sort(([one], [other]) => one - other)
      .map(([state, { count, first, second }]) => [state, count, first, second] as const);
    return { schema: "onceproof.coverage/1", seeds: this.runs, states };
  }

  private reached(state: number, seed: number): void {
    const known = this.entries.get(state);
    if (known === undefined) this.entries.set(state, { count: 1, first: seed, second: none, last: seed });
    else if (known.last !== seed) {
      known.last = seed;
      add(known, { count: 1, first: seed, second: none });
    }
  }

  private join(state: number, sighting: Sighting): void {
    const known = this.entries.get(state);
    if (known === undefined) this.entries.set(state, { ...sighting, last: none });
    else add(known, sighting);
  }
}

function add(entry: Entry, { count, first }: Sighting): void {
  entry.count += count;
  entry.second = entry.count === 2 ? Math.max(entry.first, first) : none;
  entry.first = Math.min(entry.first, first);
}
