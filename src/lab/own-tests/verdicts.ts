import type { ScenarioInput } from "../../scenarios/spec.ts";
import { type CheckState, check } from "../check.ts";
import { findingsOf } from "../fingerprint.ts";
import { drawnSeedOf } from "../seeds.ts";
import { everythingFound } from "../shrinking/judge.ts";
import type { Counts } from "../tally.ts";
import { type Patience, type TestFailure, callOf, failureOf, failureText } from "./failure.ts";
import { type TestOptions, type Trial, trialOf } from "./options.ts";
import { type Looked, type Wanted, lookThrough } from "./seeds.ts";

/** What came of looking through the seeds of a scenario. */
export interface SeedsVerdict {
  readonly holds: boolean;
  /** How many were run: all, or those up to the first that failed. */
  readonly runs: number;
  /** What happened in them, added up. */
  readonly marks: Counts;
  /** What broke, made small: a repro of it is in it. */
  readonly failure: TestFailure | undefined;
  /** For people, of several lines: what broke, how, and how to see it again, or what was held to. */
  readonly report: string;
}

/** How many candidates are tried where nobody looks at a clock: some seconds. */
const mostCandidates = 3_000;
const countedPatience: Patience = ({ tried }) => tried < mostCandidates;

/**
 * Whether all promises hold in every run that is drawn of a scenario's seeds, as `onceproof hunt` draws them; 1000 seeds
 * unless given. The first run that breaks one is made small.
 *
 * @throws BadInput where there is no such story or option, or the scenario or its settings cannot be taken.
 */
export function holdsForSeeds(what: string | ScenarioInput, options: TestOptions = {}): SeedsVerdict {
  const trial = trialOf("holdsForSeeds", what, options, usualSeeds.holds);
  return holdingVerdict(trial, end(lookThrough(trial, brokenIn(trial))));
}

/** How many seeds a test runs where nobody says it. */
export const usualSeeds = { holds: 1_000, violates: 1_000, deterministic: 20 } as const;

/** What must not be in any run. */
export const brokenIn =
  ({ except }: Trial): Wanted =>
  (result) =>
    findingsOf(result).find(({ property }) => !except.includes(property));

/** What looking for broken promises has come to. */
export function holdingVerdict(trial: Trial, looked: Looked): SeedsVerdict {
  const { runs, marks } = looked.tally;
  const missing = trial.marks.filter((mark) => (marks[mark] ?? 0) === 0);
  if (looked.met !== undefined) return foundVerdict(trial, looked, false);
  const report =
    missing.length === 0
      ? `${trial.name} holds in ${runsText(trial, looked)}`
      : `${trial.name} was not put to the test: ${missing.join(" and ")} did not happen in ${runsText(trial, looked)}`;
  return { holds: missing.length === 0, runs, marks, failure: undefined, report };
}

function foundVerdict(trial: Trial, looked: Looked, holds: boolean): SeedsVerdict {
  const { runs, marks } = looked.tally;
  const failure = looked.met && failureOf(trial, looked.met, countedPatience);
  const again = `See it again with ${callOf(trial, "verdict.failure.repro")}`;
  return { holds, runs, marks, failure, report: failure === undefined ? "" : failureText(trial, failure, [again]) };
}

/** What a violation was looked for in. */
export interface ViolationVerdict extends Omit<SeedsVerdict, "holds"> {
  readonly violated: boolean;
}

/**
 * Whether a promise breaks in the scenario as it is written, or in one of its seeds (1000 unless given), be it that the
 * scenario means it to or that the promise itself allows for it. The run that shows it is made small.
 *
 * @throws BadInput as `holdsForSeeds` does, and where no promise is called so.
 */
export function violates(what: string | ScenarioInput, property: string, options: TestOptions = {}): ViolationVerdict {
  const trial = violationTrial("violates", what, property, options);
  const looked = end(lookThrough(trial, violationOf(property), true));
  if (looked.met === undefined) {
    const { runs, marks } = looked.tally;
    return { violated: false, runs, marks, failure: undefined, report: heldText(trial, property, looked) };
  }
  const { holds: _, ...found } = foundVerdict(trial, looked, false);
  return { ...found, violated: true };
}

/** Its `except` is not looked at: what is wanted has a name. */
export function violationTrial(
  call: string,
  what: string | ScenarioInput,
  property: string,
  options: TestOptions,
): Trial {
  const trial = trialOf(call, what, options, usualSeeds.violates);
  // Checked as one of the names that a promise can have.
  trialOf(call, what, { ...options, except: [property] }, 1);
  return trial;
}

export const violationOf =
  (wanted: string): Wanted =>
  (result) =>
    everythingFound(result).find(({ property }) => property === wanted);

export const heldText = (trial: Trial, property: string, looked: Looked): string =>
  `${trial.name} was to break ${property}, which held in ${runsText(trial, looked)}`;

/** Whether each seed gave one run. */
export interface DeterminismVerdict {
  readonly deterministic: boolean;
  readonly runs: number;
  /** For people: the first difference, with what came before it. */
  readonly report: string;
}

/**
 * Whether each of a scenario's seeds (20 unless given) gives the same run twice, event for event. Code of applications
 * that looks at a clock, draws from the host's chance or remembers something from run to run does not.
 *
 * @throws BadInput as `holdsForSeeds` does.
 */
export function isDeterministic(what: string | ScenarioInput, options: TestOptions = {}): DeterminismVerdict {
  const trial = trialOf("isDeterministic", what, options, usualSeeds.deterministic);
  return determinismVerdict(trial, end(check(drawnSeedOf(trial), trial.seeds)));
}

export function determinismVerdict({ name }: Trial, { tally, differences }: CheckState): DeterminismVerdict {
  const [difference] = differences;
  const { runs } = tally;
  if (difference === undefined)
    return { deterministic: true, runs, report: `${name} is the same run twice for ${seedsText(runs)}` };
  const { seed, digests, first } = difference;
  const told =
    first === undefined
      ? ["which two further runs do not show in any entry of their traces"]
      : [
          `at entry ${first.entry}:`,
          ...first.before,
          `one    ${first.one ?? "(ended)"}`,
          `other  ${first.other ?? "(ended)"}`,
        ];
  return {
    deterministic: false,
    runs,
    report: [`${name} with seed ${seed} is not the same run twice (${digests.join(" and ")}):`, ...told].join("\n"),
  };
}

const seedsText = (count: number): string => (count === 1 ? "1 seed" : `${count} seeds`);

/** What the runs were, and what happened in them. */
function runsText({ swarm, seeds }: Trial, { tally }: Looked): string {
  const { runs, events, marks } = tally;
  const happened = Object.entries(marks).map(([mark, count]) => `${mark} ${count}`);
  const drawn = swarm === "none" ? "as it is written" : `drawn within ${swarm === "own" ? "its own bounds" : swarm}`;
  return `${runs} runs (seeds from ${seeds.from} on, ${drawn}; ${events} events; ${happened.join(", ")})`;
}

/** Runs a generator to its end. */
function end<Result>(steps: Generator<unknown, Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}
