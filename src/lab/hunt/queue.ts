import type { Seeds } from "../seeds.ts";

/** The seeds of a hunt that nobody has been given yet. */
export class SeedQueue {
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
}
