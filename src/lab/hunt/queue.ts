import type { RunName, Seeds } from "../seeds.ts";

/** Consecutive runs that a thread is to run. */
export interface Order {
  readonly seeds: Seeds;
  /** Of a guided hunt, in which `seeds` only numbers the runs: what each of them is. */
  readonly names?: readonly RunName[];
}

/** The runs of a hunt that nobody has been given yet. */
export interface RunQueue {
  /** How many they are. */
  readonly left: number;
  /**
   * The next of them, at most so many, for one of so many who take from here. "later": what comes next is decided when
   * runs that were given out have come to their end. `undefined`: there are none left.
   */
  next(most: number, lanes: number): Order | "later" | undefined;
}

/** The seeds of a hunt that nobody has been given yet. */
export class SeedQueue implements RunQueue {
  private readonly waiting: Seeds[];
  private count: number;

  constructor(seeds: readonly Seeds[]) {
    this.waiting = [...seeds];
    this.count = seeds.reduce((sum, { count }) => sum + count, 0);
  }

  /** How many they are. */
  get left(): number {
    return this.count;
  }

  /**
   * Takes consecutive seeds, at most so many, and of the last ones only a small share where several `lanes` take from
   * here, so that nobody has to wait long for the slowest. `undefined`: there are none left.
   */
  take(most: number, lanes: number): Seeds | undefined {
    const [first] = this.waiting;
    if (first === undefined) return undefined;
    const fair = lanes === 1 ? this.count : Math.ceil(this.count / (2 * lanes));
    const count = Math.min(first.count, most, fair);
    if (count === first.count) this.waiting.shift();
    else this.waiting[0] = { from: first.from + count, count: first.count - count };
    this.count -= count;
    return { from: first.from, count };
  }

  next(most: number, lanes: number): Order | undefined {
    const seeds = this.take(most, lanes);
    return seeds && { seeds };
  }
}
