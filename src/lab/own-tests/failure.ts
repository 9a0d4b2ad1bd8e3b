import { wrapped } from "../../input/wrapped.ts";
import { diagramOf } from "../../scenarios/diagram/index.ts";
import { writtenList } from "../../scenarios/simulate.ts";
import type { Shrinking } from "../shrink.ts";
import type { Case, Code } from "../shrinking/case.ts";
import { failureIn, searchSmaller } from "../shrinking/search.ts";
import { type ToldFailure, toldFailure } from "../shrinking/told.ts";
import type { Trial } from "./options.ts";
import { type Met, reproOfMet } from "./seeds.ts";

/** A failure that a test found, made small. */
export interface TestFailure extends ToldFailure {
  /** The seed whose run showed it first; `undefined`: the scenario as it is written did. */
  readonly seed: number | undefined;
}

/** Says after each candidate whether there is time for another one. */
export type Patience = (state: Pick<Shrinking<unknown>, "tried">) => boolean;

/** Makes what was met smaller for as long as there is patience, and tells what is left. */
export function failureOf(trial: Trial, met: Met, patience: Patience): TestFailure {
  const failure = failureIn(reproOfMet(trial, met), met.finding.fingerprint, codeOf(trial));
  const search = searchSmaller(failure);
  let smallest: Case = failure.subject;
  for (let step = search.next(); step.done !== true && patience(step.value); step = search.next()) {
    ({ smallest } = step.value);
  }
  return { ...toldFailure(smallest, failure), seed: met.seed };
}

const codeOf = ({ overrides: { applications, properties } }: Trial): Code => ({ applications, properties });

const textWidth = 110;

/** What broke and how, message by message. `again`: how to see it once more. */
export function failureText(trial: Trial, failure: TestFailure, again: readonly string[]): string {
  const { finding, story, result, seed } = failure;
  const where = seed === undefined ? "as it is written" : `with seed ${seed}`;
  return [
    `${trial.name} ${where} breaks ${finding.property} (${finding.fingerprint})`,
    "",
    ...wrapped(story, textWidth),
    "",
    ...diagramOf(result),
    "",
    ...again,
  ].join("\n");
}

/** Whether a repro alone is the run: else whoever plays it has to have code at hand. */
export const needsCode = ({ overrides: { applications = [], properties = [] } }: Trial): boolean =>
  applications.length + properties.length > 0;

/** The call that plays a repro: `repro` is how the reader comes by it. */
export function callOf({ overrides: { applications = [], properties = [] } }: Trial, repro: string): string {
  const code = writtenList({ applications, properties });
  return code === "" ? `simulate(${repro})` : `simulate(${repro}, { ${code} })`;
}
