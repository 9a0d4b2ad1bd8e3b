import { describe, expect, test } from "vitest";
import { disturbance, seedsToFind } from "../../src/lab/gallery.ts";
import { gallery } from "../../src/scenarios/gallery/index.ts";

/** Far below the five thousand that a hunt may need: a bug that takes so many more than it did is as good as lost. */
const within = 400;
const quietFor = 60;

describe.each(gallery.map((bug) => [bug.id, bug] as const))("%s", (_, bug) => {
  test("is found by a hunt", () => {
    expect(seedsToFind(bug, 1, within)).toBeDefined();
  });

  test("is not found any more with what helps, and nothing else is", () => {
    expect(disturbance(bug, 1, quietFor)).toBeUndefined();
    // Which is not deaf.
    const relapsed = { ...bug, hunted: { buggy: bug.hunted.buggy, fixed: bug.hunted.buggy } };
    expect(disturbance(relapsed, 1, within)?.seed).toBeLessThanOrEqual(within);
  });
});
