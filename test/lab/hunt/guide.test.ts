import { describe, expect, test } from "vitest";
import type { CoverageSummary } from "../../../src/lab/coverage/coverage.ts";
import { Guide } from "../../../src/lab/hunt/guide.ts";
import { GuidedQueue } from "../../../src/lab/hunt/guided-queue.ts";
import type { RunName } from "../../../src/lab/seeds.ts";

const streams = ["loss", "aimed", "luck"];
const runs = { from: 100, count: 400 } as const;

/** States that were reached by runs, each by its number: a world in which this is all that there is to see. */
function seen(reached: readonly (readonly [run: number, states: readonly number[]])[]): CoverageSummary {
  const byState = new Map<number, number[]>();
  for (const [run, states] of reached) {
    for (const state of states) byState.set(state, [...(byState.get(state) ?? []), run]);
  }
  const states = [...byState].map(([state, by]) => {
    return [state, by.length, Math.min(...by), by.length === 2 ? Math.max(...by) : -1] as const;
  });
  return { schema: "onceproof.coverage/1", seeds: reached.length, states };
}

/** Every run reaches state 0, and every tenth a state of its own. */
const ofWorld = (run: number): readonly number[] => (run % 10 === 0 ? [0, run] : [0]);

const isVariation = ({ vary }: RunName): boolean => Object.keys(vary).length > 0;

/** All that a guide decides on in this world. */
function decided(guide: Guide): readonly RunName[] {
  const names: RunName[] = [];
  for (let next = guide.next(); next !== undefined; next = guide.next()) {
    const { from } = next;
    guide.learn(seen(next.names.map((_, nth) => [from + nth, ofWorld(from + nth)])));
    names.push(...next.names);
  }
  return names;
}

describe("what a guided hunt runs", () => {
  const names = decided(new Guide(streams, runs));

  test("is as many runs as were asked for, the fresh seeds of which follow each other", () => {
    expect(names).toHaveLength(runs.count);
    const fresh = names.filter((name) => !isVariation(name)).map(({ seed }) => seed);
    expect(fresh).toEqual(fresh.map((_, nth) => runs.from + nth));
  });

  test("begins with fresh seeds; then every fourth run is a variation, and none is made twice", () => {
    const [first, later] = [names.slice(0, 16), names.slice(16)];
    expect(first.some(isVariation)).toBe(false);
    expect(later.filter(isVariation).length / later.length).toBeCloseTo(1 / 4, 1);
    const written = names.map((name) => JSON.stringify(name));
    expect(new Set(written).size).toBe(written.length);
  });

  test("varies runs that were first to reach a rare state, and draws all kinds of things anew", () => {
    const pioneers = new Set(names.flatMap(({ seed }, nth) => ((runs.from + nth) % 10 === 0 ? [seed] : [])));
    const variations = names.filter(isVariation);
    expect(variations.filter(({ seed }) => pioneers.has(seed)).length).toBeGreaterThan(0.9 * variations.length);
    expect(new Set(variations.flatMap(({ vary }) => Object.keys(vary)))).toEqual(new Set(streams));
  });

  test("varies first what hardly any run has reached since, and each thing in turn", () => {
    const guide = new Guide(streams, runs);
    const first = guide.next()?.names ?? [];
    // The fourth is the first in a state that all after it reach, the sixth in one that nobody else does.
    guide.learn(seen(first.map((_, nth) => [100 + nth, [0, ...(nth >= 3 ? [3] : []), ...(nth === 5 ? [5] : [])]])));
    const variations = guide.next()?.names.filter(isVariation) ?? [];
    expect(variations.map(({ seed }) => seed)).toEqual([105, 105, 105, 105]);
    expect(variations.map(({ vary }) => vary)).toEqual([{ loss: 1 }, { aimed: 1 }, { luck: 1 }, { loss: 2 }]);
  });

  test("of a hunt with more runs begins with the same, and is called by number", () => {
    const guide = new Guide(streams, { ...runs, count: 600 });
    expect(decided(guide).slice(0, 300)).toEqual(names.slice(0, 300));
    expect(guide.nameOf(runs.from + 20)).toEqual(names[20]);
    expect(() => guide.nameOf(runs.from + 600)).toThrow("nobody has decided what run 700 is");
  });
});

test("threads that take from a guided hunt wait for the last of a generation", () => {
  const queue = new GuidedQueue(new Guide(streams, runs), runs.count);
  const taken = (): readonly RunName[] | "later" => {
    const order = queue.next(10, 1);
    if (order === undefined || order === "later") return order ?? [];
    expect(order.names).toHaveLength(order.seeds.count);
    return order.names ?? [];
  };
  const learn = (from: number, count: number): void =>
    queue.learn({ from, count }, seen(Array.from({ length: count }, (_, nth) => [from + nth, ofWorld(from + nth)])));
  expect([taken().length, taken().length]).toEqual([10, 6]);
  expect(taken()).toBe("later");
  learn(110, 6);
  expect(taken()).toBe("later");
  learn(100, 10);
  const next = taken();
  expect(next).toHaveLength(10);
  expect(next !== "later" && next.filter(isVariation)).toHaveLength(2);
});
