import type { GalleryBug } from "../scenarios/gallery/bug.ts";
import { prepare } from "../scenarios/compile.ts";
import { type RunResult, reproOf, run } from "../scenarios/run.ts";
import type { Repro } from "../scenarios/spec.ts";
import { usualSwarm } from "../scenarios/swarm/bounds.ts";
import { drawerOf } from "../scenarios/swarm/draw.ts";
import { streamNames } from "../scenarios/swarm/streams.ts";
import { Coverage } from "./coverage/coverage.ts";
import { type Finding, findingsOf } from "./fingerprint.ts";
import { Guide } from "./hunt/guide.ts";
import { drawnRunOf, drawnSeedOf, eachSeed } from "./seeds.ts";

/** Whether it is the promise that the bug breaks: as a property, or as what its scenario says must hold. */
const isOfBug = ({ breaks }: GalleryBug, { property, fingerprint }: Finding): boolean =>
  property === breaks || fingerprint === `as-the-scenario-says/broke-${breaks}`;

const shows = (bug: GalleryBug, result: RunResult): boolean =>
  findingsOf(result).some((finding) => isOfBug(bug, finding));

/** How many seeds from `from` on a hunt needs to find a bug; `undefined`: more than `most`. */
export function seedsToFind(bug: GalleryBug, from: number, most: number): number | undefined {
  const runSeed = drawnSeedOf({ scenario: bug.hunted.buggy, overrides: {} });
  for (const seed of eachSeed({ from, count: most })) {
    if (shows(bug, runSeed(seed, { keep: "none" }))) return seed - from + 1;
  }
  return undefined;
}

/** How many runs a guided hunt from a seed on needs for the same. */
export function guidedRunsToFind(bug: GalleryBug, from: number, most: number): number | undefined {
  const scenario = bug.hunted.buggy;
  const runNamed = drawnRunOf({ scenario, overrides: {} });
  const guide = new Guide(streamNames(scenario, usualSwarm(scenario)), { from, count: most });
  for (let generation = guide.next(); generation !== undefined; generation = guide.next()) {
    const reached = new Coverage();
    for (const [nth, name] of generation.names.entries()) {
      const number = generation.from + nth;
      if (shows(bug, runNamed(name, { keep: "heard", by: reached.watch(number) }))) return number - from + 1;
    }
    guide.learn(reached.summary());
  }
  return undefined;
}

/** A run in which a hunt found a bug, with nothing left to chance, and the failure that shows it there. */
export interface FoundRun {
  readonly repro: Repro;
  readonly fingerprint: string;
}

/** The first run from a seed on that shows a bug; `undefined`: none of the first `most` does. */
export function foundRun(bug: GalleryBug, from: number, most: number): FoundRun | undefined {
  const took = seedsToFind(bug, from, most);
  if (took === undefined) return undefined;
  const result = run(prepare(drawerOf(bug.hunted.buggy)(from + took - 1), { recordTapes: true }));
  const finding = findingsOf(result).find((found) => isOfBug(bug, found));
  return finding && { repro: reproOf(result), fingerprint: finding.fingerprint };
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
