import { BadInput } from "../../input/bad-input.ts";
import type { Coverage } from "../coverage/coverage.ts";
import { Tally, type TallyData } from "../tally.ts";
import { type RunSeed, type Seeds, eachSeed } from "../seeds.ts";

/** What came of some consecutive seeds: what a worker sends back. Small, however many they are. */
export type ChunkResult =
  | { readonly seeds: Seeds; readonly tally: TallyData }
  /** A seed has no run, for what the user gave cannot be taken; what a `BadInput` is made of. */
  | { readonly seeds: Seeds; readonly refusal: { readonly message: string; readonly place: BadInput["path"] | "said" } }
  /** A run ended in an exception, a mistake in the simulator itself: what was thrown, and where. */
  | { readonly seeds: Seeds; readonly mistake: { readonly seed: number; readonly what: string } };

/**
 * Runs consecutive seeds and adds up what came of them; with an empty coverage also what was seen of behaviour. Nothing is
 * thrown: this goes from thread to thread.
 */
export function runChunk(runSeed: RunSeed, seeds: Seeds, coverage?: Coverage): ChunkResult {
  const tally = new Tally(coverage);
  for (const seed of eachSeed(seeds)) {
    try {
      tally.add(runSeed(seed, tally.sinkFor(seed)), seed);
    } catch (error) {
      return { seeds, ...toldOf(error, seed) };
    }
  }
  return { seeds, tally: tally.toData() };
}

function toldOf(error: unknown, seed: number) {
  if (error instanceof BadInput) {
    const { message, path, saysPlace } = error;
    return { refusal: { message, place: saysPlace ? ("said" as const) : path } };
  }
  return { mistake: { seed, what: error instanceof Error ? (error.stack ?? error.message) : String(error) } };
}
