import * as fc from "fast-check";
import { expect, test } from "vitest";
import { drawnSeedOf, prepareForMany, runSeedOf } from "../../src/lab/seeds.ts";
import { Tally, type TallyData, isSmaller } from "../../src/lab/tally.ts";
import { scenarioOf } from "../../src/scenarios/files.ts";
import type { RunResult } from "../../src/scenarios/run.ts";

/** Runs that break different promises, some of them with more faults than others. */
const runSeed = runSeedOf(
  prepareForMany(
    scenarioOf({
      name: "unsafe",
      network: { delay: { from: "1ms", to: "9ms" }, loss: "15%", cut: "5%" },
      producers: [
        {
          name: "shop",
          config: { "enable.idempotence": false, "request.timeout.ms": 100, "delivery.timeout.ms": 1000 },
          stream: { count: 12, every: "3ms", to: ["orders-0"], valueBytes: 4 },
        },
      ],
      expect: { acked: 12 },
    }),
  ),
);
const runs: readonly RunResult[] = Array.from({ length: 24 }, (_, seed) => runSeed(seed, { keep: "none" }));

function tallyOf(results: readonly RunResult[]): TallyData {
  const tally = new Tally();
  for (const result of results) tally.add(result);
  return tally.toData();
}

test("however runs are put into parts, in whatever order, their tallies add up to the same", () => {
  const whole = tallyOf(runs);
  expect(whole.fingerprints.length).toBeGreaterThan(1);
  expect(Math.max(...whole.fingerprints.map(({ count }) => count))).toBeGreaterThan(1);
  const seeds = runs.map((_, at) => at);
  const order = fc.shuffledSubarray(seeds, { minLength: seeds.length });
  const cuts = fc.uniqueArray(fc.nat(seeds.length), { maxLength: 5 });
  fc.assert(
    fc.property(order, cuts, (shuffled, at) => {
      const bounds = [0, ...at.toSorted((one, other) => one - other), seeds.length];
      const parts = bounds.slice(1).map((end, part) => shuffled.slice(bounds[part], end));
      const sum = new Tally();
      for (const part of parts) {
        const results = part.flatMap((seed) => runs[seed] ?? []);
        sum.merge(JSON.parse(JSON.stringify(tallyOf(results))) as TallyData);
      }
      expect(sum.toData()).toEqual(whole);
    }),
    { numRuns: 100 },
  );
});

test("of each way of failing the lowest seed is named, and the run with the fewest faults and records", () => {
  for (const found of tallyOf(runs.toReversed()).fingerprints) {
    const showing = runs.filter((result) =>
      tallyOf([result]).fingerprints.some(({ fingerprint }) => fingerprint === found.fingerprint),
    );
    const sizes = showing.map(({ simulation, marks }) => ({
      seed: simulation.seed,
      faults: simulation.network.faults.length,
      records: marks["record-sent"] ?? 0,
    }));
    const least = Math.min(...sizes.map(({ faults, records }) => faults + records));
    expect(found.seed).toBe(Math.min(...sizes.map(({ seed }) => seed)));
    expect(found.smallest).toEqual(sizes.find(({ faults, records }) => faults + records === least));
  }
});

test("of two runs as small as each other the one with the lower seed is the smaller", () => {
  const size = (seed: number, faults: number, records: number) => ({ seed, faults, records });
  expect(isSmaller(size(9, 1, 2), size(1, 2, 2))).toBe(true);
  expect(isSmaller(size(1, 2, 2), size(9, 1, 2))).toBe(false);
  expect(isSmaller(size(1, 1, 2), size(2, 2, 1))).toBe(true);
  expect(isSmaller(size(2, 2, 1), size(1, 1, 2))).toBe(false);
});

test("a tally sent as data is the same tally, and what is worst in it stays the worst", () => {
  const sum = new Tally();
  expect(sum.worst).toBe("nothing");
  sum.merge(tallyOf(runs));
  expect(sum.worst).toBe("safety");
  expect(sum.toData()).toEqual(tallyOf(runs));
  expect(structuredClone(sum.toData())).toEqual(sum.toData());
});

test("what is counted of runs is what each of them tells of itself: its marks, and its faults by the words of files", () => {
  const restless = {
    within: "2s",
    cut: { exists: "1/2" },
    ...Object.fromEntries(["split", "clog", "slow", "restart", "pause"].map((kind) => [kind, { exists: "1/2" }])),
    errors: { exists: "1/2" },
  };
  const hunted = scenarioOf({
    name: "restless",
    producers: [{ name: "shop", stream: { count: 20, every: "50ms", to: ["orders-0"], valueBytes: 4 } }],
    swarm: restless,
  });
  const runDrawn = drawnSeedOf({ scenario: hunted, overrides: {} });
  const drawn = Array.from({ length: 60 }, (_, seed) => runDrawn(seed, { keep: "none" }));
  const { marks, faults } = tallyOf(drawn);
  const told = (words: (result: RunResult) => readonly (readonly [string, number])[]) => {
    const sums: Record<string, number> = {};
    for (const [word, count] of drawn.flatMap(words)) sums[word] = (sums[word] ?? 0) + count;
    return sums;
  };
  expect(marks).toEqual(told((result) => Object.entries(result.marks)));
  expect(faults).toEqual(told((result) => result.faults.map((fault) => [fault.do, 1])));
  expect(Object.keys(faults)).toEqual(
    expect.arrayContaining(["clog", "error", "pause", "restart-kill", "slow", "split"]),
  );
});
