import { describe, expect, test } from "vitest";
import { lines, outcomes, reportOf, requests, tell, timeline } from "./timeline.ts";

const lost = { drop: true } as const;
const moved = { error: "NOT_LEADER_OR_FOLLOWER" } as const;

describe("passes of the sender's loop", () => {
  test("a producer id is asked for before anything is sent, and nothing is drained meanwhile (P-14, P-15, P-16)", () => {
    const story = { sends: [0, 1], init: [{ after: 50 }] } as const;
    expect(lines(tell(story), "initPid", "initAnswer", "produce")).toEqual([
      "0 initPid",
      "50 initAnswer",
      "50 produce 0/0 ab",
    ]);
    // The very first pass asks, before there is anything to send.
    expect(lines(tell({ sends: [50] }), "initPid", "produce")).toEqual(["0 initPid", "50 produce 0/0 a"]);
  });

  test("nor does anything expire while a request for a producer id is in flight (P-16, P-88)", () => {
    const story = {
      config: { "request.timeout.ms": 1_000, "delivery.timeout.ms": 1_000 },
      init: [{ error: "REQUEST_TIMED_OUT", after: 700 }, { after: 800 }],
      end: 1_700,
    } as const;
    expect(lines(tell(story), "initPid", "produce", "callback")).toEqual([
      "0 initPid",
      "800 initPid",
      "1600 a TimeoutException",
      "1600 produce 0/0 a",
    ]);
  });

  test("without idempotence no producer id is asked for, and nothing is numbered (P-15)", () => {
    const story = { config: { "enable.idempotence": false } } as const;
    expect(lines(tell(story), "initPid", "produce")).toEqual(["0 produce none/-1 a"]);
  });

  test("a request for a producer id that is repeated sleeps a constant backoff first (P-17, P-105)", () => {
    const story = {
      config: { "retry.backoff.ms": 100, "retry.backoff.max.ms": 1_000 },
      init: [{ error: "COORDINATOR_LOAD_IN_PROGRESS" }, { error: "REQUEST_TIMED_OUT" }, {}],
    } as const;
    expect(lines(tell(story), "initPid")).toEqual(["0 initPid", "100 initPid", "200 initPid"]);
  });

  test("a batch that lingers wakes the loop when its time has come, not before (P-18, P-24)", () => {
    expect(requests({ config: { "linger.ms": 40 }, sends: [5, 7] })).toEqual(["45 produce 0/0 ab"]);
  });

  test("an answer is handled in the poll that brings it, and a late request after it (P-20)", () => {
    const story = {
      sends: [0, 5],
      config: { "request.timeout.ms": 100 },
      produce: [{ after: 105 }, lost],
      end: 150,
    } as const;
    expect(lines(tell(story), "answer", "callback", "close")).toEqual(["105 answer", "105 a at 0"]);
  });

  test("a request is late when more than its timeout has passed, not as much (P-19, P-22, P-23)", () => {
    const story = { sends: [0, 5], config: { "request.timeout.ms": 100 }, produce: [lost, lost], end: 200 } as const;
    expect(lines(tell(story), "close")).toEqual(["105 close"]);
    expect(lines(tell({ ...story, sends: [0] }), "close")).toEqual([]);
    expect(lines(tell({ ...story, sends: [0], overshoot: 1 }), "close")).toEqual(["101 close"]);
  });

  test("a poll that writes returns at once, so that two brokers are served at one instant (P-24)", () => {
    const story = { brokers: 2, leaders: [0, 1], sends: [0, [0, 1]] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a", "0 produce to 1: p1 0/0 b"]);
  });

  test("a sender that spins in front of a batch it must not send still notices time (P-25)", () => {
    const story = {
      config: { "request.timeout.ms": 200, "delivery.timeout.ms": 300 },
      sends: [0, 1, 2, 250],
      produce: [{ error: "NOT_ENOUGH_REPLICAS" }, { error: "OUT_OF_ORDER_SEQUENCE_NUMBER" }, lost, lost],
      end: 320,
    } as const;
    expect(outcomes(story)).toEqual([
      "300 a TimeoutException",
      "301 b TimeoutException",
      "302 c TimeoutException",
      "313 d at 500",
    ]);
  });
});

describe("connections", () => {
  test("a refused connection is tried again after its backoff, and the records stay queued (P-28, P-29)", () => {
    const story = { config: { "enable.idempotence": false }, down: [{ node: 0, from: 0, to: 120 }] } as const;
    expect(lines(tell(story), "connect", "refused", "produce")).toEqual([
      "0 connect",
      "0 refused",
      "50 connect",
      "50 refused",
      "100 connect",
      "100 refused",
      "150 connect",
      "150 produce none/-1 a",
    ]);
  });

  test("the backoff between attempts doubles up to its cap, and begins anew once connected (P-29)", () => {
    const story = {
      config: { "enable.idempotence": false, "reconnect.backoff.ms": 50, "reconnect.backoff.max.ms": 200 },
      down: [
        { node: 0, from: 0, to: 400 },
        { node: 0, from: 1_000, to: 1_010 },
      ],
      sends: [0, 1_100],
      end: 2_000,
    } as const;
    expect(lines(tell(story), "connect")).toEqual([
      "0 connect",
      "50 connect",
      "150 connect",
      "350 connect",
      "550 connect",
      "1050 connect",
    ]);
  });

  test("a connection that cannot be set up in time counts as lost (P-61)", () => {
    const story = {
      config: {
        "enable.idempotence": false,
        "socket.connection.setup.timeout.ms": 20,
        "socket.connection.setup.timeout.max.ms": 80,
      },
      connectDelay: 50,
    } as const;
    expect(lines(tell(story), "connect", "close", "produce")).toEqual([
      "0 connect",
      "40 close",
      "90 connect",
      "140 produce none/-1 a",
    ]);
  });

  test("while a metadata update is due no broker is used; its answer is not waited for (P-27, P-30)", () => {
    const story = { sends: [0, 5, [100, 1], 150], produce: [moved], metadata: [{ after: 500 }] } as const;
    expect(lines(tell(story), "metadata", "produce")).toEqual([
      "0 produce 0/0 a",
      "5 produce 0/1 b",
      "100 metadata",
      "100 produce p1 0/0 c",
      "110 produce 0/0 a",
      "150 produce 0/2 d",
    ]);
  });

  test("a lost connection asks for metadata, as an error that speaks of a stale leader does (P-30)", () => {
    const quiet = { config: { "enable.idempotence": false, retries: 0 }, end: 400 } as const;
    const idle = { ...quiet, down: [{ node: 0, from: 200, to: 201 }] };
    expect(lines(tell(idle), "callback", "gone", "metadata")).toEqual(["10 a at 0", "200 gone", "250 metadata"]);
    expect(lines(tell({ ...quiet, produce: [{ ...moved, after: 200 }] }), "metadata")).toEqual(["200 metadata"]);
    expect(lines(tell({ ...quiet, produce: [{ error: "INVALID_RECORD", after: 200 }] }), "metadata")).toEqual([]);
  });

  test("updates of metadata keep a distance that grows while they bring nothing new (P-31)", () => {
    const story = {
      config: { "retry.backoff.ms": 100, "retry.backoff.max.ms": 800 },
      produce: Array.from({ length: 8 }, () => moved),
      end: 2_000,
    };
    expect(lines(tell(story), "metadata")).toEqual([
      "100 metadata",
      "200 metadata",
      "400 metadata",
      "800 metadata",
      "1600 metadata",
    ]);
  });

  test("a partition without a leader keeps its batch and asks for metadata until it has one (P-32, P-89)", () => {
    const story = { leaders: [-1], leaderChanges: [{ at: 250, p: 0, leader: 0, epoch: 1 }] } as const;
    expect(requests(story)).toEqual(["300 produce 0/0 a"]);
    const dead = { leaders: [-1], config: { "request.timeout.ms": 300, "delivery.timeout.ms": 300 } } as const;
    expect(timeline(dead)).toEqual(["300 a TimeoutException"]);
  });

  test("a leader that is no known broker counts as none: metadata is asked for as long as a record waits for it (P-32)", () => {
    const story = { leaders: [7], leaderChanges: [{ at: 250, p: 0, leader: 0, epoch: 1 }], end: 900 } as const;
    expect(lines(tell(story), "metadata", "produce")).toEqual([
      "100 metadata",
      "200 metadata",
      "300 metadata",
      "300 produce 0/0 a",
    ]);
    expect(lines(tell({ ...story, sends: [] }), "metadata")).toEqual([]);
  });

  test("metadata with a partition that has no leader is asked for again, needed or not (producer-measured.md 4)", () => {
    const story = {
      sends: [0, [0, 1]],
      produce: [{ errors: { "0": "NOT_LEADER_OR_FOLLOWER" } }],
      leaderChanges: [
        { at: 50, p: 1, leader: -1, epoch: 1 },
        { at: 450, p: 1, leader: 0, epoch: 2 },
      ],
    } as const;
    const asked = ["100 metadata", "200 metadata", "300 metadata", "400 metadata", "500 metadata"];
    expect(lines(tell(story), "metadata")).toEqual(asked);
  });

  test("an answer that names a newer leader is believed at once, and the retry goes there without backoff (P-33, P-78)", () => {
    const story = {
      brokers: 2,
      produce: [{ ...moved, leader: { "0": { id: 1, epoch: 1 } } }],
      leaderChanges: [{ at: 5, p: 0, leader: 1, epoch: 1 }],
    } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a", "10 produce to 1: 0/0 a"]);
    const stale = { ...story, produce: [{ ...moved, leader: { "0": { id: 1, epoch: 0 } } }] } as const;
    expect(requests(stale)).toEqual(["0 produce 0/0 a", "100 produce to 1: 0/0 a"]);
  });

  test("a broker that throttles is left alone, and what is in flight there does not age (P-34)", () => {
    const story = {
      config: { "request.timeout.ms": 100 },
      sends: [0, 1, 20],
      produce: [{ throttle: 200 }, { after: 250 }],
    } as const;
    expect(lines(tell(story), "produce", "close")).toEqual(["0 produce 0/0 a", "1 produce 0/1 b", "210 produce 0/2 c"]);
    const unthrottled = { ...story, produce: [{}, { after: 250 }], end: 150 } as const;
    expect(lines(tell(unthrottled), "close")).toHaveLength(1);
  });

  test("a ready broker that cannot be used yet is looked at again when it can be, whatever else comes later (P-52)", () => {
    const story = { sends: [0, 20], produce: [{ throttle: 60 }, { after: 500 }], end: 90 } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a", "70 produce 0/1 b"]);
  });

  test("a lost answer blocks those behind it on its connection until that is given up (P-35, P-61)", () => {
    const story = { sends: [0, 10], config: { "request.timeout.ms": 300 }, produce: [lost, {}] } as const;
    expect(outcomes(story)).toEqual(["420 a at 200", "430 b at 300"]);
  });

  test("all requests of a lost connection end together, metadata and producer id included (P-61, P-62)", () => {
    const story = { init: [{ disconnect: true, after: 30 }], sends: [0] } as const;
    const trace = tell(story);
    expect(lines(trace, "initPid", "gone", "connect")).toEqual([
      "0 connect",
      "0 initPid",
      "30 gone",
      "100 connect",
      "200 initPid",
    ]);
    expect(lines(trace, "produce")).toHaveLength(1);
  });

  test("the least loaded broker is the first one that can take a request and has none in flight (P-105, P-119)", () => {
    const idle = { brokers: 2, leaders: [0], sends: [0, 20], produce: [{}, moved], metadata: [{}] } as const;
    expect(tell(idle).events.filter(({ e }) => e === "metadata")).toMatchObject([{ node: 0 }]);
    const busy = { brokers: 2, leaders: [0, 1], sends: [[0, 1], 1, [2, 1]], produce: [{}, lost, moved] } as const;
    expect(tell({ ...busy, end: 300 }).events.filter(({ e }) => e === "metadata")).toMatchObject([{ node: 1 }]);
    // Two requests in flight at broker 0, one at broker 1.
    const busier = {
      brokers: 2,
      leaders: [0, 1, 1],
      sends: [[0, 1], 11, 12, [13, 2]],
      produce: [moved, lost, lost, lost],
      end: 105,
    } as const;
    expect(tell(busier).events.filter(({ e }) => e === "metadata")).toMatchObject([{ node: 1 }]);
  });

  test("requests of one connection are limited, whatever their kind, and the newest must be written (P-56)", () => {
    const story = { config: { "max.in.flight.requests.per.connection": 2 }, sends: [0, 1, 2, 3] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a", "1 produce 0/1 b", "10 produce 0/2 cd"]);
    expect(reportOf(story)).toMatchObject({ next: 4, acked: 3 });
  });
});
