import { type Overrides, prepare } from "../../src/scenarios/compile.ts";
import { type RunReport, reportOf } from "../../src/scenarios/report.ts";
import { run } from "../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../src/scenarios/spec.ts";
import type { Story } from "../../src/scenarios/story.ts";
import { stories } from "../../src/scenarios/stories/index.ts";

export function storyNamed(name: string): Story {
  const found = stories.find((story) => story.name === name);
  if (found === undefined) throw new Error(`no story is called ${name}`);
  return found;
}

/** Tells a story and gives the report that a user would see. */
export const told = (name: string, overrides: Overrides = {}): RunReport =>
  reportOf(run(prepare(storyNamed(name).scenario, overrides)), `run ${name}`);

/** Runs a scenario as it would be written in a file. */
export const ran = (input: Omit<ScenarioInput, "name">, overrides: Overrides = {}): RunReport =>
  reportOf(run(prepare(scenarioSchema.parse({ name: "test", ...input }), overrides)), "run test");

/** The records of one log, in its order. */
export const logOf = (report: RunReport, topicPartition: string): readonly string[] =>
  (report.logs[topicPartition] ?? []).map(({ record }) => record);

/** `order-1 acked`, or `order-1 TimeoutException`: how each send ended, in the order of the sends. */
export const ends = (report: RunReport): readonly string[] =>
  report.deliveries.map(({ record, outcome, error }) => `${record} ${error ?? outcome}`);

/** `order-1 breaks stored-once-end-to-end`: what was broken, each once, in order of time. */
export const broken = (report: RunReport): readonly string[] => [
  ...new Set(report.violations.map(({ subject, property }) => `${subject} breaks ${property}`)),
];
