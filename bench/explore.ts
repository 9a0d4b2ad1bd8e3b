import { parseArgs } from "node:util";
import { Search } from "../src/lab/explore/search/search.ts";
import { type WantedScope, subjectOf } from "../src/lab/explore/subject.ts";
import { World } from "../src/lab/explore/world.ts";
import { scenarioOf } from "../src/scenarios/files.ts";
import type { ScenarioInput } from "../src/scenarios/spec.ts";
import { stories } from "../src/scenarios/stories/index.ts";

/**
 * How many distinct states an exploration meets in a second of processor time: `npm run bench:explore -- --rounds 3`. The
 * first search of a world lets producers and brokers work out what they do; the second one finds all of that known, and so
 * measures the search alone.
 */
const { values } = parseArgs({ options: { rounds: { type: "string", default: "1" } } });

const producers = (count: number, records: number): ScenarioInput["producers"] =>
  Array.from({ length: count }, (_, at) => ({
    name: `shop-${at + 1}`,
    config: { "batch.size": 1 },
    sends: Array.from({ length: records }, (_record, place) => ({
      to: "orders-0",
      key: `order-${at + 1}${place + 1}`,
    })),
  }));

interface Measured {
  readonly what: string;
  readonly scenario: ScenarioInput;
  readonly scope: WantedScope;
}

const story = (name: string): ScenarioInput => stories.find((known) => known.name === name)?.scenario as ScenarioInput;

const all: readonly Measured[] = [
  {
    what: "connections, 1 producer, 3 records, 5 in flight, 2 losses, 1 delay",
    scenario: story("in-flight-order"),
    scope: { records: 3, losses: 2, delays: 1 },
  },
  {
    what: "datagrams, 1 producer, 3 records, 1 in flight, 2 losses, 1 duplicate, 1 delay",
    scenario: story("standard"),
    scope: { records: 3, losses: 2, duplicates: 1, delays: 1 },
  },
  {
    what: "connections, 2 like producers, 2 records each, 1 loss, 1 delay",
    scenario: { name: "two", producers: producers(2, 2) },
    scope: { losses: 1, delays: 1 },
  },
  {
    what: "connections, 3 like producers, 1 record each, 2 losses",
    scenario: { name: "three", producers: producers(3, 1) },
    scope: { losses: 2 },
  },
];

const seconds = (): number => process.cpuUsage().user / 1e6;

function searched(world: World): { readonly search: Search; readonly took: number } {
  const begun = seconds();
  const search = new Search(world, { beyondBroken: true, statesMost: 2e7, bytesMost: Infinity });
  const run = search.run(() => 0);
  for (let step = run.next(); step.done !== true; step = run.next());
  return { search, took: seconds() - begun };
}

const rate = (states: number, took: number): string => Math.round(states / took).toLocaleString("en");
const line = (cells: readonly (string | number)[]): void => console.log(`| ${cells.join(" | ")} |`);

line(["scope", "states", "transitions", "producers' own states", "states/s", "search alone: states/s"]);
line(["---", "---:", "---:", "---:", "---:", "---:"]);
for (const { what, scenario, scope } of all) {
  for (let round = 0; round < Number(values.rounds); round++) {
    const { prepared, scope: full } = subjectOf(scenarioOf(scenario), scope);
    const begun = seconds();
    const world = new World(prepared.plan, full, { commuting: true, symmetry: true });
    const made = seconds() - begun;
    const { search, took } = searched(world);
    const again = searched(world).took;
    const { size } = search.table;
    const own = world.parts[0]?.size ?? 0;
    line([what, size, search.transitions, own, rate(size, made + took), rate(size, again)]);
  }
}
