import { type Prepared, prepare } from "../../scenarios/compile.ts";
import { isMeantRefused } from "../../scenarios/client-settings.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";
import { asTheScenarioSays } from "../fingerprint.ts";
import { type RunSeed, prepareForMany, runSeedOf } from "../seeds.ts";
import type { Fingerprint } from "../tally.ts";

/** What a hunt runs seeds of, as plain data: what worker threads are told and ledgers begin with. */
export interface Subject {
  /** With the settings and the profiles that were laid over it. */
  readonly scenario: Scenario;
  /** What is drawn for each seed beside the scenario's own chance. */
  readonly swarm: "none";
}

/**
 * What a hunt makes of a scenario. What the scenario means to show excuses nothing here: in a hunt a broken promise is a
 * broken promise. What else it expects still has to come true, if it is run as it is written.
 */
export function subjectOf(prepared: Prepared): Subject {
  const { effective, asWritten, refusals, profiles } = prepared;
  const { expect, ...rest } = effective;
  // With other settings or another client nobody is meant to be refused; who is all the same takes no part.
  const isRefused = (producer: Scenario["producers"][number]): boolean =>
    asWritten
      ? isMeantRefused(producer, profiles.producer)
      : refusals.some((refusal) => refusal.producer === producer.name);
  const scenario: Scenario = {
    ...rest,
    producers: rest.producers.map((producer) => ({ ...producer, refused: isRefused(producer) })),
    ...(asWritten && expect !== undefined ? { expect: { ...expect, violations: [] } } : {}),
  };
  return { scenario, swarm: "none" };
}

/**
 * How a hunt comes to the run of a seed: the only place, with `recordedRun`, that knows what differs between its seeds.
 *
 * @throws BadInput as `prepare` does.
 */
export const runSeedOfSubject = ({ scenario }: Subject): RunSeed => runSeedOf(prepareForMany(scenario));

/** The run of a seed again, with all that is drawn kept, so that it can be written down. */
const recordedRun = ({ scenario }: Subject, seed: number): RunResult =>
  run(prepare(scenario, { seed, recordTapes: true }));

/**
 * The smallest run that a hunt met of a way of failing, with nothing left to chance. What else the scenario expects is no
 * part of a broken promise, and would only have to be changed with each step that makes the run smaller.
 */
export function smallestRepro(subject: Subject, { property, smallest }: Fingerprint): Repro {
  const repro = reproOf(recordedRun(subject, smallest.seed));
  if (property === asTheScenarioSays) return repro;
  const { expect: _, ...scenario } = repro.scenario;
  return { ...repro, scenario };
}
