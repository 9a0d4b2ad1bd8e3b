import { describe, expect, test } from "vitest";
import { lines, outcomes, reportOf, requests, tell, timeline } from "./timeline.ts";

const refusedBySequence = { error: "OUT_OF_ORDER_SEQUENCE_NUMBER" } as const;
const lost = { drop: true } as const;
const times = <Value>(count: number, value: Value): Value[] => Array.from({ length: count }, () => value);

describe("the timelines of the rulebook, section 17, as the real client made them", () => {
  test("V-1: records sent one by one go out at once, each with the next sequence", () => {
    expect(timeline({ sends: [0, 1, 3] })).toEqual([
      "0 produce 0/0 a",
      "1 produce 0/1 b",
      "3 produce 0/2 c",
      "10 a at 0",
      "11 b at 100",
      "13 c at 200",
    ]);
  });

  test("V-2: after a moved leader the batches are retried one at a time, and a fresh one follows the last at once", () => {
    const story = {
      sends: [0, 2, 4, 20],
      produce: [{ error: "NOT_LEADER_OR_FOLLOWER" }, refusedBySequence, refusedBySequence],
    } as const;
    expect(lines(tell(story), "metadata")).toEqual(["100 metadata"]);
    expect(lines(tell({ ...story, end: 50 }), "produce", "answer")).toEqual([
      "0 produce 0/0 a",
      "2 produce 0/1 b",
      "4 produce 0/2 c",
      "10 answer",
      "12 answer",
      "14 answer",
    ]);
    expect(timeline(story).slice(3)).toEqual([
      "110 produce 0/0 a",
      "120 a at 300",
      "120 produce 0/1 b",
      "130 b at 400",
      "130 produce 0/2 c",
      "130 produce 0/3 d",
      "140 c at 500",
      "140 d at 600",
    ]);
  });

  test("V-3: of seven records five are in flight; after a lost connection the last two travel together", () => {
    const story = {
      sends: [0, 1, 2, 3, 4, 5, 6],
      produce: [{ disconnect: true, after: 50 }],
    } as const;
    expect(lines(tell(story), "gone", "connect", "metadata")).toEqual([
      "0 connect",
      "50 gone",
      "100 connect",
      "100 metadata",
    ]);
    expect(requests(story)).toEqual([
      "0 produce 0/0 a",
      "1 produce 0/1 b",
      "2 produce 0/2 c",
      "3 produce 0/3 d",
      "4 produce 0/4 e",
      "150 produce 0/0 a",
      "160 produce 0/1 b",
      "170 produce 0/2 c",
      "180 produce 0/3 d",
      "190 produce 0/4 e",
      "190 produce 0/5 fg",
    ]);
    expect(outcomes(story).map((line) => line.split(" ").slice(0, 2).join(" "))).toEqual([
      "160 a",
      "170 b",
      "180 c",
      "190 d",
      "200 e",
      "200 f",
      "200 g",
    ]);
  });

  test("V-4: a lone lost answer is noticed only after twice the request timeout, for nothing wakes the client before", () => {
    const story = { config: { "request.timeout.ms": 1_000 }, produce: [lost] } as const;
    expect(lines(tell(story), "close", "connect", "produce")).toEqual([
      "0 connect",
      "0 produce 0/0 a",
      "2000 close",
      "2050 connect",
      "2100 produce 0/0 a",
    ]);
  });

  test("V-5: a second request wakes the client in time to notice the first lost answer", () => {
    const story = { sends: [0, 5], config: { "request.timeout.ms": 1_000 }, produce: [lost, lost] } as const;
    expect(lines(tell(story), "close", "produce").slice(2)).toEqual([
      "1005 close",
      "1105 produce 0/0 a",
      "1115 produce 0/1 b",
    ]);
  });

  test("V-6: a batch whose fate is unknown is renumbered when another fails: where duplicates come from", () => {
    const story = {
      sends: [0, 300],
      config: { "request.timeout.ms": 1_400, "delivery.timeout.ms": 1_500 },
      produce: [lost, lost],
    } as const;
    expect(lines(tell(story), "close", "connect", "produce", "callback").slice(3)).toEqual([
      "1500 close",
      "1500 a TimeoutException",
      "1550 connect",
      "1600 produce 1/0 b",
      "1610 b at 200",
    ]);
    expect(tell({ ...story, end: 1_551 }).final).toMatchObject({ epoch: 1 });
  });

  test("V-7: batches that expire after a retry leave their sequences open, and a new epoch settles them", () => {
    const story = {
      sends: [0, 5],
      config: { "request.timeout.ms": 1_500, "delivery.timeout.ms": 1_500 },
      produce: [lost, lost],
      down: [{ node: 0, from: 1_499, to: 9_000 }],
    } as const;
    expect(lines(tell(story), "gone", "callback")).toEqual([
      "1499 gone",
      "1500 a TimeoutException",
      "1505 b TimeoutException",
    ]);
    expect(reportOf({ ...story, end: 1_501 })).toMatchObject({ next: 2, unresolved: true });
    expect(tell({ ...story, end: 1_501 }).final).toMatchObject({ epoch: 0 });
    expect(tell(story).final).toMatchObject({ epoch: 1 });
    expect(reportOf(story)).toMatchObject({ next: 0, acked: -1, unresolved: false });
  });

  test("V-8: a batch that expires on its first attempt leaves a hole that costs the next one its whole time", () => {
    const story = {
      sends: [0, 900, 1_200],
      config: { "request.timeout.ms": 1_000, "delivery.timeout.ms": 1_000 },
      produce: [lost, lost, ...times(30, refusedBySequence)],
      down: [{ node: 0, from: 1_100, to: 1_100 }],
      end: 2_100,
    } as const;
    expect(timeline(story)).toEqual([
      "0 produce 0/0 a",
      "900 produce 0/1 b",
      "1000 a TimeoutException",
      "1200 produce 0/1 b",
      "1200 produce 0/2 c",
      ...[1_310, 1_420, 1_530, 1_640, 1_750, 1_860].map((at) => `${at} produce 0/1 b`),
      "1900 b TimeoutException",
      "1970 produce 0/2 c",
      "2080 produce 1/0 c",
    ]);
  });

  test("V-9: a refused record costs an epoch, which another partition adopts with its next batch", () => {
    const story = {
      sends: [
        [0, 0],
        [0, 1],
        [2, 0],
        [300, 1],
      ],
      produce: [{ errors: { "0": "INVALID_RECORD" } }, refusedBySequence],
    } as const;
    expect(timeline(story)).toEqual([
      "0 produce p1 0/0 b 0/0 a",
      "2 produce 0/1 c",
      "10 b at 0",
      "10 a InvalidRecordException",
      "112 produce 1/0 c",
      "122 c at 200",
      "300 produce p1 1/0 d",
      "310 d at 300",
    ]);
  });

  test("V-10: a renumbered batch whose old copy is stored makes the new epoch begin past 0", () => {
    expect(timeline({ sends: [0, 2, 200], produce: [{ error: "INVALID_RECORD" }] }).slice(2)).toEqual([
      "10 a InvalidRecordException",
      "12 b at 100",
      "200 produce 1/1 c",
      "210 c at 200",
    ]);
  });

  test("V-11: a late success of an expired batch makes later refusals look out of turn, and nobody bumps", () => {
    const story = {
      config: { "request.timeout.ms": 450, "delivery.timeout.ms": 500 },
      sends: [0, 0, 0, 502],
      produce: [{ error: "NOT_ENOUGH_REPLICAS" }, { after: 395 }, refusedBySequence, refusedBySequence],
      end: 730,
    } as const;
    expect(requests(story)).toEqual([
      "0 produce 0/0 abc",
      "110 produce 0/0 abc",
      "502 produce 1/0 d",
      "612 produce 1/0 d",
      "722 produce 1/0 d",
    ]);
    expect(reportOf(story)).toMatchObject({ acked: 2, next: 1 });
    expect(tell(story).final).toMatchObject({ epoch: 1 });
  });

  test("V-12: retries that run out leave a silent hole, and the next batch pays for it", () => {
    const story = {
      sends: [0, 300],
      config: { retries: 1 },
      produce: [
        { error: "NOT_ENOUGH_REPLICAS" },
        { error: "NOT_ENOUGH_REPLICAS" },
        refusedBySequence,
        refusedBySequence,
      ],
    } as const;
    expect(timeline(story)).toEqual([
      "0 produce 0/0 a",
      "110 produce 0/0 a",
      "120 a NotEnoughReplicasException",
      "300 produce 0/1 b",
      "410 produce 0/1 b",
      "420 b OutOfOrderSequenceException",
    ]);
    expect(tell(story).final).toMatchObject({ epoch: 1 });
  });

  test("V-13: a partition that retries holds up another one of the same broker (P-49)", () => {
    const story = {
      sends: [0, 2, 4, [115, 1]],
      produce: [{ error: "NOT_ENOUGH_REPLICAS" }, refusedBySequence, refusedBySequence, { after: 100 }],
    } as const;
    expect(requests(story).slice(3)).toEqual(["110 produce 0/0 a", "210 produce 0/1 b p1 0/0 d", "220 produce 0/2 c"]);
  });

  test("V-14: a batch that expires on the wire keeps its partition muted until its answer", () => {
    const story = {
      sends: [0, 300],
      config: { "max.in.flight.requests.per.connection": 1, "request.timeout.ms": 490, "delivery.timeout.ms": 500 },
      produce: [{ error: "NOT_ENOUGH_REPLICAS", after: 100 }, { after: 380 }],
    } as const;
    expect(timeline(story).slice(2)).toEqual(["500 a TimeoutException", "580 produce 0/1 b", "590 b at 200"]);
  });

  test("V-15: past the last epoch batches go out under no producer id at all", () => {
    const story = {
      sends: [0, 1],
      init: [{ epoch: 32_767 }],
      produce: [refusedBySequence, refusedBySequence],
    } as const;
    expect(lines(tell(story), "initPid", "produce")).toEqual([
      "0 initPid",
      "0 produce 32767/0 a",
      "1 produce 32767/1 b",
      "10 initPid",
      "110 produce none/0 a",
      "120 produce none/1 b",
    ]);
  });

  test("V-16: a batch that is too large is sent as it was, again and again, until its time is up (P-104)", () => {
    const story = {
      sends: [0, 0],
      config: { "request.timeout.ms": 50, "delivery.timeout.ms": 100 },
      produce: times(20, { error: "MESSAGE_TOO_LARGE" } as const),
    };
    expect(requests(story)).toEqual([0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((at) => `${at} produce 0/0 ab`));
    expect(lines(tell(story), "callback")).toEqual(["100 a TimeoutException", "100 b TimeoutException"]);
  });

  test("V-17: without a producer id nothing expires; when it comes, the record fails and is sent all the same", () => {
    const story = {
      config: { "request.timeout.ms": 1_000, "delivery.timeout.ms": 1_000 },
      down: [{ node: 0, from: 0, to: 5_000 }],
    } as const;
    expect(timeline(story)).toEqual(["5100 a TimeoutException", "5100 produce 0/0 a"]);
  });

  test("V-18: a broker that forgot the producer is met with a new epoch", () => {
    const story = {
      sends: [0, 20],
      produce: [{ offsets: { "0": 5 } }, { error: "UNKNOWN_PRODUCER_ID", logStart: { "0": 10 } }],
    } as const;
    expect(lines(tell(story), "produce", "answer")).toEqual([
      "0 produce 0/0 a",
      "10 answer",
      "20 produce 0/1 b",
      "30 answer",
      "130 produce 1/0 b",
      "140 answer",
    ]);
  });

  test("V-19: a full batch does not linger, and takes those along that still would", () => {
    const story = {
      config: { "linger.ms": 5, "batch.size": 100 },
      sends: [
        [0, 0, 10],
        [2, 0, 10],
        [3, 0, 20],
        [10, 1],
        [12, 0],
      ],
    } as const;
    expect(requests(story)).toEqual(["3 produce 0/0 ab", "8 produce 0/2 c", "15 produce p1 0/0 d 0/3 e"]);
  });

  test("V-20: a close sends what lingers; a forced one fails it", () => {
    const story = { config: { "linger.ms": 100 }, sends: [0, [0, 1]] } as const;
    expect(timeline({ ...story, closeAt: [20, null] })).toEqual([
      "20 produce p1 0/0 b 0/0 a",
      "30 b at 0",
      "30 a at 0",
      "30 closed",
    ]);
    expect(timeline({ ...story, closeAt: [20, 0] })).toEqual([
      "20 a KafkaException",
      "20 b KafkaException",
      "20 closed",
    ]);
  });
});
