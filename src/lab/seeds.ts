import { BadInput } from "../input/bad-input.ts";
import { type Overrides, type Prepared, prepare, reseeded } from "../scenarios/compile.ts";
import { type RunResult, run } from "../scenarios/run.ts";
import type { Scenario } from "../scenarios/spec.ts";
import type { TraceSink } from "../sim/index.ts";

/** Consecutive seeds. */
export interface Seeds {
  readonly from: number;
  readonly count: number;
}

/** Runs one seed of something, with a trace or without. The engines over many runs know no more of it than this. */
export type RunSeed = (seed: number, trace: TraceSink) => RunResult;

/**
 * Runs a scenario's seeds. Its settings are read once; what a run leaves behind is kept only where the scenario's own
 * expectations ask for it.
 */
export function runSeedOf(prepared: Prepared): RunSeed {
  return (seed, trace) => {
    const seeded = reseeded(prepared, seed);
    return run(trace.keep === "none" ? seeded : { ...seeded, plan: { ...seeded.plan, trace } });
  };
}

/** Prepares a scenario for many seeds. @throws BadInput as `prepare` does. */
export function prepareForMany(scenario: Scenario, overrides: Overrides = {}): Prepared {
  const keepHistory = scenario.expect !== undefined || scenario.consumers.length > 0;
  return prepare(scenario, { ...overrides, keepHistory });
}

/** The seeds one by one. @throws BadInput when the last is too great to be told from its neighbour. */
export function* eachSeed({ from, count }: Seeds): Generator<number> {
  const last = from + count - 1;
  if (count > 0 && !Number.isSafeInteger(last)) {
    throw new BadInput(`${count} seeds from ${from} go beyond the greatest, ${Number.MAX_SAFE_INTEGER}; begin lower`);
  }
  for (let seed = from; seed <= last; seed++) yield seed;
}
