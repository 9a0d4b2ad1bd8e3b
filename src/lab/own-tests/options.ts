import { BadInput, unknownName } from "../../input/bad-input.ts";
import { properties } from "../../model/properties/index.ts";
import { type MarkName, markNames } from "../../model/run/marks.ts";
import { type Call, checkArguments, shown } from "../../scenarios/simulate-options.ts";
import { type SimulateOptions, overridesFor, scenarioNamed } from "../../scenarios/simulate.ts";
import type { ScenarioInput } from "../../scenarios/spec.ts";
import { type SwarmChoice, usualSwarm } from "../../scenarios/swarm/bounds.ts";
import { swarmNames } from "../../scenarios/swarm/section.ts";
import { asTheScenarioSays, comesToRest } from "../fingerprint.ts";
import type { Hunted, Seeds } from "../seeds.ts";

/** What a test says beside its scenario. */
export interface TestOptions extends Omit<SimulateOptions, "seed"> {
  /** How many seeds. */
  readonly seeds?: number;
  /** The first of them: 1 unless given. */
  readonly from?: number;
  /**
   * Within whose bounds runs are drawn: the scenario's own section `swarm` where it has one, and else those of the profile
   * `default`. `none`: the scenario as it is written, only with another seed each time.
   */
  readonly swarm?: SwarmChoice;
  /** Names of promises that may break: an outbox that sends again after a crash may store a record twice. */
  readonly except?: readonly string[];
  /** What must have happened in some of the runs for them to have tested anything; see `markNames`. */
  readonly marks?: readonly MarkName[];
}

/** The same, checked and complete. */
export interface Trial extends Hunted {
  readonly name: string;
  readonly swarm: SwarmChoice;
  readonly seeds: Seeds;
  readonly except: readonly string[];
  readonly marks: readonly MarkName[];
}

const optionNames = ["config", "profiles", "applications", "properties", "seeds", "from", "swarm", "except", "marks"];

/**
 * What a test is about. `call` is the name that complaints use, `seeds` how many there are where nobody says it.
 *
 * @throws BadInput where there is no such story or option, or the scenario cannot be taken.
 */
export function trialOf(call: string, what: string | ScenarioInput, options: TestOptions, seeds: number): Trial {
  const known: Call = { name: call, options: optionNames };
  checkArguments(what, options, known);
  const { from = 1, except = [], marks = [] } = options;
  const scenario = scenarioNamed(what);
  const { swarm = usualSwarm(scenario) } = options;
  const count = options.seeds ?? seeds;
  if (!Number.isSafeInteger(count) || count < 1) throw new BadInput(`seeds is ${shown(count)}, and must be 1 or more`);
  if (!Number.isSafeInteger(from) || from < 0) throw new BadInput(`from is ${shown(from)}, and must be 0 or more`);
  checkNames("property", except, promisesOf(options));
  checkNames("mark", marks, markNames);
  checkNames("swarm", [swarm], [...swarmNames, "own", "none"]);
  const overrides = overridesFor(options);
  return { name: scenario.name, scenario, overrides, swarm, seeds: { from, count }, except, marks };
}

/** The names of all that a run is held to. */
export const promisesOf = ({ properties: own = [] }: TestOptions): readonly string[] => [
  ...[...properties, ...own].map(({ name }) => name),
  asTheScenarioSays,
  comesToRest,
];

function checkNames(what: string, given: readonly string[], known: readonly string[]): void {
  for (const name of given) if (!known.includes(name)) throw new BadInput(unknownName(what, name, known));
}
