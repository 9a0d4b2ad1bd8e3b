import * as fc from "fast-check";
import { expect, test } from "vitest";
import { type Shape, arbitraries } from "../../src/scenarios/arbitraries.ts";
import { type Overrides, prepare } from "../../src/scenarios/compile.ts";
import { type RunReport, reportOf } from "../../src/scenarios/report.ts";
import { run } from "../../src/scenarios/run.ts";
import type { Scenario } from "../../src/scenarios/spec.ts";
import { Tally, brokenPromises } from "../support/promises.ts";

const generate = arbitraries(fc);
const connected: Shape = { discipline: "tcp", inFlight: [1, 5], mayGiveUp: false, restarts: [] };
const impatient: Shape = { ...connected, mayGiveUp: true };

const report = (scenario: Scenario, overrides: Overrides = {}): RunReport =>
  reportOf(run(prepare(scenario, overrides)), "run generated");

type Check = (scenario: Scenario, tally: Tally) => void;

/** Checks many scenarios of a shape, always the same ones, and adds up what happened in them. */
function checkAll(shape: Shape, runs: number, check: Check, seed = 20_260_801): Tally {
  const tally = new Tally();
  const property = fc.property(generate.scenario(shape), (scenario) => check(scenario, tally));
  fc.assert(property, { numRuns: runs, seed });
  return tally;
}

test("on connections every record is acknowledged, stored once and in order, whatever fails on the way", () => {
  const tally = checkAll(connected, 800, (scenario, seen) => {
    const result = report(scenario);
    seen.add(result.marks);
    expect(brokenPromises(result)).toEqual([]);
    expect(result.deliveries.map(({ outcome }) => outcome)).toEqual(result.deliveries.map(() => "acked"));
    // A client that spins while a partition is held back costs its core, and no record (P-25).
    const others = result.violations.filter(({ property, expected }) => !expected || property !== "no-busy-spin");
    expect(others).toEqual([]);
  });
  const hoped = ["request-lost", "response-lost", "message-delayed", "connection-cut", "network-split"];
  const met = ["batch-retried", "duplicate-suppressed", "connection-closed-by-producer", "rejected-out-of-order"];
  expect(tally.missing([...hoped, ...met])).toEqual([]);
});

test("on connections where records may be given up, each is decided, and stored at most once unless renumbered in doubt", () => {
  const refusedBySend = new Tally();
  const tally = checkAll(impatient, 800, (scenario, seen) => {
    const result = report(scenario);
    seen.add(result.marks);
    for (const { error } of result.deliveries) if (error !== null) refusedBySend.add({ [error]: 1 });
    const renumbered = result.marks["renumbered-in-doubt"] !== undefined;
    if (!renumbered) expect(brokenPromises(result)).toEqual([]);
    expect(result.violations.filter(({ expected, property }) => !expected && property !== hope)).toEqual([]);
    expect(result.deliveries.filter(({ outcome }) => outcome === "undecided")).toEqual([]);
  });
  const met = [
    "failed",
    "acknowledged",
    "delivery-timed-out",
    "failed-but-stored",
    "epoch-bumped",
    "duplicate-suppressed",
  ];
  expect(tally.missing([...met, "request-lost", "response-lost", "connection-cut", "network-split"])).toEqual([]);
  expect(refusedBySend.missing(["RecordTooLargeException", "BufferExhaustedException"])).toEqual([]);
  // The exception is one: nearly all of the sample was held to the whole promise.
  expect(tally.counts["renumbered-in-doubt"] ?? 0).toBeLessThan(tally.runs / 20);
});

test("on datagrams with one request in flight it is the same", () => {
  const shape: Shape = { discipline: "datagram", inFlight: [1, 1], mayGiveUp: true, restarts: [] };
  const tally = checkAll(shape, 800, (scenario, seen) => {
    const result = report(scenario);
    seen.add(result.marks);
    expect(brokenPromises(result)).toEqual([]);
    expect(result.violations.filter(({ expected }) => !expected)).toEqual([]);
  });
  const met = ["batch-retried", "duplicate-suppressed", "rejected-out-of-order", "failed-but-stored", "epoch-bumped"];
  const hoped = ["request-lost", "response-lost", "request-duplicated", "response-duplicated", "message-delayed"];
  expect(tally.missing([...met, ...hoped])).toEqual([]);
});

test("on datagrams with five in flight the promise does break, and each time for a reason that is named", () => {
  const patient: Shape = { discipline: "datagram", inFlight: [2, 5], mayGiveUp: false, restarts: [] };
  const reasons = new Tally();
  const check = (scenario: Scenario): void => {
    const result = run(prepare(scenario));
    expect(result.end).toBe("settled");
    for (const { property, excuses } of result.violations) {
      if (property !== hope) expect(excuses).not.toEqual([]);
      // Alone: that other reasons apply as well would show nothing.
      if (excuses.length === 1) reasons.add({ [`${property} with ${excuses[0]}`]: 1 });
    }
  };
  checkAll(patient, 700, check);
  // The rarest of the reasons comes alone once in some thousands of runs; with this seed it comes early.
  checkAll({ ...patient, mayGiveUp: true, restarts: ["broker", "producer"] }, 3_000, check, 2);
  const seen = [
    "acknowledged-exactly-once with renumbered-in-doubt",
    "order-as-sent with first-contact-overtaken",
    "callback-once-in-order with answers-out-of-turn",
    "callback-once-in-order with delivery-timed-out",
    "callback-once-in-order with renumbered-in-doubt",
    "no-acknowledged-gap with producer-crashed",
    "every-send-decided with producer-crashed",
  ];
  expect(reasons.missing(seen)).toEqual([]);
});

const profiles = ["kafka-4.5", "kafka-2.4", "kafka-1.0", "kafka-0.11", "documented"];
test.each(profiles)("no broker that ships breaks a promise on connections: %s", (brokerProfile) => {
  checkAll({ ...impatient, restarts: ["broker", "producer"] }, 300, (scenario) => {
    const result = run(prepare(scenario, { brokerProfile }));
    expect(result.violations.filter(({ property, excuses }) => property !== hope && excuses.length === 0)).toEqual([]);
  });
});

test("that a restart of the producer can duplicate is found, and shrinks to one crash between the append and the answer", () => {
  const shape: Shape = { ...connected, restarts: ["producer"] };
  const property = fc.property(generate.scenario(shape), (scenario) => {
    return !report(scenario).violations.some((violation) => violation.property === hope);
  });
  const found = fc.check(property, { numRuns: 2_000, seed: 7 });
  expect(found.failed).toBe(true);
  const smallest = found.counterexample?.[0] as Scenario;
  expect(smallest.faults).toEqual([expect.objectContaining({ do: "crash", node: "shop", for: "0ms" })]);
  expect(smallest.producers[0]?.sends).toHaveLength(1);
  const result = report(smallest);
  expect(result.logs["orders-0"]?.map(({ record, producerId }) => [record, producerId])).toEqual([
    ["order-1", 0],
    ["order-1", 1],
  ]);
  expect(report({ ...smallest, faults: [] }).violations).toEqual([]);
});

test("shrinking takes faults out of the plan: a lost answer among others is found alone", () => {
  const property = fc.property(generate.scenario(connected), (scenario) => {
    const { marks, faults } = report(scenario);
    const answersLost = faults.some(
      (fault) => "message" in fault && /Produce response .* drop/.test(`${fault.message} ${fault.do}`),
    );
    return !answersLost || marks["duplicate-suppressed"] === undefined;
  });
  const smallest = fc.check(property, { numRuns: 2_000, seed: 7 }).counterexample?.[0] as Scenario;
  expect(smallest.faults).toEqual([{ message: "broker-1>shop Produce response #1", do: "drop" }]);
  expect(smallest.producers[0]?.sends).toHaveLength(1);
});

const hope = "stored-once-end-to-end";
