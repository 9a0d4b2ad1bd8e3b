import * as fc from "fast-check";
import { expect, test } from "vitest";
import { shrunk } from "../../src/lab/shrink.ts";
import { smallerScenarios } from "../../src/lab/smaller/index.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { scenarioOf } from "../../src/scenarios/files.ts";
import { run } from "../../src/scenarios/run.ts";
import type { Scenario } from "../../src/scenarios/spec.ts";

const withoutOne = function* (list: readonly number[]): Generator<readonly number[]> {
  for (let at = 0; at < list.length; at++) yield list.filter((_, place) => place !== at);
};

test("what is left keeps what it is about, and loses it in every single step that is left", () => {
  const needsBoth = (list: readonly number[]): boolean => list.some((one) => one > 50) && list.some((one) => one < 10);
  const lists = fc.array(fc.integer({ min: 0, max: 100 }), { maxLength: 20 }).filter(needsBoth);
  fc.assert(
    fc.property(lists, (list) => {
      const smallest = shrunk(list as readonly number[], withoutOne, needsBoth);
      expect(needsBoth(smallest)).toBe(true);
      expect([...withoutOne(smallest)].filter(needsBoth)).toEqual([]);
    }),
    { numRuns: 200, seed: 5 },
  );
});

const crowded = scenarioOf({
  name: "crowded",
  producers: [
    {
      name: "shop",
      config: { "enable.idempotence": false },
      sends: ["a", "b", "c", "d"].map((record, at) => ({ to: "orders-0", record, at: `${20 + 13 * at}ms` })),
    },
    { name: "bystander", sends: [{ to: "orders-0", record: "z" }] },
  ],
  consumers: [{ name: "reader", topic: "orders", remembersIds: true }],
  faults: [
    { message: "shop>broker-1 Produce request #1", do: "delay", by: "137ms" },
    { message: "broker-1>shop Produce response #3", do: "delay", by: "31.234s" },
    { at: "3.217s", do: "slow", between: ["shop", "broker-1"], by: "17ms", for: "1.999s" },
    { at: "40s", do: "split", between: ["shop", "broker-1"], for: "2345ms" },
  ],
});

const doubled = (scenario: Scenario): boolean => {
  const { violations } = run(prepare(scenario));
  return violations.some(({ property }) => property === "acknowledged-exactly-once");
};

test("a duplicate among other troubles comes down to one record and one lost answer", () => {
  expect(doubled(crowded)).toBe(true);
  const smallest = shrunk(crowded, smallerScenarios, doubled);
  expect(smallest.faults).toEqual([{ message: "broker-1>shop Produce response #1", do: "drop" }]);
  expect(smallest.producers.map(({ name, sends }) => [name, sends?.length])).toEqual([["shop", 1]]);
  expect(smallest.consumers).toEqual([]);
  expect([...smallerScenarios(smallest)].filter(doubled)).toEqual([]);
});

test("settings are what a counterexample is about: no step touches them", () => {
  const configs = (scenario: Scenario): string =>
    JSON.stringify(scenario.producers.map(({ name, config }) => [name, config]));
  const kept = [...smallerScenarios(crowded)].filter(({ producers }) => producers.length === 2);
  expect(kept.length).toBeGreaterThan(20);
  for (const smaller of kept) expect(configs(smaller)).toBe(configs(crowded));
});

test("where every step is taken, the end is one record, nothing that goes wrong and round times", () => {
  let steps = 0;
  const smallest = shrunk(crowded, smallerScenarios, () => ++steps < 10_000);
  expect(steps).toBeLessThan(100);
  expect(smallest.faults).toEqual([]);
  expect(smallest.producers.map(({ sends }) => sends?.map(({ at }) => at))).toEqual([["0ms"]]);
});
