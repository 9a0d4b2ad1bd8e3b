import type { Property } from "../model/properties/property.ts";
import type { ApplicationCode } from "../model/run/code/api.ts";
import type { ProducerSettings } from "../model/config/producer-settings.ts";
import { producerSettings } from "../model/config/settings.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { type Overrides, type Prepared, prepare } from "./compile.ts";
import { checkedValue, placedIn } from "../input/document.ts";
import { scenarioOf } from "./files.ts";
import { type RunReport, reportOf } from "./report.ts";
import { prepareRepro } from "./repro.ts";
import { run } from "./run.ts";
import { type ReproInput, type Scenario, type ScenarioInput, reproSchema } from "./spec.ts";
import { checkArguments } from "./simulate-options.ts";
import { gallery } from "./gallery/index.ts";
import { stories } from "./stories/index.ts";
import type { Story } from "./story.ts";

/** What is laid over a story or a scenario for one run. */
export interface SimulateOptions {
  /** The scenario's own unless given. */
  readonly seed?: number;
  /** Settings of the producers under Kafka's names, over those of the scenario. */
  readonly config?: ProducerSettings;
  /** Another broker or another client; see `brokerProfiles` and `clientLines`. */
  readonly profiles?: { readonly broker?: string; readonly producer?: string };
  /** The code of applications that producers name by `application`, or that go in place of producers with their names. */
  readonly applications?: readonly ApplicationCode[];
  /** Promises beside those that every run is held to. */
  readonly properties?: readonly Property[];
}

/**
 * Runs a story by its name, a bug of the gallery as `gallery/Z12`, a scenario written in code or a repro as it lies in a
 * file, and tells what came of it as plain data. The same arguments give the same report, on every machine.
 *
 * @throws BadInput where there is no such story or option, or the scenario or its settings cannot be taken: one line
 *   that says what is wrong, where, and what would be right.
 */
export function simulate(what: string | ScenarioInput | ReproInput, options: SimulateOptions = {}): RunReport {
  checkArguments(what, options);
  const prepared = placedIn(isRepro(what) ? "the repro" : "the scenario", () => preparedBy(what, options));
  return reportOf(run(prepared), replayText(what, options, prepared.seed));
}

/** Whatever goes by a name: stories, and the bugs of the gallery as `gallery/Z12`. */
const byName: readonly Story[] = [...stories, ...gallery.map(({ shown }) => shown.buggy)];

const isRepro = (what: string | ScenarioInput | ReproInput): what is ReproInput =>
  typeof what === "object" && what.schema === "onceproof.repro/1";

function preparedBy(what: string | ScenarioInput | ReproInput, options: SimulateOptions): Prepared {
  const overrides = overridesFor(options);
  if (isRepro(what)) return prepareRepro(checkedValue("the repro", reproSchema, what), overrides);
  return prepare(scenarioNamed(what), overrides);
}

/** A story by its name, or a scenario written in code. @throws BadInput where it is neither. */
export function scenarioNamed(what: string | ScenarioInput): Scenario {
  if (typeof what !== "string") return scenarioOf(what);
  const story = byName.find(({ name }) => name === what);
  if (story === undefined) {
    const names = byName.map(({ name }) => name);
    throw new BadInput(unknownName("story", what, names));
  }
  return story.scenario;
}

export const overridesFor = ({ seed, config, profiles, applications, properties }: SimulateOptions): Overrides => ({
  seed,
  settings: config === undefined ? undefined : producerSettings(config),
  brokerProfile: profiles?.broker,
  producerProfile: profiles?.producer,
  applications,
  properties,
});

/** What gives the same run again: a command where one can say all of it, and else the call. */
function replayText(what: string | ScenarioInput | ReproInput, options: SimulateOptions, seed: number): string {
  if (isRepro(what)) return "simulate(repro)";
  if (typeof what !== "string") return `simulate(scenario, ${asCode({ ...options, seed })})`;
  const { seed: _seed, ...others } = options;
  if (Object.values(others).every((option) => option === undefined)) return `npx onceproof run ${what} --seed ${seed}`;
  return `simulate(${JSON.stringify(what)}, ${asCode({ ...options, seed })})`;
}

/** Code stands for itself: an application or a property by its name. */
function asCode({ applications = [], properties = [], ...data }: SimulateOptions): string {
  const text = JSON.stringify(data, (_key, value: unknown) => (typeof value === "bigint" ? String(value) : value));
  const code = writtenList({ applications, properties });
  return code === "" ? text : `{${[text.slice(1, -1), code].filter((part) => part !== "").join(", ")}}`;
}

type Code = Required<Pick<SimulateOptions, "applications" | "properties">>;

/** `applications: [outbox], properties: [balance]`, as far as there are any. */
export const writtenList = (code: Code): string =>
  Object.entries(code)
    .filter(([, list]) => list.length > 0)
    .map(([key, list]) => `${key}: [${list.map(({ name }) => name).join(", ")}]`)
    .join(", ");
