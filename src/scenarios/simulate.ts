import type { ProducerSettings } from "../model/config/producer-settings.ts";
import { producerSettings } from "../model/config/settings.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { type Overrides, type Prepared, prepare } from "./compile.ts";
import { placedIn } from "../input/document.ts";
import { scenarioOf } from "./files.ts";
import { type RunReport, reportOf } from "./report.ts";
import { run } from "./run.ts";
import type { ScenarioInput } from "./spec.ts";
import { checkArguments } from "./simulate-options.ts";
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
 * @throws BadInput where there is no such story or option, or the scenario or its settings cannot be taken: one line
 *   that says what is wrong, where, and what would be right.
 */
export function simulate(what: string | ScenarioInput, options: SimulateOptions = {}): RunReport {
  checkArguments(what, options);
  const prepared = placedIn("the scenario", () => preparedBy(what, options));
  return reportOf(run(prepared), replayText(what, options, prepared.seed));
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

/** What gives the same run again: a command where one can say all of it, and else the call. */
function replayText(what: string | ScenarioInput, options: SimulateOptions, seed: number): string {
  if (typeof what !== "string") return `simulate(scenario, ${asCode({ ...options, seed })})`;
  const { config, profiles } = options;
  if (config === undefined && profiles === undefined) return `npx onceproof run ${what} --seed ${seed}`;
  return `simulate(${JSON.stringify(what)}, ${asCode({ ...options, seed })})`;
}

const asCode = (options: SimulateOptions): string =>
  JSON.stringify(options, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
