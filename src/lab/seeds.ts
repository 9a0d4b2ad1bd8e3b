import { BadInput } from "../input/bad-input.ts";
import { type Overrides, type Prepared, prepare, reseeded } from "../scenarios/compile.ts";
import { type RunResult, run } from "../scenarios/run.ts";
import type { Scenario } from "../scenarios/spec.ts";
import { type SwarmChoice, usualSwarm } from "../scenarios/swarm/bounds.ts";
import { type DrawOptions, drawerOf } from "../scenarios/swarm/draw.ts";
import { type Variation, unvaried } from "../scenarios/swarm/variation.ts";
import type { TraceSink } from "../sim/index.ts";

/** Consecutive seeds. */
export interface Seeds {
  readonly from: number;
  readonly count: number;
}

/** Runs one seed of something, with a trace or without. The engines over many runs know no more of it than this. */
export type RunSeed = (seed: number, trace: TraceSink) => RunResult;

/** What a run of a hunt is: a seed, and what of that seed's draw is drawn anew. */
export interface RunName {
  readonly seed: number;
  readonly vary: Variation;
}

/** Runs what is so called. */
export type RunNamed = (name: RunName, trace: TraceSink) => RunResult;

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

/** What a hunt draws, and of what. */
export interface Hunted {
  readonly scenario: Scenario;
  readonly overrides: Overrides;
  /** The scenario's own bounds, and else those of `default`, unless given. */
  readonly swarm?: SwarmChoice | undefined;
}

/** Runs a scenario's seeds as a hunt does: for each seed another scenario is drawn. @throws BadInput as `drawerOf` does. */
export function drawnSeedOf(hunted: Hunted): RunSeed {
  const runNamed = drawnRunOf(hunted);
  return (seed, trace) => runNamed({ seed, vary: unvaried }, trace);
}

/** The same of seeds and of variations of them. */
export function drawnRunOf(hunted: Hunted): RunNamed {
  const draw = drawerOf(hunted.scenario, drawOptionsOf(hunted));
  const { scenario, overrides, swarm = usualSwarm(scenario) } = hunted;
  if (swarm === "none") {
    // Nothing is drawn: what there is to prepare is the same for all seeds.
    const runSeed = runSeedOf(prepareForMany(draw(scenario.seed), { ...overrides, seed: undefined }));
    return ({ seed }, trace) => runSeed(seed, trace);
  }
  return ({ seed, vary }, trace) => run(prepareForMany(draw(seed, vary), { ...overrides, seed: undefined, trace }));
}

/** The options of a drawer whose scenarios will be run with these overrides. */
export const drawOptionsOf = ({ overrides, swarm }: Omit<Hunted, "scenario">): DrawOptions => ({
  swarm,
  settings: overrides.settings,
  producerProfile: overrides.producerProfile,
});

/** Prepares a scenario for many seeds. @throws BadInput as `prepare` does. */
export function prepareForMany(scenario: Scenario, overrides: Overrides = {}): Prepared {
  const keepHistory = scenario.expect !== undefined || scenario.consumers.length > 0;
  return prepare(scenario, { ...overrides, keepHistory });
}

/** @throws BadInput when the last is too great to be told from its neighbour. */
export function checkSeeds({ from, count }: Seeds): void {
  if (count > 0 && !Number.isSafeInteger(from + count - 1)) {
    throw new BadInput(`${count} seeds from ${from} go beyond the greatest, ${Number.MAX_SAFE_INTEGER}; begin lower`);
  }
}

/** The seeds one by one. @throws BadInput as `checkSeeds` does. */
export function* eachSeed(seeds: Seeds): Generator<number> {
  checkSeeds(seeds);
  const last = seeds.from + seeds.count - 1;
  for (let seed = seeds.from; seed <= last; seed++) yield seed;
}
