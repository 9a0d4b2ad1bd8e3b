import { expect, test } from "vitest";
import { hunt } from "../../src/lab/hunt.ts";
import { prepareForMany, runSeedOf } from "../../src/lab/seeds.ts";
import { run } from "../../src/scenarios/run.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { scenarioOf } from "../../src/scenarios/files.ts";
import { standard } from "../../src/scenarios/stories/standard.ts";
import { endOf } from "../../src/lab/ending.ts";

test("a hunt adds up what its runs have, each by itself", () => {
  const tally = endOf(hunt(runSeedOf(prepareForMany(standard.scenario)), { from: 11, count: 4 }));
  const runs = [11, 12, 13, 14].map((seed) => run(prepare(standard.scenario, { seed })));
  const sum = (counts: readonly (number | undefined)[]): number =>
    counts.reduce<number>((all, one) => all + (one ?? 0), 0);
  expect(tally.runs).toBe(4);
  expect(tally.events).toBe(sum(runs.map(({ events }) => events)));
  expect(tally.marks["duplicate-suppressed"]).toBe(sum(runs.map(({ marks }) => marks["duplicate-suppressed"])));
  expect(tally.faults["drop"]).toBe(runs.flatMap(({ faults }) => faults).filter((fault) => fault.do === "drop").length);
  expect(tally.worst).toBe("nothing");
});

test("a hunt shows after each seed how far it is", () => {
  const engine = hunt(runSeedOf(prepareForMany(standard.scenario)), { from: 1, count: 3 });
  const seen: number[] = [];
  for (const tally of engine) seen.push(tally.runs);
  expect(seen).toEqual([1, 2, 3]);
});

test("failures of one kind share a fingerprint, counted, with the first seed", () => {
  const scenario = scenarioOf({
    name: "twice",
    network: { delay: { from: "1ms", to: "9ms" } },
    producers: [{ name: "shop", sends: [{ to: "orders-0", record: "a" }] }],
    expect: { acked: 3 },
  });
  const tally = endOf(hunt(runSeedOf(prepareForMany(scenario)), { from: 5, count: 6 }));
  expect(tally.fingerprints).toEqual([
    {
      fingerprint: "as-the-scenario-says/acked",
      property: "as-the-scenario-says",
      kind: "safety",
      got: "3 deliveries were to be acked, and 1 are",
      atMicros: expect.any(Number) as number,
      count: 6,
      seed: 5,
      smallest: { seed: 5, faults: 0, records: 1 },
    },
  ]);
  expect(tally.violations).toBe(6);
  expect(tally.worst).toBe("safety");
});

test("a broken liveness property is worse than nothing", () => {
  const scenario = scenarioOf({ ...standard.scenario, limits: { time: "5ms" } });
  const tally = endOf(hunt(runSeedOf(prepareForMany(scenario)), { from: 1, count: 2 }));
  expect(tally.worst).toBe("liveness");
});
