import type { ScenarioInput } from "../../scenarios/spec.ts";
import { check } from "../check.ts";
import { drawnSeedOf } from "../seeds.ts";
import type { Counts } from "../tally.ts";
import { type Patience, type TestFailure, callOf, failureOf, failureText } from "./failure.ts";
import {
  brokenIn,
  checkPromise,
  determinismText,
  holds,
  holdsText,
  heldText,
  usualSeeds,
  violationOf,
} from "./judgement.ts";
import { type TestOptions, type Trial, trialOf } from "./options.ts";
import { type Looked, lookThrough } from "./seeds.ts";
import { endOf } from "../ending.ts";

/** What came of looking through the seeds of a scenario. */
interface SeedsLooked {
  /** How many runs there were, up to the one that decided it. */
  readonly runs: number;
  /** What happened in them, added up. */
  readonly marks: Counts;
  /** What broke, made small: a repro of it is in it. */
  readonly failure: TestFailure | undefined;
  /** For people, of several lines: what broke, how, and how to see it again; or what did not break. */
  readonly report: string;
}

export interface SeedsVerdict extends SeedsLooked {
  readonly holds: boolean;
}

/**
 * Whether all promises hold in every run that is drawn of a scenario's seeds, as `onceproof hunt` draws them; 1000 seeds
 * unless given. The first run that breaks one is made small.
 *
 * @throws BadInput where there is no such story or option, or the scenario or its settings cannot be taken.
 */
export function holdsForSeeds(what: string | ScenarioInput, options: TestOptions = {}): SeedsVerdict {
  const trial = trialOf("holdsForSeeds", what, options, usualSeeds.holds);
  const looked = endOf(lookThrough(trial, brokenIn(trial)));
  return { holds: holds(trial, looked), ...toldOf(trial, looked, () => holdsText(trial, looked)) };
}

export interface ViolationVerdict extends SeedsLooked {
  readonly violated: boolean;
}

/**
 * Whether a promise breaks in the scenario as it is written, or in one of its seeds (1000 unless given), be it that the
 * scenario means it to or that the promise itself allows for it. The run that shows it is made small.
 *
 * @throws BadInput as `holdsForSeeds` does, and where no promise is called so.
 */
export function violates(what: string | ScenarioInput, property: string, options: TestOptions = {}): ViolationVerdict {
  const trial = trialOf("violates", what, options, usualSeeds.violates);
  checkPromise(property, options);
  const looked = endOf(lookThrough(trial, violationOf(property), true));
  return { violated: looked.met !== undefined, ...toldOf(trial, looked, () => heldText(trial, property, looked)) };
}

/** How many candidates are tried where nobody looks at a clock: some seconds. */
const mostCandidates = 3_000;
const countedPatience: Patience = ({ tried }) => tried < mostCandidates;

function toldOf(trial: Trial, looked: Looked, otherwise: () => string): SeedsLooked {
  const { runs, marks } = looked.tally;
  if (looked.met === undefined) return { runs, marks, failure: undefined, report: otherwise() };
  const failure = failureOf(trial, looked.met, countedPatience);
  const again = `See it again with ${callOf(trial, "verdict.failure.repro")}`;
  return { runs, marks, failure, report: failureText(trial, failure, [again]) };
}

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
  const state = endOf(check(drawnSeedOf(trial), trial.seeds));
  const deterministic = state.differences.length === 0;
  return { deterministic, runs: state.tally.runs, report: determinismText(trial, state) };
}
