import { expect, test } from "vitest";
import { prepare } from "../../src/scenarios/compile.ts";
import { run } from "../../src/scenarios/run.ts";
import { broken, ends, logOf, ran, storyNamed, told } from "../support/story-run.ts";

test("called-back-twice: the record that is sent to a fenced producer fails twice, and the one before it once", () => {
  const { violations, marks } = run(prepare(storyNamed("called-back-twice").scenario));
  expect(marks["callback-twice"]).toBe(1);
  expect(ends(told("called-back-twice"))).toEqual([
    "order-1 acked",
    "order-2 ProducerFencedException",
    "order-3 ProducerFencedException",
  ]);
  expect(violations).toMatchObject([
    { property: "callback-once-in-order", subject: "order-3", excuses: ["producer-fenced"] },
  ]);
});

test("called-back-twice: after another fatal error send throws, and each callback runs once", () => {
  const { producers, topics } = storyNamed("called-back-twice").scenario;
  const message = "shop>broker-1 Produce request #2";
  const report = ran({
    producers,
    topics,
    faults: [{ message, do: "error", error: "CLUSTER_AUTHORIZATION_FAILED" }],
  });
  expect(ends(report).slice(1)).toEqual([
    "order-2 ClusterAuthorizationException",
    "order-3 ClusterAuthorizationException",
  ]);
  expect(report.marks["callback-twice"]).toBeUndefined();
  expect(broken(report)).toEqual([]);
});

test("sent-without-a-producer-id: two copies under no producer id, between which nobody can tell", () => {
  const report = told("sent-without-a-producer-id");
  expect(logOf(report, "orders-0")).toEqual(["order-1", "order-3", "order-3"]);
  expect(report.logs["orders-0"]?.map(({ producerId, producerEpoch }) => [producerId, producerEpoch])).toEqual([
    [0, 32_767],
    [-1, -1],
    [-1, -1],
  ]);
  expect(report.marks).toMatchObject({ "sent-without-producer-id": 2, "producer-id-requested": 2 });
  const epochLeft = ran({
    ...storyNamed("sent-without-a-producer-id").scenario,
    producers: storyNamed("sent-without-a-producer-id").scenario.producers.map((one) => ({
      ...one,
      epochsSpent: 32_766,
    })),
    expect: undefined,
  });
  expect(logOf(epochLeft, "orders-0")).toEqual(["order-1", "order-3"]);
  expect(epochLeft.marks["sent-without-producer-id"]).toBeUndefined();
});

test("a producer whose every record is refused spends its epochs, as epochsSpent has it from the start (P-79, P-100)", () => {
  const stream = { to: ["orders-0"], every: "1ms", age: "-2h", count: 32_768 };
  const producers = [{ name: "shop", config: { "batch.size": 1 }, waitsForEach: true, stream }];
  const report = ran({ producers });
  expect(report.deliveries.every(({ error }) => error === "InvalidTimestampException")).toBe(true);
  // The last refusal finds no epoch left: a producer id is asked for again.
  expect(report.marks).toMatchObject({ "epoch-bumped": 32_767, "producer-id-requested": 2 });
});
