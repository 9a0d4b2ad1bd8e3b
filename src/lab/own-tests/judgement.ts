import { BadInput, unknownName } from "../../input/bad-input.ts";
import type { CheckState } from "../check.ts";
import { findingsOf } from "../fingerprint.ts";
import { everythingFound } from "../shrinking/judge.ts";
import { type TestOptions, type Trial, promisesOf } from "./options.ts";
import type { Looked, Wanted } from "./seeds.ts";

/** How many seeds a test runs where nobody says it. */
export const usualSeeds = { holds: 1_000, violates: 1_000, deterministic: 20 } as const;

/** What must not be in any run. */
export const brokenIn =
  ({ except }: Trial): Wanted =>
  (result) =>
    findingsOf(result).find(({ property }) => !except.includes(property));

/** A break of one promise, whatever allows for it. */
export const violationOf =
  (wanted: string): Wanted =>
  (result) =>
    everythingFound(result).find(({ property }) => property === wanted);

/** @throws BadInput where no promise is called so. */
export function checkPromise(name: string, options: TestOptions): void {
  const known = promisesOf(options);
  if (!known.includes(name)) throw new BadInput(unknownName("property", name, known));
}

/** Whether nothing broke in any run, and all happened that was to. */
export const holds = (trial: Trial, looked: Looked): boolean =>
  looked.met === undefined && missingMarks(trial, looked).length === 0;

const missingMarks = ({ marks }: Trial, { tally }: Looked): readonly string[] =>
  marks.filter((mark) => (tally.marks[mark] ?? 0) === 0);

/** Of runs in which nothing broke: what they were, and what did not happen in them. */
export function holdsText(trial: Trial, looked: Looked): string {
  const missing = missingMarks(trial, looked);
  if (missing.length === 0) return `${trial.name} holds in ${runsText(trial, looked)}`;
  const happened = `${missing.join(" and ")} did not happen in ${runsText(trial, looked)}`;
  return `${trial.name} was not put to the test: ${happened}`;
}

export const heldText = (trial: Trial, property: string, looked: Looked): string =>
  `${trial.name} does not break ${property} in ${runsText(trial, looked)}`;

/** What the runs were, and what happened in them. */
function runsText({ swarm, seeds }: Trial, { tally }: Looked): string {
  const { runs, events, marks } = tally;
  const happened = Object.entries(marks).map(([mark, count]) => `${mark} ${count}`);
  const drawn = swarm === "none" ? "as it is written" : `drawn within ${swarm === "own" ? "its own bounds" : swarm}`;
  return `${runs} runs (seeds from ${seeds.from} on, ${drawn}; ${events} events; ${happened.join(", ")})`;
}

/** The first difference between two runs of a seed, or that there is none. */
export function determinismText({ name }: Trial, { tally, differences }: CheckState): string {
  const [difference] = differences;
  if (difference === undefined) return `${name} is the same run twice, for each of ${tally.runs} seeds`;
  const { seed, digests, first } = difference;
  const head = `${name} with seed ${seed} is not the same run twice (digests ${digests.join(" and ")})`;
  if (first === undefined) return `${head}, though two further runs agree in every entry of their traces`;
  const { entry, before, one = "(has ended)", other = "(has ended)" } = first;
  return [`${head}; from entry ${entry} on they differ:`, ...before, `one:    ${one}`, `other:  ${other}`].join("\n");
}
