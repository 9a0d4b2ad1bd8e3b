import { type Stream, Streams } from "../../sim/index.ts";
import type { Variation } from "./variation.ts";

/**
 * The streams that a scenario is drawn from: one for each thing that is drawn, by its name, so that what is drawn of one
 * moves nothing of the others. A variation gives some of them another beginning.
 */
export class Luck {
  private readonly streams: Streams;
  private readonly variation: Variation;

  constructor(seed: number, variation: Variation) {
    this.streams = new Streams({ seed });
    this.variation = variation;
  }

  of(what: string): Stream {
    const salt = this.variation[what] ?? 0;
    return this.streams.own("swarm", salt === 0 ? what : `${what} ${salt}`);
  }
}
