import { expect, test } from "vitest";
import { type Experiment, experiments } from "../../conformance/theory/experiments.ts";
import { outcomeOf } from "../../conformance/theory/outcome.ts";

/** `npm run conformance:theory` repeats each a hundred times. */
const repetitions = 4;

test.each(experiments)("$name: the simulator says what theory says ($theory)", (experiment) => {
  const { held } = outcomeOf(experiment, repetitions);
  expect(held).toBeGreaterThanOrEqual(3);
});

test("a theory that is wrong by a fifth is noticed", () => {
  for (const experiment of experiments) {
    const wrong: Experiment = { ...experiment, expected: 1.2 * experiment.expected };
    expect(outcomeOf(wrong, 2).held, experiment.name).toBeLessThan(2);
  }
});
