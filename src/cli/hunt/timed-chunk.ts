import { Coverage } from "../../lab/coverage/coverage.ts";
import { type ChunkResult, runChunk } from "../../lab/hunt/chunk.ts";
import type { RunSeed } from "../../lab/seeds.ts";
import type { Order } from "../../lab/hunt/queue.ts";
import { type Subject, runNamedOfSubject } from "../../lab/hunt/subject.ts";
import { unvaried } from "../../scenarios/swarm/variation.ts";

/** What came of a chunk, and how long it took where it was run. */
export interface TimedChunk {
  readonly result: ChunkResult;
  readonly millis: number;
}

/** Runs chunks of a hunt's runs. */
export function chunkRunner(subject: Subject): (order: Order) => TimedChunk {
  const runNamed = runNamedOfSubject(subject);
  return ({ seeds, names }) => {
    const begun = performance.now();
    const run: RunSeed = (seed, trace) => runNamed(names?.[seed - seeds.from] ?? { seed, vary: unvaried }, trace);
    const result = runChunk(run, seeds, subject.coverage === true ? new Coverage() : undefined);
    return { result, millis: performance.now() - begun };
  };
}
