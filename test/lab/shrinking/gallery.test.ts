import { expect, test } from "vitest";
import { foundRun } from "../../../src/lab/gallery.ts";
import { stepsOf } from "../../../src/lab/shrinking/case.ts";
import { type ToldFailure, smallestFailure } from "../../../src/lab/shrinking/told.ts";
import { recordsOf } from "../../../src/scenarios/records.ts";
import { gallery } from "../../../src/scenarios/gallery/index.ts";

const most = { steps: 12, median: 8 } as const;

/** What a hunt finds first of each bug, made small. */
const told = gallery.map((bug): readonly [id: string, before: number, after: ToldFailure] => {
  const found = foundRun(bug, 1, 400);
  if (found === undefined) throw new Error(`no hunt finds ${bug.id}`);
  const { repro, fingerprint } = found;
  return [bug.id, repro.faults.length + recordsOf(repro.scenario), smallestFailure(repro, fingerprint)];
});

test.each(told)("%s as a hunt found it becomes a few faults and records, with the same failure", (_, __, after) => {
  const { subject, finding, repro } = after;
  expect(stepsOf(subject)).toBeLessThanOrEqual(most.steps);
  expect(finding.fingerprint).toBe(repro.fingerprint);
});

test("half of them take no more than eight, of runs that were larger", () => {
  const steps = told.map(([, , { subject }]) => stepsOf(subject)).toSorted((one, other) => one - other);
  expect(steps[steps.length >> 1]).toBeLessThanOrEqual(most.median);
  expect(told.filter(([, before, { subject }]) => before > stepsOf(subject)).length).toBeGreaterThan(8);
});
