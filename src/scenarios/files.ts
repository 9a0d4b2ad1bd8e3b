import { BadInput } from "../input/bad-input.ts";
import { InputDocument, checkedValue } from "../input/document.ts";
import { type Repro, type Scenario, type ScenarioInput, reproSchema, scenarioSchema } from "./spec.ts";

/** What a file holds. */
export type ScenarioFile =
  | { readonly kind: "scenario"; readonly scenario: Scenario }
  | { readonly kind: "repro"; readonly scenario: Scenario; readonly repro: Repro };

/**
 * Reads a scenario or a repro, written in YAML or JSON. `file` is the name that messages use.
 *
 * @throws BadInput with one line: the file and line, the key, what is wrong with it and what would be right.
 */
export function readScenario(file: string, text: string): ScenarioFile {
  const document = new InputDocument(file, text);
  const { value, isEmpty } = document;
  if (value === undefined) {
    const what = isEmpty ? "holds nothing" : "holds no map of keys";
    throw new BadInput(`${file}:1: ${what}; a scenario begins with keys such as name and producers`);
  }
  const { schema } = value;
  const isRepro = typeof schema === "string" ? schema.startsWith("onceproof.repro") : "tapes" in value;
  if (!isRepro) return { kind: "scenario", scenario: document.checked(scenarioSchema) };
  const repro = document.checked(reproSchema);
  return { kind: "repro", scenario: repro.scenario, repro };
}

/**
 * Fills in the defaults of a scenario that is written in code.
 *
 * @throws BadInput with one line: the key, what is wrong with it and what would be right.
 */
export const scenarioOf = (input: ScenarioInput): Scenario => checkedValue("the scenario", scenarioSchema, input);
