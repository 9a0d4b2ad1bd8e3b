import { describe, expect, test } from "vitest";
import { findingsOf } from "../../../src/lab/fingerprint.ts";
import { type Case, isExplicit, runCase, stepsOf } from "../../../src/lab/shrinking/case.ts";
import { Judge } from "../../../src/lab/shrinking/judge.ts";
import { axesFor, failureIn } from "../../../src/lab/shrinking/search.ts";
import { prepare } from "../../../src/scenarios/compile.ts";
import { scenarioOf } from "../../../src/scenarios/files.ts";
import { reportOf } from "../../../src/scenarios/report.ts";
import { run } from "../../../src/scenarios/run.ts";
import { stories } from "../../../src/scenarios/stories/index.ts";
import type { Scenario } from "../../../src/scenarios/spec.ts";
import { busyRun, reproduced, searched, smallestOf } from "../../support/failing.ts";

const story = (name: string): Scenario => {
  const found = stories.find((known) => known.name === name);
  if (found === undefined) throw new Error(`there is no story ${name}`);
  return found.scenario;
};

const fingerprintsOf = (subject: Case): readonly string[] =>
  findingsOf(runCase(subject)).map(({ fingerprint }) => fingerprint);

const doubled = "stored-once-end-to-end/second-copy/producer-restarted";
const swapped = "order-as-sent/overtaken/not-idempotent";

describe("a busy run", () => {
  const failure = failureIn(busyRun(3));
  const states = searched(failure);
  const { smallest } = states.at(-1) as (typeof states)[number];

  test("comes down to one record and one crash, with everything else as it is by default", () => {
    expect(failure.finding.fingerprint).toBe(doubled);
    expect(failure.subject.scenario.faults.length).toBeGreaterThan(8);
    expect(stepsOf(smallest)).toBe(2);
    const { faults, producers, consumers, topics, network } = smallest.scenario;
    expect(faults).toMatchObject([{ do: "crash", node: "shop" }]);
    expect(producers.map(({ name, config, sends }) => [name, config, sends?.length])).toEqual([["shop", {}, 1]]);
    expect([consumers, topics, network.delay]).toEqual([[], {}, "2ms"]);
  });

  test("keeps its failure in every state on the way", () => {
    const on = states.filter(({ kept }, at) => kept > (states[at - 1]?.kept ?? 0));
    expect(on.length).toBeGreaterThan(5);
    for (const state of on) expect(fingerprintsOf(state.smallest)).toContain(doubled);
  });

  test("leaves nothing to chance: no tapes, and the scenario alone is the run, whatever the seed", () => {
    expect(isExplicit(smallest)).toBe(true);
    const { digest } = runCase(smallest);
    for (const seed of [1, 2, 99]) expect(run(prepare(smallest.scenario, { seed })).digest).toBe(digest);
  });

  test("cannot be made smaller by any single step on any axis", () => {
    const judge = new Judge(failure);
    const steps = axesFor(failure).flatMap(({ steps: of }) => [...of(smallest)]);
    expect(steps.length).toBeGreaterThan(3);
    expect(steps.filter(judge.keeps)).toEqual([]);
    // The judge is not deaf.
    expect(judge.keeps(failure.subject)).toBe(true);
  });

  test("comes to the same end however often, and from wherever it was interrupted", () => {
    expect(searched(failureIn(busyRun(3))).at(-1)).toEqual(states.at(-1));
    for (const part of [0.1, 0.4, 0.7, 0.95]) {
      // As it comes back from a file.
      const left = JSON.parse(JSON.stringify(states[Math.floor(states.length * part)])) as (typeof states)[number];
      const resumed = searched(failure, left).at(-1);
      expect(resumed?.smallest).toEqual(smallest);
      expect(resumed?.tried).toBe(states.at(-1)?.tried);
    }
  });
});

test("of several failures the named one is kept, and each comes to something else", () => {
  const twofold = scenarioOf({
    name: "twofold",
    producers: [
      { name: "shop", sends: [{ to: "orders-0", record: "a" }] },
      {
        name: "till",
        config: { "enable.idempotence": false, "batch.size": 1 },
        sends: [
          { to: "orders-0", record: "first" },
          { at: "20ms", to: "orders-0", record: "b" },
          { at: "21ms", to: "orders-0", record: "c" },
        ],
      },
    ],
    faults: [
      { at: "11ms", do: "crash", node: "shop", for: "1s" },
      { message: "till>broker-1 Produce request #2", do: "error", error: "NOT_LEADER_OR_FOLLOWER" },
    ],
  });
  const repro = reproduced(twofold);
  const senders = (fingerprint: string): readonly string[] =>
    smallestOf(repro, fingerprint).scenario.producers.map(({ name }) => name);
  expect(senders(doubled)).toEqual(["shop"]);
  expect(senders(swapped)).toEqual(["till"]);
});

describe("a run whose delays are drawn", () => {
  // Where delays are drawn a datagram overtakes another one; where all take the same time none does.
  const drawn = reproduced(
    scenarioOf({
      name: "overtaking",
      network: { discipline: "datagram", delay: { from: "1ms", to: "9ms" } },
      producers: [
        {
          name: "shop",
          config: { "enable.idempotence": false, "batch.size": 1 },
          stream: { count: 12, every: "1ms", to: ["orders-0"] },
        },
      ],
    }),
    1,
  );
  const failure = failureIn(drawn, swapped);

  test("is the same run with its delays written out, each as a fault at the message that was late", () => {
    const delays = axesFor(failure).find(({ name }) => name === "delays");
    const [writtenOut] = [...(delays?.steps(failure.subject) ?? [])];
    if (writtenOut === undefined) throw new Error("no delays were written out");
    expect(writtenOut.scenario.network.delay).toMatch(/^\d+us$/);
    expect(writtenOut.scenario.faults.length).toBeGreaterThan(15);
    expect(new Set(writtenOut.scenario.faults.map(({ do: kind }) => kind))).toEqual(new Set(["delay"]));
    const [told, untold] = [writtenOut, failure.subject].map((subject) => reportOf(runCase(subject), "").deliveries);
    expect(told).toHaveLength(12);
    expect(told).toEqual(untold);
  });

  test("comes down to the one message that had to be late, and what is late for good is lost: the simplest fault", () => {
    expect(Object.keys(drawn.tapes).length).toBeGreaterThan(0);
    const small = smallestOf(drawn, swapped);
    expect(isExplicit(small)).toBe(true);
    expect(small.scenario.faults).toEqual([{ message: "shop>broker-1 Produce request #1", do: "drop" }]);
    expect(stepsOf(small)).toBe(3);
  });
});

test("what a story means to show is a failure like any other; what a promise allows for is none unless it is named", () => {
  expect(failureIn(reproduced(story("producer-restart"))).finding.fingerprint).toBe(doubled);
  const allowed = "every-send-decided/undecided/producer-crashed";
  const repro = reproduced(story("producer-restart"));
  expect(failureIn(repro, allowed).finding.fingerprint).toBe(allowed);
  expect(stepsOf(smallestOf(repro, allowed))).toBe(2);
});

test("a run in which nothing is wrong is refused, and so is a failure that is not there", () => {
  const sound = reproduced(story("lost-ack"));
  expect(() => failureIn(sound)).toThrow("shows no failure, so that there is nothing to make smaller");
  expect(() => failureIn(sound, doubled)).toThrow(`does not show ${doubled}; it shows no failure at all`);
  const restarted = reproduced(story("producer-restart"));
  expect(() => failureIn(restarted, "order-as-sent/swapped/unexplained")).toThrow(/; it shows .*producer-restarted/);
});

test("expectations that count records keep them all; those about any run do not", () => {
  const base = scenarioOf({
    name: "expecting",
    producers: [{ name: "shop", sends: ["a", "b", "c"].map((record) => ({ to: "orders-0", record })) }],
    faults: [{ message: "broker-1>shop Produce response #1", do: "drop" }],
  });
  const counting = reproduced({ ...base, expect: expectation({ acked: 2 }) });
  expect(failureIn(counting).finding.fingerprint).toBe("as-the-scenario-says/acked");
  expect(stepsOf(smallestOf(counting))).toBe(3);
  const late = reproduced({ ...base, expect: expectation({ decidedWithin: "1s", entries: { "orders-0": 3 } }) });
  expect(failureIn(late).finding.fingerprint).toBe("as-the-scenario-says/decided-late");
  const small = smallestOf(late);
  expect(stepsOf(small)).toBe(2);
  expect(small.scenario.expect).toMatchObject({ decidedWithin: "1s", entries: {} });
});

const expectation = (wanted: Partial<NonNullable<Scenario["expect"]>>): Scenario["expect"] => ({
  violations: [],
  holds: [],
  entries: {},
  marks: [],
  atMost: {},
  limit: false,
  ...wanted,
});
