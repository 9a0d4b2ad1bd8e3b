import { check } from "../lab/check.ts";
import { callOf, failureOf, failureText, needsCode, type TestFailure } from "../lab/own-tests/failure.ts";
import {
  brokenIn,
  checkPromise,
  determinismText,
  heldText,
  holds,
  holdsText,
  usualSeeds,
  violationOf,
} from "../lab/own-tests/judgement.ts";
import { type TestOptions, type Trial, trialOf } from "../lab/own-tests/options.ts";
import { type Looked, lookThrough } from "../lab/own-tests/seeds.ts";
import { drawnSeedOf } from "../lab/seeds.ts";
import type { ScenarioInput } from "../scenarios/spec.ts";
import { keepRepro } from "./kept-repros.ts";

/** What a test's `expect` is given: the name of a story, or a scenario. */
export type Expected = string | ScenarioInput;

/** Options of a matcher that takes the number of seeds by itself. */
export type SeedOptions = Omit<TestOptions, "seeds">;

/**
 * The matchers as a test calls them; `Result` is what a call gives in the test runner. All of them run scenarios in
 * virtual time and have to be awaited.
 */
export interface OnceproofMatchers<Result = Promise<void>> {
  /** Every promise holds in each run that is drawn of so many seeds (1000 unless given). Fails with the smallest run that breaks one. */
  toHoldForSeeds(seeds?: number, options?: SeedOptions): Result;
  /** Each seed (20 of them unless given) gives the same run twice. */
  toBeDeterministic(options?: TestOptions): Result;
  /** The promise breaks, in the scenario as it is written or in one of its seeds (1000 unless given). */
  toViolate(property: string, options?: TestOptions): Result;
}

/** What a matcher tells its test runner. */
interface Answer {
  readonly pass: boolean;
  /** Asked for where the test fails: only then is a run made small. */
  readonly message: () => string;
}

/** For `expect.extend`, of vitest and of Jest. */
export const matchers = {
  async toHoldForSeeds(received: Expected, seeds?: number, options: SeedOptions = {}): Promise<Answer> {
    const given = seeds === undefined ? options : { ...options, seeds };
    const trial = trialOf("toHoldForSeeds", received, given, usualSeeds.holds);
    const looked = await driven(lookThrough(trial, brokenIn(trial)));
    return { pass: holds(trial, looked), message: () => toldText(trial, looked) ?? holdsText(trial, looked) };
  },

  async toBeDeterministic(received: Expected, options: TestOptions = {}): Promise<Answer> {
    const trial = trialOf("toBeDeterministic", received, options, usualSeeds.deterministic);
    const state = await driven(check(drawnSeedOf(trial), trial.seeds));
    return { pass: state.differences.length === 0, message: () => determinismText(trial, state) };
  },

  async toViolate(received: Expected, property: string, options: TestOptions = {}): Promise<Answer> {
    const trial = trialOf("toViolate", received, options, usualSeeds.violates);
    checkPromise(property, options);
    const looked = await driven(lookThrough(trial, violationOf(property), true));
    const message = (): string => toldText(trial, looked) ?? heldText(trial, property, looked);
    return { pass: looked.met !== undefined, message };
  },
};

/** How long a step of the host's own may have to wait, in milliseconds. */
const atATime = 100;

/** Runs a generator to its end, and lets the host do other things in between: its timeouts strike, its progress shows. */
async function driven<Result>(steps: Generator<unknown, Result>): Promise<Result> {
  let since = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - since < atATime) continue;
    await new Promise(setImmediate);
    since = performance.now();
  }
}

/** How long a failing run is made smaller, in milliseconds. */
const patienceMillis = 3_000;

/** What was met, made small and written down; `undefined`: nothing was met. */
function toldText(trial: Trial, { met }: Looked): string | undefined {
  if (met === undefined) return undefined;
  const until = performance.now() + patienceMillis;
  const failure = failureOf(trial, met, () => performance.now() < until);
  return failureText(trial, failure, againLines(trial, failure));
}

/** How to see a failure again: small, and as it was found. */
function againLines(trial: Trial, { repro, seed }: TestFailure): readonly string[] {
  const file = keepRepro(repro);
  const small =
    file === undefined
      ? callOf(trial, JSON.stringify(repro))
      : needsCode(trial)
        ? callOf(trial, `JSON.parse(readFileSync(${JSON.stringify(file)}, "utf8"))`)
        : `npx onceproof replay ${file} --diagram`;
  const found = seed === undefined ? [] : [`As it was found: toHoldForSeeds(1, { from: ${seed} })`];
  return [`See it again: ${small}`, ...found];
}
