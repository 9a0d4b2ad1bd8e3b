import { prepare } from "../../scenarios/compile.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";
import { drawerOf } from "../../scenarios/swarm/draw.ts";
import { type Finding, asTheScenarioSays } from "../fingerprint.ts";
import { drawOptionsOf, eachSeed, prepareForMany } from "../seeds.ts";
import { Tally } from "../tally.ts";
import type { Trial } from "./options.ts";

/** A run in which was found what was looked for. */
export interface Met {
  /** `undefined`: the scenario as it is written. */
  readonly seed: number | undefined;
  readonly scenario: Scenario;
  readonly finding: Finding;
}

/** What came of the runs so far; `met`: the last of them showed it. */
export interface Looked {
  readonly tally: Tally;
  readonly met: Met | undefined;
}

/** What to look for in a run. */
export type Wanted = (result: RunResult) => Finding | undefined;

/** Runs drawn of the trial's seeds, up to the first that shows what is wanted. Yields after each. */
export function* lookThrough(trial: Trial, wanted: Wanted, asWritten = false): Generator<Looked, Looked> {
  const draw = drawerOf(trial.scenario, drawOptionsOf(trial));
  const tally = new Tally();
  let looked: Looked = { tally, met: undefined };
  for (const seed of seedsOf(trial, asWritten)) {
    const scenario = seed === undefined ? trial.scenario : draw(seed);
    const result = run(prepareForMany(scenario, { ...trial.overrides, seed: undefined }));
    tally.add(result);
    const finding = wanted(result);
    looked = { tally, met: finding && { seed, scenario, finding } };
    yield looked;
    if (finding !== undefined) break;
  }
  return looked;
}

function* seedsOf({ seeds }: Trial, asWritten: boolean): Generator<number | undefined> {
  if (asWritten) yield undefined;
  yield* eachSeed(seeds);
}

/** The run with nothing left to chance. Of its expectations those stay that are what it fell short of. */
export function reproOfMet({ overrides }: Trial, { scenario, finding: { property } }: Met): Repro {
  const repro = reproOf(run(prepare(scenario, { ...overrides, recordTapes: true })));
  if (property === asTheScenarioSays) return repro;
  const { expect: _, ...unjudged } = repro.scenario;
  return { ...repro, scenario: unjudged };
}
