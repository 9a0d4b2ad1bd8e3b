import { type Scenario, type ScenarioInput, scenarioSchema } from "./spec.ts";

/** A scenario that shows one thing, with the sentence that it shows. */
export interface Story {
  readonly name: string;
  readonly title: string;
  /** What is done to the run, in one clause, for the list of stories. */
  readonly deed: string;
  /** What it teaches, for those who have run it: two or three sentences, rules cited. */
  readonly lesson: string;
  readonly scenario: Scenario;
}

export interface StoryInput extends Omit<ScenarioInput, "title"> {
  readonly title: string;
  readonly deed: string;
  readonly lesson: string;
}

/** Makes a story of a scenario as it is written; a mistake in it throws when the module is loaded. */
export function story({ deed, lesson, ...input }: StoryInput): Story {
  return { name: input.name, title: input.title, deed, lesson, scenario: scenarioSchema.parse(input) };
}
