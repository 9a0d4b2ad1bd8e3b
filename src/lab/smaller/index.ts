import { recordsOf } from "../../scenarios/records.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import type { Axis } from "../shrink.ts";
import { withFewerActors } from "./actors.ts";
import { withFewerFaults, withSimplerFaults } from "./faults.ts";
import { withFewerRecords } from "./records.ts";
import { withRounderTimes } from "./schedule.ts";
import { withFewerSettings } from "./settings.ts";
import { isLess, sizeOf } from "./size.ts";
import { withPlainerSends, withUsualApplications, withUsualSurroundings } from "./surroundings.ts";

/** Where nothing is sent nothing can be seen; but code sends what it likes. */
const isOfUse = (scenario: Scenario): boolean =>
  recordsOf(scenario) > 0 || scenario.producers.some(({ application }) => application !== undefined);

/** The steps of `axis` that do make a scenario smaller: whatever else they change, they come to an end. */
const downwards = (name: string, steps: (scenario: Scenario) => Iterable<Scenario>): Axis<Scenario> => ({
  name,
  *steps(scenario) {
    const size = sizeOf(scenario);
    for (const candidate of steps(scenario)) {
      if (isOfUse(candidate) && isLess(sizeOf(candidate), size)) yield candidate;
    }
  },
});

const faults = downwards("faults", withFewerFaults);
const actors = downwards("producers and consumers", withFewerActors);
const records = downwards("records", withFewerRecords);
const simplerFaults = downwards("kinds and places of faults", withSimplerFaults);
const times = downwards("times", withRounderTimes);

/** All axes on which a scenario is made smaller, those first that take away the most. */
export const scenarioAxes: readonly Axis<Scenario>[] = [
  faults,
  actors,
  records,
  downwards("surroundings", withUsualSurroundings),
  downwards("applications", withUsualApplications),
  downwards("settings", withFewerSettings),
  downwards("sends", withPlainerSends),
  simplerFaults,
  times,
];

/**
 * Scenarios that are one step smaller than the given one, the boldest steps first: without half of the faults, without
 * one, without some of the sends, with simpler or earlier faults, with rounder times. What they break is not asked here.
 *
 * Settings stay as they are, for whom they are what a counterexample is about.
 */
export function* smallerScenarios(scenario: Scenario): Generator<Scenario> {
  for (const axis of [faults, actors, records, simplerFaults, times]) yield* axis.steps(scenario);
}
