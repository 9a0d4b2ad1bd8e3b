import { prepare } from "../scenarios/compile.ts";
import { run } from "../scenarios/run.ts";
import { standard } from "../scenarios/stories/standard.ts";
import { stories } from "../scenarios/stories/index.ts";
import { prepareForMany, runSeedOf } from "./seeds.ts";

/** The digest that a run is known to have, on every runtime. */
export interface Golden {
  readonly scenario: string;
  readonly seed: number;
  readonly digest: string;
}

const seedsOfStandard = 200;
/** The orders of ties that no story is written with, by the name that goldens get for them. */
const otherTies = [
  ["ties lifo", "lifo"],
  ["ties shuffled", { shuffle: 1 }],
] as const;

/**
 * Every story at its own seed, the first seeds of the load that hunts run, and every story under each other order of ties:
 * what other runtimes run to compare.
 */
export function goldens(): readonly Golden[] {
  const found: Golden[] = [];
  for (const { name, scenario } of stories) {
    if (name === standard.name) continue;
    found.push({ scenario: name, seed: scenario.seed, digest: run(prepare(scenario)).digest });
  }
  const runSeed = runSeedOf(prepareForMany(standard.scenario));
  for (let seed = 1; seed <= seedsOfStandard; seed++) {
    found.push({ scenario: standard.name, seed, digest: runSeed(seed, { keep: "none" }).digest });
  }
  for (const [order, ties] of otherTies) {
    for (const { name, scenario } of stories) {
      const { digest } = run(prepare({ ...scenario, ties }));
      found.push({ scenario: `${name}, ${order}`, seed: scenario.seed, digest });
    }
  }
  return found;
}
