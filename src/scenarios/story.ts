import { type Scenario, type ScenarioInput, scenarioSchema } from "./spec.ts";

/** A scenario that shows one thing, with the sentence that it shows. */
export interface Story {
  readonly name: string;
  readonly title: string;
  /** What is done to the run, in one clause, for the list of stories. */
  readonly deed: string;
  /** What it teaches, for those who have run it: two or three sentences, rules cited. */
  readonly lesson: string;
  /** Where the client does otherwise than its documentation lets one expect: what that says. */
  readonly documented: Documented | undefined;
  readonly scenario: Scenario;
}

/** What the documentation says, in our own words, and where it says so. */
export interface Documented {
  readonly says: string;
  readonly where: string;
}

export interface StoryInput extends Omit<ScenarioInput, "title"> {
  readonly title: string;
  readonly deed: string;
  readonly lesson: string;
  readonly documented?: Documented;
}

/** Makes a story of a scenario as it is written; a mistake in it throws when the module is loaded. */
export function story({ deed, lesson, documented, ...input }: StoryInput): Story {
  return { name: input.name, title: input.title, deed, lesson, documented, scenario: scenarioSchema.parse(input) };
}
