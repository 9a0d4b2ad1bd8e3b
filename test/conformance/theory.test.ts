import { expect, test } from "vitest";
import { experiments } from "../../conformance/theory/experiments.ts";

/** `npm run conformance:theory` repeats each a hundred times, and looks at the intervals. */
test.each(experiments)("$name: one repetition comes within a twentieth of what theory says", ({ expected, repeat }) => {
  const { estimate, low, high } = repeat(1);
  expect(estimate / expected).toBeGreaterThan(0.95);
  expect(estimate / expected).toBeLessThan(1.05);
  // It knows itself how far it may be off, and a fifth is further than that.
  expect(low).toBeGreaterThan(0.8 * expected);
  expect(high).toBeLessThan(1.2 * expected);
});
