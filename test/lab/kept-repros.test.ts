import { expect, test } from "vitest";
import { bugs, replayedUnderAnotherGenerator } from "../../scripts/repros/replayed.ts";

test("runs of hunts that were written down stay what they were when the generator changes; their seeds do not", () => {
  const { saved, others, movedSeeds, asked } = replayedUnderAnotherGenerator(36, bugs);
  expect(others.map(({ name, seed }) => `${name}, seed ${seed}`)).toEqual([]);
  expect(asked).toBe(0);
  expect(movedSeeds).toBeGreaterThan(30);
  expect(new Set(saved.map(({ digest }) => digest)).size).toBeGreaterThan(30);
});
