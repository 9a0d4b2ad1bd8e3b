import { describe, expect, test } from "vitest";
import { lines, outcomes, requests, tell, timeline } from "./timeline.ts";

const lost = { drop: true } as const;

describe("getting a producer id", () => {
  test("errors that pass are asked past, one constant backoff apart (P-105)", () => {
    const story = {
      init: [{ error: "COORDINATOR_LOAD_IN_PROGRESS" }, { error: "CONCURRENT_TRANSACTIONS" }, { after: 7 }],
    } as const;
    expect(lines(tell(story), "initPid", "produce")).toEqual([
      "0 initPid",
      "100 initPid",
      "200 initPid",
      "207 produce 0/0 a",
    ]);
  });

  test("want of authorization fails what is there, and is asked anew without backoff (P-105)", () => {
    const story = { sends: [0, 60], init: [{ error: "CLUSTER_AUTHORIZATION_FAILED", after: 50 }] } as const;
    expect(lines(tell(story), "initPid", "callback", "produce")).toEqual([
      "0 initPid",
      "50 a ClusterAuthorizationException",
      "50 initPid",
      "60 produce 0/0 b",
      "70 b at 0",
    ]);
  });

  test("a fenced or unexpected answer ends the producer (P-105)", () => {
    const fenced = { init: [{ error: "INVALID_PRODUCER_EPOCH" }] } as const;
    expect(outcomes(fenced)).toEqual(["0 a ProducerFencedException"]);
    expect(outcomes({ init: [{ error: "UNKNOWN_SERVER_ERROR" }] })).toEqual(["0 a KafkaException"]);
    expect(tell(fenced).final).toMatchObject({ fatal: true, pid: -1 });
  });

  test("a lookup of a coordinator goes first and cannot be sent; then the producer id is asked for again (P-26, P-106, producer-measured.md 13)", () => {
    const story = { init: [{ error: "NOT_COORDINATOR" }] } as const;
    expect(lines(tell(story), "initPid", "produce")).toEqual(["0 initPid", "101 initPid", "101 produce 0/0 a"]);
  });

  test("a broker that does not connect costs the backoff twice (producer-measured.md 2)", () => {
    const story = { down: [{ node: 0, from: 0, to: 20 }], end: 600 } as const;
    expect(lines(tell(story), "connect", "refused", "initPid")).toEqual([
      "0 connect",
      "0 refused",
      "100 connect",
      "200 initPid",
    ]);
  });

  test("the request goes to the least loaded broker, another one when the first cannot be reached (P-105, P-119)", () => {
    const story = { brokers: 2, leaders: [0], down: [{ node: 0, from: 0, to: 5_000 }], end: 500 } as const;
    expect(tell(story).events.filter(({ e }) => e === "initPid")).toMatchObject([{ node: 1 }]);
  });
});

describe("callbacks", () => {
  test("they run in the order of appends, at ascending offsets (P-107, P-108)", () => {
    expect(outcomes({ sends: [0, 0, 0], produce: [{ offsets: { "0": 40 } }] })).toEqual([
      "10 a at 40",
      "10 b at 41",
      "10 c at 42",
    ]);
  });

  test("each record has exactly one, whatever happens to its batch (P-110)", () => {
    const story = {
      sends: [0, 1, 2, 3, 4, 5],
      config: { "request.timeout.ms": 60, "delivery.timeout.ms": 200 },
      produce: [lost, { error: "NOT_ENOUGH_REPLICAS" }, lost, { after: 70 }],
    } as const;
    const names = outcomes(story).map((line) => line.split(" ")[1]);
    expect(names.toSorted((a, b) => (String(a) < String(b) ? -1 : 1))).toEqual(["a", "b", "c", "d", "e", "f"]);
  });
});

describe("flush", () => {
  test("it sends what lingers and ends when all that was incomplete at its call is done (P-111)", () => {
    const story = { config: { "linger.ms": 500 }, sends: [0, [3, 1]], flushAt: 5 } as const;
    expect(timeline(story).slice(0, 4)).toEqual(["5 produce p1 0/0 b 0/0 a", "15 b at 0", "15 a at 0", "15 flushed"]);
  });

  test("what is sent after it lingers no less, once it has ended (P-111)", () => {
    const story = { config: { "linger.ms": 50 }, sends: [0, 20], flushAt: 5 } as const;
    expect(timeline(story)).toEqual(["5 produce 0/0 a", "15 a at 0", "15 flushed", "70 produce 0/1 b", "80 b at 100"]);
  });

  test("it does not wait for a batch that is packed anew (P-111)", () => {
    const story = { sends: [0, 0], flushAt: 1, produce: [{ error: "MESSAGE_TOO_LARGE" }] } as const;
    expect(timeline(story)).toEqual([
      "0 produce 0/0 ab",
      "10 flushed",
      "10 produce 0/0 ab",
      "20 a at 100",
      "20 b at 101",
    ]);
  });
});

describe("close", () => {
  test("it takes no more records and waits for what is queued and in flight (P-112)", () => {
    const story = { config: { "linger.ms": 500 }, sends: [0, 30], closeAt: [20, null] } as const;
    expect(timeline(story)).toEqual([
      "20 produce 0/0 a",
      "30 send b threw IllegalStateException",
      "30 a at 0",
      "30 closed",
    ]);
  });

  test("it waits for the request of a batch that expired long ago (P-86, P-112)", () => {
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      produce: [lost],
      closeAt: [20, null],
    } as const;
    expect(lines(tell(story), "callback", "close", "closed")).toEqual([
      "100 a TimeoutException",
      "200 close",
      "200 closed",
    ]);
    // Record a is resent at 110: its request may take until 260, whatever else ends before.
    const resent = {
      config: { "request.timeout.ms": 150, "delivery.timeout.ms": 150 },
      sends: [0, [40, 1]],
      produce: [{ error: "NOT_ENOUGH_REPLICAS" }, { after: 155 }, lost],
      closeAt: [45, null],
    } as const;
    expect(lines(tell(resent), "callback", "close", "closed")).toEqual([
      "150 a TimeoutException",
      "190 b TimeoutException",
      "345 close",
      "345 closed",
    ]);
  });

  test("without a producer id to be had it does not end by itself (P-88, P-112)", () => {
    const story = { down: [{ node: 0, from: 0, to: 99_999 }], closeAt: [20, null], end: 3_000 } as const;
    expect(tell(story).final).toMatchObject({ why: "end", undecided: [0] });
  });

  test("its time over, everything left fails at once (P-113)", () => {
    const story = { produce: [lost], sends: [0, 5], closeAt: [20, 70] } as const;
    expect(outcomes(story)).toEqual(["90 a KafkaException", "90 b KafkaException"]);
    expect(lines(tell(story), "closed")).toEqual(["90 closed"]);
  });

  test("a forced close fails batches in the order of their creation (P-113, P-114)", () => {
    const story = {
      config: { "linger.ms": 500 },
      sends: [
        [0, 2],
        [1, 0],
        [2, 1],
      ],
      closeAt: [9, 0],
    } as const;
    expect(outcomes(story)).toEqual(["9 a KafkaException", "9 b KafkaException", "9 c KafkaException"]);
  });

  test("forced while a request for a producer id waits in the queue, it leaves a fatal state (producer-measured.md 12)", () => {
    const story = { down: [{ node: 0, from: 0, to: 9_000 }], closeAt: [30, 0] } as const;
    expect(tell(story).final).toMatchObject({ fatal: true, why: "closed" });
    expect(tell({ closeAt: [30, 0], sends: [] }).final).toMatchObject({ fatal: false });
  });
});

describe("requests", () => {
  test("partitions of one broker travel in one request, those of another in their own (P-57)", () => {
    const story = { brokers: 2, leaders: [0, 0, 1], config: { "linger.ms": 1 }, sends: [0, [0, 1], [0, 2]] } as const;
    expect(requests(story)).toEqual(["1 produce p1 0/0 b 0/0 a", "1 produce to 1: p2 0/0 c"]);
  });
});
