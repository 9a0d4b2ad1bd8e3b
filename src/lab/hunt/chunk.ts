import { Tally, type TallyData } from "../tally.ts";
import { type RunSeed, type Seeds, eachSeed } from "../seeds.ts";

/** What came of some consecutive seeds: what a worker sends back. Small, however many they are. */
export type ChunkResult =
  | { readonly seeds: Seeds; readonly tally: TallyData }
  /** A run ended in an exception: a mistake in the simulator itself. */
  | { readonly seeds: Seeds; readonly mistake: Mistake };

export interface Mistake {
  readonly seed: number;
  /** What was thrown, with the place where it was. */
  readonly what: string;
}

/** Runs consecutive seeds and adds up what came of them. */
export function runChunk(runSeed: RunSeed, seeds: Seeds): ChunkResult {
  const tally = new Tally();
  for (const seed of eachSeed(seeds)) {
    try {
      tally.add(runSeed(seed, { keep: "none" }));
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      return { seeds, mistake: { seed, what } };
    }
  }
  return { seeds, tally: tally.toData() };
}
