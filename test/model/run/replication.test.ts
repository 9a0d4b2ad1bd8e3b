import { describe, expect, test } from "vitest";
import { prepare } from "../../../src/scenarios/compile.ts";
import { run } from "../../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../../src/scenarios/spec.ts";
import { ends, logOf, ran } from "../../support/story-run.ts";

const config = { "batch.size": 1 } as const;
const value = '{"total":99.50}';
const broker = { replication: { lag: "5ms" } } as const;

type Faults = ScenarioInput["faults"];

/** Records sent together at 20ms, over links that take 2ms, to a broker whose follower is 5ms behind. */
function sent(count: number, settings: Readonly<Record<string, string | number>> = {}, faults: Faults = []) {
  const names = Array.from({ length: count }, (_, nth) => `order-${nth + 1}`);
  const sends = names.map((record) => ({ to: "orders-0", record, value, at: "20ms" }));
  return ran({ broker, producers: [{ name: "shop", config: { ...config, ...settings }, sends }], faults });
}

const times = ({ deliveries }: ReturnType<typeof sent>): readonly number[] =>
  deliveries.map(({ atMicros }) => (atMicros ?? -1) / 1_000);

describe("under acks=all", () => {
  test("the answer comes when the follower has the batch; under acks=1 it does not wait (B-70, B-71)", () => {
    // There and back take 4ms; without idempotence the connection is made when the record is sent, in another 4ms.
    expect(times(sent(1))).toEqual([29]);
    expect(times(sent(1, { acks: 1 }))).toEqual([28]);
  });

  test("requests in flight behind one that waits are read one after the other (B-1)", () => {
    expect(times(sent(3))).toEqual([29, 34, 39]);
    expect(times(sent(3, { acks: 1 }))).toEqual([28, 28, 28]);
  });

  test("a follower that fetches nothing holds the answer back for as long", () => {
    const report = sent(1, {}, [{ at: "21ms", do: "follower-stalls", node: "broker-1", for: "1s" }]);
    expect(times(report)).toEqual([1_023]);
    expect(report.marks["batch-retried"]).toBeUndefined();
  });

  test("a follower that stalls for good: the client gives the request up, and the retry is a duplicate that waits as well (B-76)", () => {
    const limits = { "request.timeout.ms": 100, "delivery.timeout.ms": 450, "linger.ms": 0 };
    const report = sent(1, limits, [{ at: "21ms", do: "follower-stalls", node: "broker-1" }]);
    expect(ends(report)).toEqual(["order-1 TimeoutException"]);
    expect(logOf(report, "orders-0")).toEqual(["order-1"]);
    expect(report.marks["duplicate-suppressed"]).toBeGreaterThan(0);
  });

  test("nothing that was acknowledged is lost when the follower takes over, and what was not is sent again in order", () => {
    const report = sent(5, {}, [{ at: "30ms", do: "fail-over", node: "broker-1", for: "1s" }]);
    expect(ends(report)).toEqual([1, 2, 3, 4, 5].map((nth) => `order-${nth} acked`));
    expect(logOf(report, "orders-0")).toEqual([1, 2, 3, 4, 5].map((nth) => `order-${nth}`));
    expect(report.marks).toMatchObject({ "leader-failed-over": 1, "record-truncated": 1 });
    expect(report.violations).toEqual([]);
  });
});

describe("a follower that takes over", () => {
  test("has what it fetched before its leader died, and not what it would have fetched since", () => {
    // Stored at 26ms, fetched at 31ms.
    const lost = (at: string) => sent(1, { acks: 1 }, [{ at, do: "fail-over", node: "broker-1", for: "1s" }]);
    expect(logOf(lost("30ms"), "orders-0")).toEqual([]);
    expect(logOf(lost("32ms"), "orders-0")).toEqual(["order-1"]);
  });

  test("leads no sooner than its leader is found dead", () => {
    const report = sent(1, {}, [{ at: "15ms", do: "fail-over", node: "broker-1", for: "3s" }]);
    expect(times(report)[0]).toBeGreaterThan(3_015);
  });

  test("fetches on from a leader that was only restarted, and nothing is lost", () => {
    const report = sent(1, { acks: 1 }, [{ at: "28ms", do: "restart-kill", node: "broker-1", for: "1s" }]);
    expect(logOf(report, "orders-0")).toEqual(["order-1"]);
    expect(report.marks["record-truncated"]).toBeUndefined();
  });

  test("shows consumers nothing before it has it", () => {
    const scenario = scenarioSchema.parse({
      name: "test",
      broker: { replication: { lag: "100ms" } },
      producers: [{ name: "shop", config: { acks: 1 }, sends: [{ to: "orders-0", record: "order-1" }] }],
      consumers: [{ name: "reader", topic: "orders", remembersIds: false, every: "1ms" }],
      faults: [{ at: "50ms", do: "fail-over", node: "broker-1", for: "1s" }],
    });
    const { simulation } = run(prepare(scenario));
    expect(simulation.truth.marks.counts["record-stored"]).toBe(1);
    expect(simulation.consumers[0]?.applications).toEqual([]);
  });
});

test("a broker that hears late that it leads answers 6 until then, and loses nothing of an idempotent producer that waits", () => {
  const sends = ["order-1", "order-2"].map((record, nth) => ({ to: "orders-0", record, value, at: `${20 + nth}ms` }));
  const report = ran({
    producers: [{ name: "shop", config, sends, waitsForEach: true }],
    faults: [{ at: "0ms", do: "metadata-late", node: "broker-1", for: "1s" }],
  });
  expect(ends(report)).toEqual(["order-1 acked", "order-2 acked"]);
  expect(report.answers.map(({ error }) => error)).toContain("NOT_LEADER_OR_FOLLOWER");
  expect(report.deliveries[0]?.atMicros).toBeGreaterThan(1_000_000);
  expect(report.marks["broker-unaware"]).toBe(1);
});
