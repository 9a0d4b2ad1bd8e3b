import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Coverage, type CoverageSummary } from "../../../src/lab/coverage/coverage.ts";
import { arrivals, unseenAfter } from "../../../src/lab/coverage/unseen.ts";
import { Stream } from "../../../src/sim/index.ts";

/** How likely it is that one seed shows each state: each on its own, or, where they share, exactly one of them. */
interface World {
  readonly chances: readonly number[];
  readonly exactlyOne: boolean;
}

/** Which states one seed shows. */
function shown({ chances, exactlyOne }: World, stream: Stream): readonly number[] {
  const uniform = (): number => stream.between(0, 2 ** 20 - 1) / 2 ** 20;
  if (!exactlyOne) return chances.flatMap((chance, state) => (uniform() < chance ? [state] : []));
  let left = uniform();
  const state = chances.findIndex((chance) => (left -= chance) < 0);
  return [Math.max(state, 0)];
}

/** A hunt through a world in which everything is known, and what it has not seen of it in truth. */
function hunted(
  world: World,
  seeds: number,
  luck: number,
): { readonly summary: CoverageSummary; readonly truth: number } {
  const stream = new Stream(luck);
  const sightings = new Map<number, number[]>();
  for (let seed = 1; seed <= seeds; seed++) {
    for (const state of shown(world, stream)) sightings.set(state, [...(sightings.get(state) ?? []), seed]);
  }
  const unseen = world.chances.filter((_, state) => !sightings.has(state));
  const states = [...sightings].map(([state, by]) => {
    return [state, by.length, by[0] ?? 0, by.length === 2 ? (by[1] ?? 0) : -1] as const;
  });
  return {
    summary: { schema: "onceproof.coverage/1", seeds, states },
    truth: world.exactlyOne
      ? unseen.reduce((sum, chance) => sum + chance, 0)
      : 1 - unseen.reduce((none, chance) => none * (1 - chance), 1),
  };
}

const even = (count: number): readonly number[] => Array.from({ length: count }, () => 1 / count);
/** The n-th state has a chance like 1/n. */
function falling(count: number): readonly number[] {
  const weights = Array.from({ length: count }, (_, at) => 1 / (at + 1));
  const sum = weights.reduce((all, weight) => all + weight, 0);
  return weights.map((weight) => weight / sum);
}

const worlds: readonly (readonly [name: string, world: World, seeds: number])[] = [
  ["one of 300 even states a seed", { chances: even(300), exactlyOne: true }, 200],
  ["one of 300 even states a seed, nearly all seen", { chances: even(300), exactlyOne: true }, 1_200],
  ["one of 2,000 falling states a seed", { chances: falling(2_000), exactlyOne: true }, 500],
  [
    "each of 400 rare states on its own",
    { chances: Array.from({ length: 400 }, (_, at) => 1 / (40 + 5 * at)), exactlyOne: false },
    300,
  ],
  [
    "each of 60 rare states on its own, few left",
    { chances: Array.from({ length: 60 }, (_, at) => 1 / (20 + at)), exactlyOne: false },
    400,
  ],
];

test.each(worlds)(
  "the chance of something new is estimated without bias, and lies in its interval: %s",
  (_, world, seeds) => {
    const hunts = 120;
    let [inside, errors, truths] = [0, 0, 0];
    for (let luck = 1; luck <= hunts; luck++) {
      const { summary, truth } = hunted(world, seeds, luck);
      const { estimate, low, high } = unseenAfter(summary).nextSeed;
      if (low <= truth && truth <= high) inside++;
      errors += estimate - truth;
      truths += truth;
    }
    expect(Math.abs(errors / hunts)).toBeLessThan(0.1 * (truths / hunts) + 0.002);
    expect(inside / hunts).toBeGreaterThan(0.91);
  },
);

test("of one state a seed the estimate is that of Good and Turing, and its interval Esty's", () => {
  // Ten observations: a a a b b c d e f f; n1 = 3 (c, d, e), n2 = 2 (b, f).
  const states = [
    [0, 3, 1, -1],
    [1, 2, 4, 5],
    [2, 1, 6, -1],
    [3, 1, 7, -1],
    [4, 1, 8, -1],
    [5, 2, 9, 10],
  ] as const;
  const { nextSeed, newStatesPerSeed } = unseenAfter({ schema: "onceproof.coverage/1", seeds: 10, states });
  expect(nextSeed.estimate).toBeCloseTo(0.3, 12);
  expect(newStatesPerSeed).toBeCloseTo(0.3, 12);
  const deviation = Math.sqrt(3 * (1 - 0.3) + 2 * 2) / 10;
  expect(nextSeed.high).toBeCloseTo(0.3 + 1.96 * deviation, 12);
  expect(nextSeed.low).toBe(0);
});

test("a hunt in which nothing was seen once only still may have missed something: about four in its number of seeds", () => {
  const states = [[0, 1_000, 1, -1]] as const;
  const { nextSeed } = unseenAfter({ schema: "onceproof.coverage/1", seeds: 1_000, states });
  expect([nextSeed.estimate, nextSeed.low]).toEqual([0, 0]);
  expect(nextSeed.high).toBeCloseTo(0.00383, 4);
  expect(unseenAfter(new Coverage().summary()).nextSeed).toEqual({ estimate: 1, low: 0, high: 1 });
});

test("how states arrived is told at 1, 2, 5, 10 … seeds and at the end", () => {
  const states = [
    [0, 9, 101, -1],
    [1, 3, 101, -1],
    [2, 1, 102, -1],
    [3, 2, 104, 110],
    [4, 1, 111, -1],
  ] as const;
  expect(arrivals({ schema: "onceproof.coverage/1", seeds: 12, states })).toEqual([
    [1, 2],
    [2, 3],
    [5, 4],
    [10, 4],
    [12, 5],
  ]);
  expect(arrivals(new Coverage().summary())).toEqual([]);
});

test("parts of a hunt make the same whole in any order and any grouping", () => {
  // Which seeds reached each state, as lists that are cut into parts by seed.
  const reached = fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 30 }), { minLength: 1 }), { maxLength: 12 });
  const part = (seen: readonly (readonly number[])[], from: number, to: number): CoverageSummary => ({
    schema: "onceproof.coverage/1",
    seeds: to - from + 1,
    states: seen.flatMap((seeds, state) => {
      const within = seeds.filter((seed) => from <= seed && seed <= to).toSorted((one, other) => one - other);
      const [first, second = -1] = within;
      return first === undefined ? [] : [[state, within.length, first, within.length === 2 ? second : -1] as const];
    }),
  });
  const merged = (parts: readonly CoverageSummary[]): CoverageSummary => {
    const coverage = new Coverage();
    for (const one of parts) coverage.merge(one);
    return coverage.summary();
  };
  fc.assert(
    fc.property(reached, fc.integer({ min: 1, max: 28 }), fc.nat({ max: 28 }), (seen, cut, more) => {
      const second = Math.min(29, cut + 1 + (more % (29 - cut)));
      const [one, two, three] = [part(seen, 1, cut), part(seen, cut + 1, second), part(seen, second + 1, 30)];
      const whole = merged([part(seen, 1, 30)]);
      expect(merged([one, two, three])).toEqual(whole);
      expect(merged([three, one, two])).toEqual(whole);
      expect(merged([one, merged([three, two])])).toEqual(whole);
      expect(merged([JSON.parse(JSON.stringify(whole)) as CoverageSummary])).toEqual(whole);
    }),
  );
});
