import { describe, expect, test } from "vitest";
import type { ScenarioInput } from "../../../src/scenarios/spec.ts";
import { broken, ends, logOf, ran } from "../../support/story-run.ts";

type Fault = NonNullable<ScenarioInput["faults"]>[number];

const one = { to: "orders-0", record: "order-1", value: "x" };

const shop = (...faults: readonly Fault[]): Omit<ScenarioInput, "name"> => ({
  producers: [{ name: "shop", sends: [one] }],
  faults: [...faults],
  limits: { time: "10m" },
});

describe("an application that dies", () => {
  test("while it closes, with nothing left to do, ends the run", () => {
    // The answer is in at 12ms, and the producer closes at that instant: the process is gone before it has.
    const closing = shop({ at: "12ms", do: "crash", node: "shop", for: "1s" });
    const report = ran({ ...closing, ties: "lifo", network: { discipline: "datagram", delay: "2ms" } });
    expect(report.outcome).toBe("as-expected");
    expect(report.virtualMicros).toBeLessThan(10_000_000);
  });

  test("after its close changes nothing, and does not end the run of another", () => {
    const report = ran({
      producers: [
        { name: "shop", sends: [one] },
        { name: "late", sends: [{ to: "orders-0", record: "order-2", at: "5s" }] },
      ],
      consumers: [{ name: "reader", topic: "orders", remembersIds: true, every: "1s" }],
      faults: [
        { at: "1s", do: "crash", node: "shop" },
        { at: "2s", do: "crash", node: "shop" },
      ],
    });
    expect(ends(report)).toEqual(["order-1 acked", "order-2 acked"]);
    expect(report.consumers["reader"]?.map(({ record }) => record)).toEqual(["order-1", "order-2"]);
  });

  test("for good leaves what it had sent undecided, and the run comes to its end", () => {
    const report = ran(shop({ at: "11ms", do: "crash", node: "shop" }));
    expect(ends(report)).toEqual(["order-1 undecided"]);
    expect(report.outcome).toBe("as-expected");
  });

  test("twice, the second time for longer, is back when the second time is over", () => {
    const report = ran(
      shop({ at: "11ms", do: "crash", node: "shop", for: "1s" }, { at: "500ms", do: "crash", node: "shop", for: "2s" }),
    );
    expect(report.marks["producer-restarted"]).toBe(1);
    expect(report.deliveries[1]?.atMicros).toBeGreaterThan(2_500_000);
  });

  test("and is told to forget sends nothing again", () => {
    const scenario = shop({ at: "11ms", do: "crash", node: "shop", for: "1s" });
    const report = ran({ ...scenario, producers: [{ name: "shop", sends: [one], onRestart: "forget" }] });
    expect(logOf(report, "orders-0")).toEqual(["order-1"]);
    expect(ends(report)).toEqual(["order-1 undecided"]);
  });
});

describe("a broker that is stopped twice", () => {
  const late = { ...one, at: "700ms" };

  test("is up when the later stop is over, not before", () => {
    const report = ran({
      producers: [{ name: "shop", sends: [late] }],
      faults: [
        { at: "100ms", do: "restart-clean", node: "broker-1", for: "2s" },
        { at: "200ms", do: "restart-kill", node: "broker-1", for: "300ms" },
      ],
    });
    expect(report.marks["broker-restarted"]).toBe(1);
    expect(report.deliveries[0]?.atMicros).toBeGreaterThan(2_100_000);
  });
});

describe("a node that is paused twice", () => {
  test("goes on when the later pause is over", () => {
    const report = ran({
      producers: [{ name: "shop", sends: [{ ...one, at: "400ms" }] }],
      faults: [
        { at: "100ms", do: "pause", node: "shop", for: "2s" },
        { at: "200ms", do: "pause", node: "shop", for: "100ms" },
      ],
    });
    expect(report.deliveries[0]?.atMicros).toBeGreaterThan(2_100_000);
    expect(broken(report)).toEqual([]);
  });
});

describe("a node that goes on after a pause", () => {
  test("meets what has waited in the order in which it came", () => {
    const report = ran({
      producers: [
        {
          name: "shop",
          sends: ["order-1", "order-2", "order-3"].map((record, nth) => ({ ...one, record, at: `${20 + 5 * nth}ms` })),
        },
      ],
      faults: [{ at: "15ms", do: "pause", node: "broker-1", for: "100ms" }],
    });
    expect(logOf(report, "orders-0")).toEqual(["order-1", "order-2", "order-3"]);
    expect(report.marks["rejected-out-of-order"]).toBeUndefined();
    expect(new Set(report.deliveries.map(({ atMicros }) => (atMicros ?? 0) > 115_000))).toEqual(new Set([true]));
  });
});

describe("on a network without delay virtual time passes", () => {
  const config = { "reconnect.backoff.ms": 0, "retry.backoff.ms": 0 };
  const limits = { events: 100_000 };

  test("while a broker that is down refuses connections at the instant at which they are tried", () => {
    const report = ran({
      network: { delay: "0ms" },
      producers: [{ name: "shop", config, sends: [one, { ...one, at: "20ms", record: "order-2" }] }],
      faults: [{ at: "10ms", do: "restart-clean", node: "broker-1", for: "50ms" }],
      limits,
    });
    expect(ends(report)).toEqual(["order-1 acked", "order-2 acked"]);
    expect(report.deliveries[1]?.atMicros).toBeGreaterThanOrEqual(60_000);
    expect(report.outcome).toBe("as-expected");
  });

  test("while a batch that is too large is sent again and again without backoff (P-104)", () => {
    const report = ran({
      topics: { orders: { maxMessageBytes: 10 } },
      network: { delay: "0ms" },
      producers: [
        {
          name: "shop",
          config: { ...config, "linger.ms": 1, "request.timeout.ms": 20, "delivery.timeout.ms": 50 },
          sends: [one, { ...one, record: "order-2" }],
        },
      ],
      limits,
    });
    expect(ends(report)).toEqual(["order-1 TimeoutException", "order-2 TimeoutException"]);
    expect(report.deliveries[0]?.atMicros).toBeGreaterThanOrEqual(50_000);
  });
});

describe("marks of losses", () => {
  const datagrams = { discipline: "datagram", delay: "2ms" } as const;
  const lostBy = (scenario: Omit<ScenarioInput, "name" | "producers">): readonly (number | undefined)[] => {
    const { marks } = ran({ producers: [{ name: "shop", sends: [one, { ...one, record: "order-2" }] }], ...scenario });
    return [marks["request-lost"], marks["response-lost"]];
  };
  const split = (at: string): Fault => ({ at, do: "split", between: ["shop", "broker-1"], for: "100ms" });

  test("count what a split loses, on either way", () => {
    expect(lostBy({ network: datagrams })).toEqual([undefined, undefined]);
    expect(lostBy({ network: datagrams, faults: [split("0ms")] })[0]).toBeGreaterThan(0);
    expect(lostBy({ network: datagrams, faults: [split("1ms")] })).toEqual([undefined, 1]);
  });

  test("count what a full link loses, and what a fault drops once", () => {
    expect(
      lostBy({
        network: { ...datagrams, capacity: 1 },
        faults: [{ at: "0ms", do: "slow", between: ["shop", "broker-1"], by: "40s", for: "1s" }],
      })[0],
    ).toBeGreaterThan(0);
    const dropped = { message: "broker-1>shop Produce response #1", do: "drop" } as const;
    expect(lostBy({ network: datagrams, faults: [dropped] })).toEqual([undefined, 1]);
  });

  test("say nothing of a handshake: a `connect` that is lost is neither request nor response", () => {
    expect(lostBy({ faults: [{ message: "shop>broker-1 connect #1", do: "drop" }] })).toEqual([undefined, undefined]);
  });
});

describe("a mark says that a connection was refused", () => {
  test.each([true, false])("where the broker is down: %s", (down) => {
    const faults: Fault[] = down ? [{ at: "0ms", do: "restart-clean", node: "broker-1", for: "1s" }] : [];
    expect((ran(shop(...faults)).marks["connection-refused"] ?? 0) > 0).toBe(down);
  });
});

test("a limit of events lets exactly as many happen, and cuts off no run that needs no more", () => {
  const events = ran(shop()).events;
  expect(events).toBeGreaterThan(5);
  for (const limit of [events, events + 1]) {
    expect(ran({ ...shop(), limits: { events: limit } })).toMatchObject({ events, outcome: "as-expected" });
  }
  const short = ran({ ...shop(), limits: { events: events - 1 } });
  expect(short).toMatchObject({ events: events - 1, outcome: "limit-reached", limitReached: { of: "events" } });
});

describe("records", () => {
  const keyed = { to: "orders-0", key: "customer-7" };

  test("of one key are records of their own, within a producer and across producers", () => {
    const report = ran({
      producers: [
        { name: "shop", sends: [keyed, keyed] },
        { name: "web", sends: [keyed] },
      ],
    });
    expect(logOf(report, "orders-0").toSorted()).toEqual(["customer-7", "shop-1", "web-0"]);
    expect(broken(report)).toEqual([]);
  });

  test("that a scenario calls by one name are one record, and two copies of it a duplicate", () => {
    const report = ran({ producers: [{ name: "shop", sends: [one, one] }] });
    expect(broken(report)).toEqual(["order-1 breaks stored-once-end-to-end"]);
    expect(report.outcome).toBe("violated");
  });
});
