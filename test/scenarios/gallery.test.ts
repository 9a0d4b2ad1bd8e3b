import { describe, expect, test } from "vitest";
import { properties } from "../../src/model/properties/index.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import type { GalleryBug } from "../../src/scenarios/gallery/bug.ts";
import { gallery } from "../../src/scenarios/gallery/index.ts";
import { type RunResult, run } from "../../src/scenarios/run.ts";
import { simulate } from "../../src/scenarios/simulate.ts";
import type { Scenario } from "../../src/scenarios/spec.ts";

const byId = gallery.map((bug) => [bug.id, bug] as const);
const ran = (scenario: Scenario): RunResult => run(prepare(scenario));
const broken = ({ violations }: RunResult): readonly string[] => violations.map(({ property }) => property);

/** A promise that only the scenario's own expectation of the remedied run puts into words. */
const isInWords = ({ breaks }: GalleryBug): boolean => breaks === "as-the-scenario-says";

describe.each(byId)("%s", (_, bug) => {
  const { buggy, fixed } = bug.shown;

  test("is shown by its run: what it promises to break is broken, as expected", () => {
    const result = ran(buggy.scenario);
    expect(result.shortfalls).toEqual([]);
    expect(result.outcome).toBe("as-expected");
    expect(result.end).toBe("settled");
    expect(result.faultsUnused).toEqual([]);
    if (!isInWords(bug)) expect(broken(result)).toContain(bug.breaks);
  });

  test("is gone with what helps, under the same faults", () => {
    expect(fixed.scenario.faults).toEqual(buggy.scenario.faults);
    const result = ran(fixed.scenario);
    expect(result.shortfalls).toEqual([]);
    expect(result.violations.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(result.faultsUnused).toEqual([]);
  });

  test("does not come out as with what helps", () => {
    const { expect: remedied } = fixed.scenario;
    const { outcome } = ran({ ...buggy.scenario, ...(remedied === undefined ? {} : { expect: remedied }) });
    expect(outcome).toBe("violated");
  });

  test("is small: at most twelve sends and faults", () => {
    const { producers, faults } = buggy.scenario;
    const sends = producers.reduce((sum, { sends: planned = [] }) => sum + planned.length, 0);
    expect(producers.every(({ stream }) => stream === undefined)).toBe(true);
    expect(sends + faults.length).toBeLessThanOrEqual(12);
  });

  test("says what it is about: whose it is, where it was repaired, which rules it rests on", () => {
    const { title, affected, fixedIn, happened, breaks, remedy } = bug;
    for (const line of [title, buggy.deed]) expect(line.length, line).toBeLessThanOrEqual(130);
    for (const text of [affected, fixedIn, happened, remedy.text]) expect(text).not.toBe("");
    expect(buggy.lesson).toMatch(/[PBZ]-?\d/);
    expect([...properties.map(({ name }) => name), "as-the-scenario-says"]).toContain(breaks);
  });
});

test("the first twelve are there, each once", () => {
  const first = ["Z10", "Z11", "Z02", "Z04", "Z03", "Z12", "Z01", "Z08", "Z19", "Z25", "Z24", "Z13"];
  expect(gallery.map(({ id }) => id)).toEqual(first);
});

test("a bug runs by its name in code as well", () => {
  const { outcome, logs, deliveries } = simulate("gallery/Z04");
  expect(outcome).toBe("as-expected");
  expect(logs["orders-0"]?.map(({ record }) => record)).toEqual(["order-1", "order-1"]);
  expect(deliveries.map(({ outcome: told }) => told)).toEqual(["acked", "acked"]);
});
