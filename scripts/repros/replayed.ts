import { reproText } from "../../src/cli/hunt/repro-text.ts";
import { replay } from "../../src/lab/replay.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { readScenario } from "../../src/scenarios/files.ts";
import { gallery } from "../../src/scenarios/gallery/index.ts";
import { reproOf, run as runOf } from "../../src/scenarios/run.ts";
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

/** What runs are drawn of. */
export interface Source {
  readonly name: string;
  readonly draw: Drawer;
}

const source = (name: string, scenario: Scenario, swarm?: "storm"): Source => ({
  name: `${name} (${swarm ?? "usual"})`,
  draw: drawerOf(scenario, { swarm }),
});

/** Every bug of the gallery: short runs, of many clients. */
export const bugs: readonly Source[] = gallery.map(({ id, hunted }) => source(id, hunted.buggy));

/** The same, and every story within its usual bounds and in storms. */
export const everything: readonly Source[] = [
  ...bugs,
  ...stories.flatMap(({ name, scenario }) => [source(name, scenario), source(name, scenario, "storm")]),
];

/**
 * Writes down so many runs that hunts draw, changes the generator, and replays them: the n-th run is of the n-th source,
 * round and round, each time with the next seed.
 */
export function replayedUnderAnotherGenerator(count: number, sources: readonly Source[]): Replayed {
  const names = Array.from({ length: count }, (_, nth) => {
    return { of: sources[nth % sources.length] as Source, seed: 1 + Math.floor(nth / sources.length) };
  });
  const saved = names.map(save);
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
    const moved = names.filter((name, nth) => JSON.stringify(drawn(name)) !== saved[nth]?.drawn);
    return { saved, others, movedSeeds: moved.length, asked: askedByReplays };
  } finally {
    Object.defineProperty(Xor128.prototype, "int32", generator);
  }
}

interface Name {
  readonly of: Source;
  readonly seed: number;
}

const drawn = ({ of: { draw }, seed }: Name): Scenario => draw(seed);

function save(run: Name): Saved {
  const { name } = run.of;
  const scenario = drawn(run);
  const repro = reproOf(runOf(prepare(scenario, { recordTapes: true })));
  return {
    name,
    seed: run.seed,
    drawn: JSON.stringify(scenario),
    text: reproText(repro, [name]),
    digest: repro.digest,
  };
}

function isSame(text: string): boolean {
  const file = readScenario("saved.repro.yml", text);
  return file.kind === "repro" && replay(file.repro).same;
}
