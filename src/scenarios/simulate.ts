import { type ProducerSettings, producerSettings } from "../model/config/settings.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { type Overrides, type Prepared, prepare } from "./compile.ts";
import { scenarioOf } from "./files.ts";
import { type RunReport, reportOf } from "./report.ts";
import { run } from "./run.ts";
import type { ScenarioInput } from "./spec.ts";
import { stories } from "./stories/index.ts";

/** What is laid over a story or a scenario for one run. */
export interface SimulateOptions {
  /** The scenario's own unless given. */
  readonly seed?: number;
  /** Settings of the producers under Kafka's names, over those of the scenario. */
  readonly config?: ProducerSettings;
  /** Another broker or another client; see `brokerProfiles` and `clientLines`. */
  readonly profiles?: { readonly broker?: string; readonly producer?: string };
}

/**
 * Runs a story by its name, or a scenario written in code, and tells what came of it as plain data. The same arguments
 * give the same report, on every machine.
 *
 * @throws BadInput where there is no such story, or the scenario or its settings cannot be taken.
 */
export function simulate(what: string | ScenarioInput, options: SimulateOptions = {}): RunReport {
  const prepared = preparedBy(what, options);
  return reportOf(run(prepared), replayText(what, prepared.seed));
}

function preparedBy(what: string | ScenarioInput, { seed, config, profiles = {} }: SimulateOptions): Prepared {
  const overrides: Overrides = {
    seed,
    settings: config === undefined ? undefined : producerSettings(config),
    brokerProfile: profiles.broker,
    producerProfile: profiles.producer,
  };
  if (typeof what !== "string") return prepare(scenarioOf(what), overrides);
  const names = stories.map(({ name }) => name);
  const story = stories.find(({ name }) => name === what);
  if (story === undefined) throw new BadInput(unknownName("story", what, names));
  return prepare(story.scenario, overrides);
}

const replayText = (what: string | ScenarioInput, seed: number): string =>
  typeof what === "string" ? `npx onceproof run ${what} --seed ${seed}` : `simulate(scenario, { seed: ${seed} })`;
