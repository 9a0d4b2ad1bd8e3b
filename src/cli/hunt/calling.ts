import type { Guide } from "../../lab/hunt/guide.ts";
import { type RunName } from "../../lab/seeds.ts";
import { unvaried, writtenVariation } from "../../scenarios/swarm/variation.ts";

/** How the runs of a hunt are called, which counts them by number. */
export interface Calling {
  /** What is counted. */
  readonly unit: "seed" | "run";
  nameOf(number: number): RunName;
  /** In words: `seed 7`, `run 12 (seed 7, vary aimed=3)`. */
  told(number: number): string;
}

/** Each run is a seed. */
export const bySeed: Calling = {
  unit: "seed",
  nameOf: (seed) => ({ seed, vary: unvaried }),
  told: (seed) => `seed ${seed}`,
};

/** Some are variations. */
export const decidedBy = (guide: Guide): Calling => ({
  unit: "run",
  nameOf: (number) => guide.nameOf(number),
  told: (number) => {
    const { seed, vary } = guide.nameOf(number);
    const varied = writtenVariation(vary);
    return `run ${number} (seed ${seed}${varied === "" ? "" : `, vary ${varied}`})`;
  },
});

/** The command that shows a run: `again` ends where the seed follows. */
export function commandOf(again: string, { seed, vary }: RunName): string {
  const varied = writtenVariation(vary);
  return `${again} ${seed}${varied === "" ? "" : ` --vary ${varied}`}`;
}
