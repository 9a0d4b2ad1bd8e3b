import { assert } from "../../sim/index.ts";
import type { RunResult } from "../../scenarios/run.ts";
import type { Repro } from "../../scenarios/spec.ts";
import type { Finding } from "../fingerprint.ts";
import { type Case, type Code, reproOfCase, runCase } from "./case.ts";
import { type Counterfactual, counterfactualsOf } from "./counterfactuals.ts";
import { type Failure, everythingFound } from "./judge.ts";
import { type Moment, momentsOf } from "./moments.ts";
import { failureIn, searchSmaller } from "./search.ts";
import { storyOf } from "./story.ts";
import { endOf } from "../ending.ts";

/** A failure that was made small, with everything that there is to say of it. */
export interface ToldFailure {
  readonly subject: Case;
  /** As it is in the small run. */
  readonly finding: Finding;
  /** The small run, with its trace. */
  readonly result: RunResult;
  readonly repro: Repro;
  /** One paragraph. */
  readonly story: string;
  readonly moments: readonly Moment[];
  readonly counterfactuals: readonly Counterfactual[];
}

/**
 * Makes a failing run as small as it gets in one go, and tells what is left. `keep`: the failure, where there are several.
 * `code`: what the run needs that no file can hold.
 *
 * @throws BadInput as `failureIn` does.
 */
export function smallestFailure(repro: Repro, keep?: string, code: Code = {}): ToldFailure {
  const failure = failureIn(repro, keep, code);
  return toldFailure(endOf(searchSmaller(failure)).smallest, failure);
}

/** Runs a small case of a failure once more, and once without each of its parts, and tells what comes of it. */
export function toldFailure(
  subject: Case,
  { finding: { fingerprint }, code }: Pick<Failure, "finding" | "code">,
): ToldFailure {
  const result = runCase(subject, { ...code, trace: { keep: "all" } });
  const finding = everythingFound(result).find((found) => found.fingerprint === fingerprint);
  assert(finding !== undefined, () => `a small run does not show ${fingerprint} any more`);
  const counterfactuals = counterfactualsOf(subject, code);
  const repro = { ...reproOfCase(subject, code), fingerprint };
  const story = storyOf({ scenario: subject.scenario, result, finding, counterfactuals });
  return {
    subject,
    finding,
    result,
    repro,
    story,
    moments: momentsOf(result, finding, counterfactuals),
    counterfactuals,
  };
}
