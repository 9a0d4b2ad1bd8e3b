import { type ChunkResult, runChunk } from "../../lab/hunt/chunk.ts";
import type { RunSeed, Seeds } from "../../lab/seeds.ts";

/** What came of a chunk, and how long it took where it was run. */
export interface TimedChunk {
  readonly result: ChunkResult;
  readonly millis: number;
}

export function timedChunk(runSeed: RunSeed, seeds: Seeds): TimedChunk {
  const begun = performance.now();
  const result = runChunk(runSeed, seeds);
  return { result, millis: performance.now() - begun };
}
