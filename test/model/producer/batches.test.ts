import { describe, expect, test } from "vitest";
import { lines, outcomes, reportOf, requests, tell, timeline } from "./timeline.ts";

const lost = { drop: true } as const;
const tooFewReplicas = { error: "NOT_ENOUGH_REPLICAS" } as const;

describe("gathering records into batches", () => {
  test("a record that is larger than a request may be fails at once, and no batch is begun (P-36, P-37)", () => {
    const story = { config: { "max.request.size": 200 }, sends: [[0, 0, 300], 5] } as const;
    expect(timeline(story)).toEqual(["0 a RecordTooLargeException", "5 produce 0/0 b", "15 b at 0"]);
  });

  test("the bound on a record's size counts the worst of its overhead, 85 bytes for a short value (P-37)", () => {
    const story = { config: { "max.request.size": 185 }, sends: [[0, 0, 99]] } as const;
    expect(outcomes(story)).toEqual(["10 a at 0"]);
    expect(outcomes({ ...story, sends: [[0, 0, 100]] })).toEqual(["0 a RecordTooLargeException"]);
  });

  test("records join the last batch while there is room, and one that has none closes it (P-40, P-41)", () => {
    // 61 bytes of header, and 8 for each record with a value of one byte: 61 + 4 * 8 = 93.
    const story = { config: { "batch.size": 93, "linger.ms": 5 }, sends: [0, 0, 0, 0] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 abcd"]);
    expect(requests({ ...story, config: { ...story.config, "batch.size": 92 } })).toEqual([
      "0 produce 0/0 abc",
      "5 produce 0/3 d",
    ]);
  });

  test("the first record always fits, whatever batch.size says (P-41)", () => {
    const story = { config: { "batch.size": 0, "linger.ms": 50 }, sends: [0, 0, [0, 0, 500]] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 ab", "50 produce 0/2 c"]);
  });

  test("a batch that was drained never gains records, not even while it waits for a retry (P-40)", () => {
    const story = { sends: [0, 20, 30], produce: [tooFewReplicas] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a", "110 produce 0/0 a", "110 produce 0/1 bc"]);
  });

  test("a batch's time runs from its creation, so that a late joiner gets less (P-42, P-81)", () => {
    const story = {
      config: { "linger.ms": 20, "request.timeout.ms": 80, "delivery.timeout.ms": 100 },
      sends: [0, 15],
      leaders: [-1],
    } as const;
    expect(outcomes(story)).toEqual(["100 a TimeoutException", "100 b TimeoutException"]);
  });

  test("a record that joins a batch without filling it wakes nobody (P-36, producer-measured.md 6)", () => {
    const story = { config: { "linger.ms": 100, "batch.size": 93 }, sends: [0, 10, 20] } as const;
    expect(requests(story)).toEqual(["100 produce 0/0 abc"]);
    expect(requests({ ...story, sends: [0, 10, 20, 30] })).toEqual(["30 produce 0/0 abcd"]);
    // A lost answer shows it: a sender that is woken looks for late requests, one that is not sleeps on.
    const late = {
      config: { "linger.ms": 1_000, "batch.size": 93, "request.timeout.ms": 100 },
      sends: [0, 0, 0, 0, 50, 120],
      produce: [lost],
      end: 200,
    } as const;
    expect(lines(tell(late), "produce", "close")).toEqual(["0 produce 0/0 abcd", "150 close"]);
  });

  test("without room in the buffer memory and with nothing left of max.block.ms, send fails (P-39)", () => {
    const config = { "batch.size": 100, "buffer.memory": 200, "max.block.ms": 0, "linger.ms": 10 };
    const story = { config, sends: [0, [0, 1], [0, 2], [12, 2], [30, 2]] } as const;
    expect(outcomes(story)).toEqual([
      "0 c BufferExhaustedException",
      "12 d BufferExhaustedException",
      "20 b at 0",
      "20 a at 0",
      "50 e at 100",
    ]);
  });
});

describe("readiness and drain", () => {
  test("a batch is sendable when it lingered, is full, is followed by another, or is hurried (P-45)", () => {
    const config = { "linger.ms": 50, "batch.size": 101 };
    expect(requests({ config })).toEqual(["50 produce 0/0 a"]);
    expect(requests({ config, sends: [0, 0, 0, 0, 0] })).toEqual(["0 produce 0/0 abcde"]);
    expect(requests({ config, sends: [0, [3, 0, 38]] })).toEqual(["3 produce 0/0 a", "53 produce 0/1 b"]);
    expect(requests({ config, flushAt: 7 })).toEqual(["7 produce 0/0 a"]);
    expect(requests({ config, closeAt: [9, null] })).toEqual(["9 produce 0/0 a"]);
  });

  test("a ready broker gets the heads of all its partitions, lingered or not, in one request (P-46)", () => {
    const story = { config: { "linger.ms": 20 }, sends: [0, [5, 1], [19, 2]] } as const;
    expect(requests(story)).toEqual(["20 produce p1 0/0 b 0/0 a p2 0/0 c"]);
  });

  test("a partition that backs off is passed over, the others of its broker are not (P-47)", () => {
    const story = { sends: [[0, 1], 20, [25, 1]], produce: [tooFewReplicas] } as const;
    expect(requests(story)).toEqual([
      "0 produce p1 0/0 a",
      "20 produce 0/0 b",
      "110 produce p1 0/0 a",
      "110 produce p1 0/1 c",
    ]);
    // Here the one that backs off comes first in the rotation.
    expect(requests({ sends: [0, [20, 1]], produce: [tooFewReplicas] }).slice(0, 2)).toEqual([
      "0 produce 0/0 a",
      "20 produce p1 0/0 b",
    ]);
  });

  test("a request holds no more than max.request.size, but always one batch (P-48)", () => {
    const story = {
      config: { "linger.ms": 5, "max.request.size": 200 },
      sends: [
        [0, 0, 60],
        [0, 1, 60],
        [0, 2, 60],
      ],
    } as const;
    expect(requests(story)).toEqual(["5 produce p1 0/0 b", "5 produce 0/0 a", "5 produce p2 0/0 c"]);
  });

  test("the rotation goes backwards by one after a full turn (P-50, P-51, P-118)", () => {
    const sends = [0, 20, 40].flatMap(
      (at) =>
        [
          [at, 0],
          [at, 1],
          [at, 2],
        ] as const,
    );
    const turns = requests({ config: { "linger.ms": 1 }, sends }).map((line) => line.replaceAll(/ \d\/\d/g, ""));
    expect(turns).toEqual(["1 produce p1 b a p2 c", "21 produce p2 f p1 e d", "41 produce g p2 i p1 h"]);
  });

  test("six partitions of topic t are drained from the last to the first (P-116, P-118)", () => {
    const sends = [0, 1, 2, 3, 4, 5].map((p) => [0, p] as const);
    expect(requests({ config: { "linger.ms": 1 }, sends })).toEqual([
      "1 produce p5 0/0 f p4 0/0 e p3 0/0 d p2 0/0 c p1 0/0 b 0/0 a",
    ]);
  });

  test("a broker with nothing to drain gets no request (P-52)", () => {
    const story = { brokers: 2, leaders: [0, 1], sends: [0] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a"]);
  });
});

describe("requests in flight", () => {
  test("requests of one pass leave by ascending broker id, after expiry (P-57, P-85)", () => {
    const story = { brokers: 2, leaders: [1, 0], config: { "linger.ms": 1 }, sends: [0, [0, 1]] } as const;
    expect(requests(story)).toEqual(["1 produce p1 0/0 b", "1 produce to 1: 0/0 a"]);
    // Once both are connected both are served in one pass.
    const again = { ...story, sends: [...story.sends, 20, [20, 1]] } as const;
    expect(requests(again).slice(2)).toEqual(["21 produce p1 0/1 d", "21 produce to 1: 0/1 c"]);
  });

  test("acks 0 is done when the bytes are written, at no known offset (P-58)", () => {
    const story = { config: { "enable.idempotence": false, acks: "0" }, sends: [0, [3, 0]] } as const;
    expect(timeline(story)).toEqual(["0 produce none/-1 a", "0 a at -1", "3 produce none/-1 b", "3 b at -1"]);
  });

  test("one in flight mutes a partition until its answer is dealt with (P-59)", () => {
    const config = { "max.in.flight.requests.per.connection": 1 };
    expect(requests({ config, sends: [0, 1, 2] })).toEqual(["0 produce 0/0 a", "10 produce 0/1 bc"]);
  });

  test("where one in flight is the limit, a batch waits for the other's answer although the leader moved (P-59)", () => {
    const story = {
      brokers: 2,
      config: { "max.in.flight.requests.per.connection": 1 },
      sends: [[0, 1], 20, 160],
      produce: [{ error: "NOT_LEADER_OR_FOLLOWER" }, { after: 200 }],
      leaderChanges: [{ at: 50, p: 0, leader: 1, epoch: 1 }],
    } as const;
    expect(requests(story)).toEqual([
      "0 produce p1 0/0 a",
      "20 produce 0/0 b",
      "220 produce p1 0/0 a",
      "220 produce to 1: 0/1 c",
    ]);
  });

  test("a batch that expires on the wire holds back its partition even where another broker leads it by then (P-60)", () => {
    // Record b is resent to broker 0 at 45 and expires at 115; its answer comes at 135.
    const story = {
      brokers: 2,
      leaders: [0, 1],
      config: {
        "max.in.flight.requests.per.connection": 1,
        "retry.backoff.ms": 20,
        "retry.backoff.max.ms": 20,
        "request.timeout.ms": 100,
        "delivery.timeout.ms": 100,
      },
      sends: [[0, 1], 15, 80, [120, 1]],
      produce: [{ error: "NOT_LEADER_OR_FOLLOWER", after: 70 }, tooFewReplicas, { after: 90 }],
      leaderChanges: [{ at: 60, p: 0, leader: 1, epoch: 1 }],
    } as const;
    expect(lines(tell(story), "metadata", "produce", "callback").slice(3)).toEqual([
      "70 metadata",
      "90 produce to 1: p1 0/0 a",
      "100 a at 300",
      "115 b TimeoutException",
      "120 produce to 1: p1 1/0 d",
      "130 d at 400",
      "135 produce to 1: 1/0 c",
      "145 c at 500",
    ]);
  });

  test("a partition stays muted when its batch expires on the wire (P-60, P-86)", () => {
    const story = {
      config: { "max.in.flight.requests.per.connection": 1, "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      sends: [0, 50],
      produce: [{ after: 120 }],
      overshoot: 0,
    } as const;
    expect(timeline(story)).toEqual(["0 produce 0/0 a", "100 a TimeoutException", "120 produce 0/1 b", "130 b at 100"]);
  });
});

describe("outcomes of produce requests", () => {
  test("every request of a connection that timed out is repeated in order (P-61)", () => {
    const story = { sends: [0, 1, [2, 1]], config: { "request.timeout.ms": 50 }, produce: [lost, {}, {}] } as const;
    expect(lines(tell(story), "close", "produce").slice(3)).toEqual([
      "52 close",
      "152 produce 0/0 a p1 0/0 c",
      "162 produce 0/1 b",
    ]);
  });

  test("a request that timed out fails otherwise than one whose connection was lost (P-61, P-62)", () => {
    const once = { "enable.idempotence": false, retries: 0, "request.timeout.ms": 50 } as const;
    const story = { config: once, sends: [0, 1], produce: [lost, lost] } as const;
    expect(outcomes(story)).toEqual(["51 a TimeoutException", "51 b TimeoutException"]);
    expect(outcomes({ ...story, produce: [{ disconnect: true, after: 20 }] })).toEqual([
      "20 a NetworkException",
      "20 b NetworkException",
    ]);
  });

  test("the batches of a lost request end in the order of a map of their own, not of their drain (P-62)", () => {
    const partitions = (at: number) => [0, 1, 2].map((p) => [at, p] as const);
    const story = {
      config: { "enable.idempotence": false, retries: 0, "linger.ms": 1 },
      sends: [...partitions(0), ...partitions(20)],
      produce: [{}, { disconnect: true }],
    } as const;
    expect(timeline(story).slice(4)).toEqual([
      "21 produce p2 none/-1 f p1 none/-1 e none/-1 d",
      "31 e NetworkException",
      "31 d NetworkException",
      "31 f NetworkException",
    ]);
  });

  test("an answer's partitions are handled in its order, each by its own error (P-64, P-109)", () => {
    const story = {
      config: { "linger.ms": 1 },
      sends: [0, [0, 1], [0, 2]],
      produce: [{ errors: { "0": "INVALID_TIMESTAMP", "2": "NOT_ENOUGH_REPLICAS" } }],
    } as const;
    expect(timeline(story)).toEqual([
      "1 produce p1 0/0 b 0/0 a p2 0/0 c",
      "11 b at 0",
      "11 a InvalidTimestampException",
      "111 produce p2 0/0 c",
      "121 c at 100",
    ]);
  });

  test("a success moves the last acknowledged sequence, and never back (P-65)", () => {
    expect(reportOf({ sends: [0, 0, 5] })).toMatchObject({ next: 3, acked: 2 });
    // The late success of three records is counted in a new epoch, whose first record is acknowledged after it.
    const late = {
      config: { "request.timeout.ms": 450, "delivery.timeout.ms": 500 },
      sends: [0, 0, 0, 502],
      produce: [tooFewReplicas, { after: 395 }],
    } as const;
    expect(requests(late).slice(2)).toEqual(["502 produce 1/0 d"]);
    expect(reportOf(late)).toMatchObject({ next: 1, acked: 2 });
  });

  test("a late success of an expired batch counts for sequences and for nobody else (P-66, P-110)", () => {
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      produce: [{ after: 105 }],
      sends: [0, 80],
      overshoot: 0,
    } as const;
    expect(outcomes(story)).toEqual(["100 a TimeoutException", "105 b at 100"]);
    expect(reportOf({ ...story, sends: [0] })).toMatchObject({ next: 1, acked: 0 });
  });

  test("a late error of an expired batch changes nothing (P-67)", () => {
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      produce: [{ after: 105, error: "INVALID_RECORD" }],
    } as const;
    expect(outcomes(story)).toEqual(["100 a TimeoutException"]);
    expect(tell(story).final).toMatchObject({ epoch: 0 });
  });

  test("of a batch with one bad record, that one gets the error's class and the others a general one (P-68, P-69)", () => {
    const story = { config: { "linger.ms": 1 }, sends: [0, 0, 0] } as const;
    const one = { error: "INVALID_TIMESTAMP", recordErrors: { "0": [1] } } as const;
    expect(outcomes({ ...story, produce: [one] })).toEqual([
      "11 a KafkaException",
      "11 b InvalidTimestampException",
      "11 c KafkaException",
    ]);
    expect(outcomes({ ...story, produce: [{ ...one, recordErrors: { "0": [0, 2] } }] })).toEqual([
      "11 a InvalidRecordException",
      "11 b KafkaException",
      "11 c InvalidRecordException",
    ]);
  });
});

describe("retries", () => {
  const refusals = Array.from({ length: 20 }, () => tooFewReplicas);

  test("a batch is sent once more than `retries` says, a backoff after each answer, then fails with the last error (P-70, P-71, P-72, P-73)", () => {
    const story = { config: { retries: 2 }, produce: refusals };
    expect(timeline(story)).toEqual([
      "0 produce 0/0 a",
      "110 produce 0/0 a",
      "220 produce 0/0 a",
      "230 a NotEnoughReplicasException",
    ]);
  });

  test("no retry after the delivery timeout: the answer's error is told, not a timeout (P-70, P-80)", () => {
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      produce: [{ ...tooFewReplicas, after: 100 }],
    } as const;
    expect(outcomes(story)).toEqual(["100 a NotEnoughReplicasException"]);
    expect(tell(story).final).toMatchObject({ epoch: 1 });
  });

  test("a plain producer retries at the front of the queue, and so reorders (P-74)", () => {
    const story = { config: { "enable.idempotence": false }, sends: [0, 2], produce: [tooFewReplicas] } as const;
    expect(outcomes(story)).toEqual(["12 b at 100", "120 a at 200"]);
  });

  test("with sequences a retried batch goes behind smaller ones and before unsent ones (P-71, P-74, P-75)", () => {
    const outOfOrder = { error: "OUT_OF_ORDER_SEQUENCE_NUMBER" } as const;
    const story = { sends: [0, 1, 2, 15], produce: [tooFewReplicas, outOfOrder, outOfOrder] } as const;
    expect(reportOf({ ...story, end: 50 })["queued"]).toEqual([
      { base: 0, count: 1 },
      { base: 1, count: 1 },
      { base: 2, count: 1 },
      { base: -1, count: 1 },
    ]);
    // One at a time, except that an unsent one follows the last retry without waiting for its answer.
    expect(requests(story).slice(3)).toEqual([
      "110 produce 0/0 a",
      "120 produce 0/1 b",
      "130 produce 0/2 c",
      "130 produce 0/3 d",
    ]);
  });

  test("backoffs double from the base up to the cap (P-76)", () => {
    const story = {
      config: { "retry.backoff.ms": 100, "retry.backoff.max.ms": 1_000 },
      produce: refusals,
      end: 4_000,
    };
    expect(requests(story).map((line) => Number(line.split(" ")[0]))).toEqual([0, 110, 320, 730, 1_540, 2_550, 3_560]);
  });

  test("a cap below the base is the backoff, always (P-76)", () => {
    const story = { config: { "retry.backoff.max.ms": 40 }, produce: refusals, end: 150 };
    expect(requests(story)).toEqual(["0 produce 0/0 a", "50 produce 0/0 a", "100 produce 0/0 a"]);
  });

  test("a retried batch does not linger (P-79)", () => {
    const story = {
      config: { "linger.ms": 500, "retry.backoff.ms": 20, "retry.backoff.max.ms": 20 },
      produce: [tooFewReplicas],
    } as const;
    expect(requests(story)).toEqual(["500 produce 0/0 a", "530 produce 0/0 a"]);
  });
});
