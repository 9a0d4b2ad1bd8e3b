/** How long a chunk should take: short enough to be watched and stopped, long enough to cost little by itself. */
export const usualMillis = 100;
/** The same for the thread that gives out chunks: while it runs one nobody is given any, and others have to have one left. */
export const givingMillis = usualMillis / 2;
/** Before anybody knows how long a run takes. */
const firstChunk = 4;
/** No chunk grows by more than this over the last: the first runs of a thread are slow, and get fast by and by. */
const growth = 4;

/** How fast one thread runs seeds, by the last that it ran. */
export class Pace {
  /** How many seeds to give it next. */
  chunk = firstChunk;
  /** How long one seed takes it; 0: nobody knows yet. */
  millisEach = 0;
  private readonly chunkMillis: number;

  /** `chunkMillis`: how long a chunk should take. */
  constructor(chunkMillis = usualMillis) {
    this.chunkMillis = chunkMillis;
  }

  /** So many seeds took so long. */
  took(count: number, millis: number): void {
    this.millisEach = millis / count;
    const fitting = Math.floor(this.chunkMillis / Math.max(this.millisEach, 1e-3));
    this.chunk = Math.max(1, Math.min(fitting, count * growth));
  }
}
