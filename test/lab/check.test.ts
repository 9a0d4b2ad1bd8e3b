import { expect, test } from "vitest";
import { check } from "../../src/lab/check.ts";
import { type RunSeed, prepareForMany, runSeedOf } from "../../src/lab/seeds.ts";
import { standard } from "../../src/scenarios/stories/standard.ts";
import { endOf } from "../../src/lab/ending.ts";

const honest = runSeedOf(prepareForMany(standard.scenario));

/** Something outside the seed decides: every second run of it is that of another seed. */
function leaky(): RunSeed {
  let runs = 0;
  return (seed, trace) => honest(seed + (runs++ % 2) * 1_000, trace);
}

test("runs of one seed agree", () => {
  const { differences, tally } = endOf(check(honest, { from: 1, count: 5 }));
  expect(differences).toEqual([]);
  expect(tally.runs).toBe(5);
});

test("a planted leak is caught, with the first entry that differs and the ten before it", () => {
  const { differences } = endOf(check(leaky(), { from: 3, count: 2 }));
  expect(differences.map(({ seed }) => seed)).toEqual([3, 4]);
  for (const { digests, first } of differences) {
    expect(digests[0]).not.toBe(digests[1]);
    expect(first?.one).not.toBe(first?.other);
    expect(first?.before).toHaveLength(Math.min(10, first?.entry ?? 0));
    expect(first?.before[0]).toMatch(/^0us {2}/);
  }
});

test("what is named is the first entry that differs: all before it are equal", () => {
  const [difference] = endOf(check(leaky(), { from: 3, count: 1 })).differences;
  const entry = difference?.first?.entry ?? -1;
  const traces = [3, 1_003].map((seed) => honest(seed, { keep: "all" }).simulation.trace.entries);
  const numbers = traces.map((entries) => entries.map(({ at, kind, values }) => [at, kind.code, ...values].join(" ")));
  expect(numbers[0]?.slice(0, entry)).toEqual(numbers[1]?.slice(0, entry));
  expect(numbers[0]?.[entry]).not.toBe(numbers[1]?.[entry]);
});

test("a difference that does not come back is reported all the same", () => {
  let runs = 0;
  const once: RunSeed = (seed, trace) => honest(runs++ === 1 ? seed + 1 : seed, trace);
  const { differences } = endOf(check(once, { from: 1, count: 1 }));
  expect(differences).toHaveLength(1);
  expect(differences[0]?.first).toBeUndefined();
});
