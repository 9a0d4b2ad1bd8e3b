import { expect, test } from "vitest";
import { BadInput } from "../../src/scenarios/bad-input.ts";
import { type SimulateOptions, simulate } from "../../src/scenarios/simulate.ts";
import type { ScenarioInput } from "../../src/scenarios/spec.ts";

/** Calls `simulate` as JavaScript can, past the types. */
const called = (what: unknown, options?: unknown) => simulate(what as string, options as SimulateOptions);

const mistakes: readonly (readonly [options: unknown, says: string])[] = [
  [{ sed: 7 }, "sed is no option of simulate; did you mean seed?"],
  [{ keepHistory: true }, "keepHistory is no option of simulate; the options are seed, config, profiles"],
  [{ seed: "7" }, 'seed is "7", and must be a whole number from 0 to 9007199254740991'],
  [{ seed: 1.5 }, "seed is 1.5, and must be"],
  [{ seed: -1 }, "seed is -1, and must be"],
  [{ seed: null }, "seed is null, and must be"],
  [{ seed: 2 ** 53 }, "seed is 9007199254740992, and must be"],
  [{ config: "acks=1" }, 'config is "acks=1", and must be an object of settings'],
  [{ config: ["acks"] }, "config is a list, and must be"],
  [{ config: new Map([["acks", "1"]]) }, "config is a Map, and must be"],
  [{ config: { acks: {} } }, 'config["acks"] is an object, and must be a text, a number, true or false'],
  [{ config: { "bootstrap.servers": [1] } }, 'config["bootstrap.servers"] is a list, and must be'],
  [{ config: { "linger.ms": () => 5 } }, 'config["linger.ms"] is a function, and must be'],
  [{ profiles: "kafka-2.4" }, 'profiles is "kafka-2.4", and must be an object, such as { broker: "kafka-2.4" }'],
  [{ profiles: { brokers: "kafka-2.4" } }, "profiles.brokers is no option of simulate; did you mean profiles.broker?"],
  [{ profiles: { broker: 2.4 } }, "profiles.broker is 2.4, and must be the name of a profile"],
  [{ profiles: { broker: "kafka-2.5" } }, 'no broker profile is called "kafka-2.5"; did you mean'],
  [{ profiles: { producer: "java" } }, 'no producer profile is called "java"; did you mean'],
  ["seed 7", 'the options are "seed 7", and must be an object'],
  [null, "the options are null, and must be an object"],
];

test.each(mistakes)("options %j are refused with one line", (options, says) => {
  expect(() => called("lost-ack", options)).toThrow(BadInput);
  expect(() => called("lost-ack", options)).toThrow(says);
});

test.each([
  [7, "is 7"],
  [undefined, "is undefined"],
  [[], "is a list"],
  [null, "is null"],
])("%j is nothing that can be simulated", (what, says) => {
  expect(() => called(what)).toThrow(`what to simulate ${says}, and must be the name of a story or a scenario`);
});

test("what the options may hold is taken, and what is undefined is as if it were not there", () => {
  const config = { "linger.ms": 5n, acks: "all", "enable.idempotence": true, "bootstrap.servers": ["a:1"] } as const;
  expect(simulate("lost-ack", { config, profiles: {} }).config["shop"]).toMatchObject({ "linger.ms": "5" });
  const nothing = called("lost-ack", { seed: undefined, config: undefined, profiles: { broker: undefined } });
  expect(nothing.digest).toBe(simulate("lost-ack").digest);
});

test("a mistake in a scenario in code is told with the keys that lead there", () => {
  const scenario: ScenarioInput = { name: "mine", producers: [{ name: "shop", sends: [{ to: "orders-0" }] }] };
  const message = "shop>broker-1 Produce request #1";
  expect(() => simulate({ ...scenario, faults: [{ message, do: "duplicate", after: "1ms" }] })).toThrow(
    "the scenario: faults[0].do is duplicate, but a tcp network delivers no message twice",
  );
  expect(() => simulate({ ...scenario, producers: [{ name: "shop", config: { acks: "2" } }] })).toThrow(
    "the scenario: producers[0].config.acks: settings of shop: acks must be one of",
  );
});

test("what a user may not expect of his settings is in the report", () => {
  const { notices } = called("lost-request", { config: { acks: 1, "linger.mss": 5 } });
  expect(notices).toMatchObject([
    { producer: "shop", kind: "unknown-key", key: "linger.mss" },
    { producer: "shop", kind: "idempotence-off", key: "acks" },
  ]);
  expect(simulate("lost-request").notices).toEqual([]);
});

test("a violation says what gives the same run again, with all that was laid over it", () => {
  const { violations } = simulate("lost-ack", { config: { "enable.idempotence": false, "linger.ms": 1n } });
  expect(violations[0]?.replay).toBe(
    'simulate("lost-ack", {"config":{"enable.idempotence":false,"linger.ms":"1"},"seed":1})',
  );
  expect(simulate("no-idempotence").violations[0]?.replay).toBe("npx onceproof run no-idempotence --seed 1");
});
