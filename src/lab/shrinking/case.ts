import { faultOf } from "../../scenarios/faults.ts";
import { type Overrides, type Prepared, prepare } from "../../scenarios/compile.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";
import { fittingTapes } from "../../scenarios/tapes.ts";
import type { Tapes, TraceSink } from "../../sim/index.ts";
import { recordsOf } from "../../scenarios/records.ts";
import { type Size, sizeOf } from "../smaller/size.ts";

/**
 * A failing run as it is made smaller: a scenario in which every fault is written out, and the tapes of what is no fault
 * (delays, jitter). Nothing is drawn, so that no seed decides anything. Without tapes, with a constant delay and without
 * jitter the scenario alone is the run.
 */
export interface Case {
  readonly scenario: Scenario;
  readonly tapes: Tapes;
}

/** A repro as a case: its own list of faults in place of those that were planned, and no expectations but `expect`. */
export function caseOf({ scenario, faults, tapes }: Repro, expect: Scenario["expect"]): Case {
  const { loss: _loss, duplication: _duplication, cut: _cut, ...network } = scenario.network;
  const { expect: _expect, swarm: _swarm, ...unjudged } = scenario;
  const explicit: Scenario = {
    ...unjudged,
    title: "",
    seed: 1,
    network: { ...network, storms: [], timed: [] },
    faults: [...faults],
    ...(expect === undefined ? {} : { expect }),
  };
  return fitted(explicit, tapes);
}

/** A scenario with what of the tapes its run can read. */
export const fitted = (scenario: Scenario, tapes: Tapes): Case => ({ scenario, tapes: fittingTapes(scenario, tapes) });

/** Whether chance has no part in it any more: the scenario alone is the run, whatever the seed. */
export const isExplicit = ({ scenario: { network, jitter }, tapes }: Case): boolean =>
  Object.keys(tapes).length === 0 && typeof network.delay === "string" && jitter === "none";

/** The measure of a case: that of its scenario, with tapes as what is left to chance. */
export function sizeOfCase({ scenario, tapes }: Case): Size {
  const [chance = 0, ...others] = sizeOf(scenario);
  return [chance + Object.keys(tapes).length, ...others];
}

/** How many things a reader has to follow: faults, and records that are sent. */
export const stepsOf = ({ scenario }: Case): number => scenario.faults.length + recordsOf(scenario);

/** What runs of a case need that is no data: code of applications, promises of one's own. */
export type Code = Pick<Overrides, "applications" | "properties">;

export interface CaseOptions extends Code {
  readonly trace?: TraceSink;
  readonly recordTapes?: boolean;
}

/** @throws BadInput where there is no such run: two faults at one message, settings that the client refuses. */
export function preparedCase({ scenario, tapes }: Case, options: CaseOptions = {}): Prepared {
  const replay = { faults: scenario.faults.map(faultOf), tapes };
  return prepare({ ...scenario, faults: [] }, { replay, ...options });
}

/** @throws BadInput as `preparedCase` does. */
export const runCase = (subject: Case, options: CaseOptions = {}): RunResult => run(preparedCase(subject, options));

/** The case as a repro, with the digest of its run. */
export const reproOfCase = (subject: Case, code: Code = {}): Repro =>
  reproOf(runCase(subject, { ...code, recordTapes: true }));
