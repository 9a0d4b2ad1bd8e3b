import type { GalleryBug } from "../scenarios/gallery/bug.ts";
import { type Finding, findingsOf } from "./fingerprint.ts";
import { drawnSeedOf, eachSeed } from "./seeds.ts";

/** Whether it is the promise that the bug breaks: as a property, or as what its scenario says must hold. */
export const isOfBug = ({ breaks }: GalleryBug, { property, fingerprint }: Finding): boolean =>
  property === breaks || fingerprint === `as-the-scenario-says/broke-${breaks}`;

/** How many seeds from `from` on a hunt needs to find a bug; `undefined`: more than `most`. */
export function seedsToFind(bug: GalleryBug, from: number, most: number): number | undefined {
  const runSeed = drawnSeedOf({ scenario: bug.hunted.buggy, overrides: {} });
  for (const seed of eachSeed({ from, count: most })) {
    const found = findingsOf(runSeed(seed, { keep: "none" }));
    if (found.some((finding) => isOfBug(bug, finding))) return seed - from + 1;
  }
  return undefined;
}

/** The first thing that a hunt finds with what helps against the bug, and its seed; `undefined`: it is quiet. */
export function disturbance(
  bug: GalleryBug,
  from: number,
  count: number,
): { readonly seed: number; readonly finding: Finding } | undefined {
  const runSeed = drawnSeedOf({ scenario: bug.hunted.fixed, overrides: {} });
  for (const seed of eachSeed({ from, count })) {
    const [finding] = findingsOf(runSeed(seed, { keep: "none" }));
    if (finding !== undefined) return { seed, finding };
  }
  return undefined;
}
