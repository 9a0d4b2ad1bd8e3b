import { Coverage } from "../../lab/coverage/coverage.ts";
import { type ChunkResult, runChunk } from "../../lab/hunt/chunk.ts";
import { type Subject, runSeedOfSubject } from "../../lab/hunt/subject.ts";
import type { Seeds } from "../../lab/seeds.ts";

/** What came of a chunk, and how long it took where it was run. */
export interface TimedChunk {
  readonly result: ChunkResult;
  readonly millis: number;
}

/** Runs chunks of a hunt's seeds. */
export function chunkRunner(subject: Subject): (seeds: Seeds) => TimedChunk {
  const runSeed = runSeedOfSubject(subject);
  return (seeds) => {
    const begun = performance.now();
    const result = runChunk(runSeed, seeds, subject.coverage === true ? new Coverage() : undefined);
    return { result, millis: performance.now() - begun };
  };
}
