import { reproText } from "../../src/cli/hunt/repro-text.ts";
import { replay } from "../../src/lab/replay.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { readScenario } from "../../src/scenarios/files.ts";
import { gallery } from "../../src/scenarios/gallery/index.ts";
import { reproOf, run } from "../../src/scenarios/run.ts";
import type { Scenario } from "../../src/scenarios/spec.ts";
import { stories } from "../../src/scenarios/stories/index.ts";
import { type Drawer, drawerOf } from "../../src/scenarios/swarm/draw.ts";
import { Xor128 } from "../../src/sim/xor128.ts";

/** A run of a hunt that was written down, as a hunt writes it. */
interface Saved {
  readonly name: string;
  readonly seed: number;
  /** The scenario that was drawn. */
  readonly drawn: string;
  readonly text: string;
  readonly digest: string;
}

/** What came of saved runs under a generator that gives other numbers. */
export interface Replayed {
  readonly saved: readonly Saved[];
  /** Those of which the repro is another run than the one that was saved. */
  readonly others: readonly Saved[];
  /** How many of the seeds now draw another scenario: whether the change matters at all. */
  readonly movedSeeds: number;
  /** How many numbers the replays asked the generator for. */
  readonly asked: number;
}

interface Source {
  readonly name: string;
  readonly draw: Drawer;
}

const source = (name: string, scenario: Scenario, swarm?: "storm"): Source => ({
  name: `${name} (${swarm ?? "usual"})`,
  draw: drawerOf(scenario, { swarm }),
});

/** Every bug of the gallery, and every story within its usual bounds and in storms. */
const sources: readonly Source[] = [
  ...gallery.map(({ id, hunted }) => source(id, hunted.buggy)),
  ...stories.flatMap(({ name, scenario }) => [source(name, scenario), source(name, scenario, "storm")]),
];

/**
 * Writes down so many runs that hunts draw, changes the generator, and replays them: the n-th run is of the n-th source,
 * round and round, each time with the next seed.
 */
export function replayedUnderAnotherGenerator(count: number): Replayed {
  const saved = Array.from({ length: count }, (_, nth) => save(nth));
  const generator = Object.getOwnPropertyDescriptor(Xor128.prototype, "int32") as PropertyDescriptor;
  let asked = 0;
  try {
    const before = generator.value as (this: Xor128) => number;
    Xor128.prototype.int32 = function (this: Xor128) {
      asked++;
      return Math.imul(before.call(this) ^ 0x5bd1e995, 0x9e3779b1);
    };
    const others = saved.filter(({ text }) => !isSame(text));
    const askedByReplays = asked;
    const moved = saved.filter((one, nth) => JSON.stringify(drawn(nth)) !== one.drawn);
    return { saved, others, movedSeeds: moved.length, asked: askedByReplays };
  } finally {
    Object.defineProperty(Xor128.prototype, "int32", generator);
  }
}

const sourceOf = (nth: number): Source => sources[nth % sources.length] as Source;
const seedOf = (nth: number): number => 1 + Math.floor(nth / sources.length);
const drawn = (nth: number): Scenario => sourceOf(nth).draw(seedOf(nth));

function save(nth: number): Saved {
  const { name } = sourceOf(nth);
  const scenario = drawn(nth);
  const repro = reproOf(run(prepare(scenario, { recordTapes: true })));
  const text = reproText(repro, [name]);
  return { name, seed: seedOf(nth), drawn: JSON.stringify(scenario), text, digest: repro.digest };
}

function isSame(text: string): boolean {
  const file = readScenario("saved.repro.yml", text);
  return file.kind === "repro" && replay(file.repro).same;
}
