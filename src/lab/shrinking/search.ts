import { BadInput } from "../../input/bad-input.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";
import { type Finding, findingsOf } from "../fingerprint.ts";
import { type Axis, type Shrinking, fromTheStart, shrinking } from "../shrink.ts";
import { scenarioAxes } from "../smaller/index.ts";
import { isLess } from "../smaller/size.ts";
import { type Case, type Code, caseOf, fitted, runCase, sizeOfCase } from "./case.ts";
import { heldTo } from "./expectation.ts";
import { withDelaysWrittenOut, withoutTapes } from "./chance.ts";
import { type Failure, Judge, everythingFound } from "./judge.ts";

/**
 * What is wrong with a repro's run: the first thing that nothing allows for, of a safety property if there is one, or
 * the failure that `keep` names by its fingerprint, be it allowed for or not. What the scenario means to break excuses
 * nothing.
 *
 * @throws BadInput where nothing is wrong, or not what `keep` names; and as `prepare` does.
 */
export function failureIn(repro: Repro, keep: string | undefined = repro.fingerprint, code: Code = {}): Failure {
  const { expect } = repro.scenario;
  const unexcused = expect === undefined ? undefined : { ...expect, violations: [] };
  const given = caseOf(repro, unexcused);
  const result = runCase(given, code);
  const found = keep === undefined ? findingsOf(result) : everythingFound(result);
  const finding =
    keep === undefined
      ? (found.find(({ kind }) => kind === "safety") ?? found[0])
      : found.find(({ fingerprint }) => fingerprint === keep);
  if (finding === undefined) throw new BadInput(nothingFound(everythingFound(result), keep));
  const held = heldTo(finding, expect);
  const { events, digest } = result;
  return { subject: caseOf(repro, held.expect), finding, events, digest, countsRecords: held.countsRecords, code };
}

function nothingFound(all: readonly Finding[], keep: string | undefined): string {
  const there = [...new Set(all.map(({ fingerprint }) => fingerprint))];
  if (keep !== undefined) {
    const others = there.length === 0 ? "it shows no failure at all" : `it shows ${there.join(", ")}`;
    return `does not show ${keep}; ${others}`;
  }
  if (there.length === 0) return "shows no failure, so that there is nothing to make smaller";
  return `shows nothing but what its promises allow for (${there.join(", ")}); name one of these with --keep to make it smaller`;
}

/** Of a scenario that counts what happens to its records these stay: with others the counts would mean something else. */
const axesOfWorkload = ["producers and consumers", "records", "sends"];

const ofScenario = ({ name, steps }: Axis<Scenario>): Axis<Case> => ({
  name,
  *steps({ scenario, tapes }) {
    for (const smaller of steps(scenario)) yield fitted(smaller, tapes);
  },
});

/** The steps that do make a case smaller: so they come to an end. */
const downwards = (name: string, steps: (subject: Case) => Iterable<Case>): Axis<Case> => ({
  name,
  *steps(subject) {
    const size = sizeOfCase(subject);
    for (const candidate of steps(subject)) if (isLess(sizeOfCase(candidate), size)) yield candidate;
  },
});

/** What a failure is made smaller in, in this order. Chance comes first, and once more when there is little left of it. */
export function axesFor({ countsRecords, code }: Pick<Failure, "countsRecords" | "code">): readonly Axis<Case>[] {
  const axes = scenarioAxes.filter(({ name }) => !countsRecords || !axesOfWorkload.includes(name));
  return [
    downwards("chance", withoutTapes),
    ...axes.map(ofScenario),
    downwards("delays", (subject) => withDelaysWrittenOut(subject, code)),
  ];
}

/**
 * Makes a failing run as small as it gets and keeps its failure: the same fingerprint, whatever else the run does.
 * Yields after each candidate, so that who drives it can show how far it is, or stop; a search that is begun with the
 * case and the cursor of an earlier one comes to the same end.
 */
export function searchSmaller(
  failure: Failure,
  from: Shrinking<Case> = { smallest: failure.subject, cursor: fromTheStart, tried: 0, kept: 0 },
): Generator<Shrinking<Case>, Shrinking<Case>> {
  return shrinking(from, axesFor(failure), new Judge(failure).keeps);
}
