import { producerSettings } from "../../model/config/settings.ts";
import { type Overrides, prepare } from "../../scenarios/compile.ts";
import { reproOf, run } from "../../scenarios/run.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";
import type { SwarmChoice } from "../../scenarios/swarm/bounds.ts";
import { drawerOf } from "../../scenarios/swarm/draw.ts";
import { asTheScenarioSays } from "../fingerprint.ts";
import {
  type Hunted,
  type RunName,
  type RunNamed,
  type RunSeed,
  drawOptionsOf,
  drawnRunOf,
  drawnSeedOf,
} from "../seeds.ts";
import type { Fingerprint } from "../tally.ts";

/** What a hunt runs seeds of, as plain data: what worker threads are told and ledgers begin with. */
export interface Subject {
  /** As it is written, but for the phases in which its runs are to come to rest. */
  readonly scenario: Scenario;
  /** Within whose bounds each run is drawn of it. */
  readonly swarm: SwarmChoice;
  /** The user's own settings, over those that are drawn. */
  readonly settings: Readonly<Record<string, string | null>>;
  /** The broker and the client of every run. */
  readonly profiles: { readonly broker: string; readonly producer: string };
  /** Whether states of behaviour are counted. */
  readonly coverage?: true;
  /** Whether they decide what is run. */
  readonly guided?: true;
}

/** What a hunt makes of a scenario and of what is laid over it. */
export function subjectOf(scenario: Scenario, overrides: Overrides, swarm: SwarmChoice): Subject {
  const settings = [...(overrides.settings ?? [])].map(([key, { value }]) => [key, value] as const);
  const profiles = {
    broker: overrides.brokerProfile ?? scenario.profiles.broker,
    producer: overrides.producerProfile ?? scenario.profiles.producer,
  };
  const phased = overrides.settle === undefined ? scenario : { ...scenario, settle: overrides.settle };
  return { scenario: phased, swarm, settings: Object.fromEntries(settings), profiles };
}

const huntedIn = ({ scenario, swarm, settings, profiles }: Subject): Hunted => ({
  scenario,
  swarm,
  overrides: {
    settings: Object.keys(settings).length === 0 ? undefined : producerSettings(settings),
    brokerProfile: profiles.broker,
    producerProfile: profiles.producer,
  },
});

/** How a hunt comes to the run of a seed. @throws BadInput as `prepare` and `drawerOf` do. */
export const runSeedOfSubject = (subject: Subject): RunSeed => drawnSeedOf(huntedIn(subject));

/** How it comes to the run of a seed or of a variation of one. @throws BadInput as `runSeedOfSubject` does. */
export const runNamedOfSubject = (subject: Subject): RunNamed => drawnRunOf(huntedIn(subject));

/**
 * The smallest run that a hunt met of a way of failing, with nothing left to chance. What else the scenario expects is no
 * part of a broken promise, and would only have to be changed with each step that makes the run smaller.
 */
export function smallestRepro(
  subject: Subject,
  { property, fingerprint }: Fingerprint,
  { seed, vary }: RunName,
): Repro {
  const hunted = huntedIn(subject);
  const drawn = drawerOf(hunted.scenario, drawOptionsOf(hunted))(seed, vary);
  const repro = { ...reproOf(run(prepare(drawn, { ...hunted.overrides, recordTapes: true }))), fingerprint };
  if (property === asTheScenarioSays) return repro;
  const { expect: _, ...scenario } = repro.scenario;
  return { ...repro, scenario };
}
