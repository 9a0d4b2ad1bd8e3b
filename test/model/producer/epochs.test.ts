import { describe, expect, test } from "vitest";
import { lines, outcomes, reportOf, requests, tell, timeline } from "./timeline.ts";

const lost = { drop: true } as const;
const outOfOrder = { error: "OUT_OF_ORDER_SEQUENCE_NUMBER" } as const;
const tooFewReplicas = { error: "NOT_ENOUGH_REPLICAS" } as const;
const refused = { error: "INVALID_RECORD" } as const;

describe("sequences", () => {
  test("a batch gets its sequence at its first drain and keeps it through retries (P-53, P-55)", () => {
    const story = { sends: [0, 0, 5], produce: [tooFewReplicas, outOfOrder] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 ab", "5 produce 0/2 c", "110 produce 0/0 ab", "120 produce 0/2 c"]);
  });

  test("another partition adopts a new epoch with its next fresh batch, beginning at 0 (P-54)", () => {
    const story = { sends: [[0, 1], 20, [40, 1]], produce: [{}, refused] } as const;
    expect(requests(story)).toEqual(["0 produce p1 0/0 a", "20 produce 0/0 b", "40 produce p1 1/0 c"]);
  });

  test("a partition that still retries under the old epoch finishes so, and holds its fresh batches back (P-49, P-97)", () => {
    const story = {
      brokers: 2,
      leaders: [0, 1],
      sends: [[0, 1], 2, [20, 1]],
      produce: [tooFewReplicas, refused, {}, {}],
    } as const;
    expect(requests(story)).toEqual([
      "0 produce to 1: p1 0/0 a",
      "2 produce 0/0 b",
      "110 produce to 1: p1 0/0 a",
      "120 produce to 1: p1 1/0 c",
    ]);
  });
});

describe("errors that concern sequences", () => {
  test("a duplicate counts as stored, nobody knows where (P-79, P-108)", () => {
    const story = { sends: [0, 0], produce: [{ error: "DUPLICATE_SEQUENCE_NUMBER" }] } as const;
    expect(outcomes(story)).toEqual(["10 a at -1", "10 b at -1"]);
    expect(reportOf(story)).toMatchObject({ acked: 1 });
  });

  test("out of order although it is next: a new epoch, and a retry under it (P-79, P-102)", () => {
    const story = { produce: [outOfOrder, outOfOrder] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a", "110 produce 1/0 a", "220 produce 2/0 a"]);
  });

  test("out of order and not next: a plain retry (P-79)", () => {
    const story = { sends: [0, 2], produce: [tooFewReplicas, outOfOrder] } as const;
    expect(requests(story).slice(2)).toEqual(["110 produce 0/0 a", "120 produce 0/1 b"]);
    expect(tell(story).final).toMatchObject({ epoch: 0 });
  });

  test("an unknown producer id without a log start is retried, with one it costs an epoch (P-79)", () => {
    const unknown = { error: "UNKNOWN_PRODUCER_ID" } as const;
    expect(requests({ produce: [unknown] })).toEqual(["0 produce 0/0 a", "110 produce 0/0 a"]);
    expect(requests({ produce: [{ ...unknown, logStart: { "0": 0 } }] })).toEqual([
      "0 produce 0/0 a",
      "110 produce 1/0 a",
    ]);
  });

  test("a batch that was renumbered tolerates answers to its old number until it is sent again (P-98)", () => {
    const story = { sends: [0, 2], produce: [refused, outOfOrder] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a", "2 produce 0/1 b", "112 produce 1/0 b"]);
  });

  test("an invalid epoch fails the batch and costs an epoch, and the producer goes on (P-79)", () => {
    const story = { sends: [0, 50], produce: [{ error: "INVALID_PRODUCER_EPOCH" }] } as const;
    expect(timeline(story)).toEqual([
      "0 produce 0/0 a",
      "10 a InvalidProducerEpochException",
      "50 produce 1/0 b",
      "60 b at 100",
    ]);
  });

  test.each(["CLUSTER_AUTHORIZATION_FAILED", "TRANSACTIONAL_ID_AUTHORIZATION_FAILED", "UNSUPPORTED_VERSION"] as const)(
    "%s ends the producer: everything fails, and send throws (P-38, P-79, P-93)",
    (error) => {
      const story = { sends: [0, 5, 20], produce: [{ error }, { after: 8 }] } as const;
      const exception = outcomes(story)[0]?.slice("10 a ".length);
      expect(outcomes(story)).toEqual([
        `10 a ${exception}`,
        `10 b ${exception}`,
        "20 send c threw KafkaException",
        `113 c ${exception}`,
      ]);
      expect(tell(story).final).toMatchObject({ fatal: true, epoch: 0 });
      expect(reportOf(story)).toMatchObject({ acked: 1 });
    },
  );

  test("a fenced producer's send does not throw but calls back twice (producer-measured.md 7)", () => {
    const story = { sends: [0, 20], produce: [{ error: "PRODUCER_FENCED" }] } as const;
    expect(outcomes(story)).toEqual([
      "10 a ProducerFencedException",
      "20 b ProducerFencedException",
      "110 b ProducerFencedException",
    ]);
  });
});

describe("unresolved sequences and epochs", () => {
  /** Record a expires at 300 while its retry is on the wire. */
  const patience = { "request.timeout.ms": 290, "delivery.timeout.ms": 300 } as const;

  test("while a retried batch's fate is open, fresh ones wait and the rest of the retries go on (P-84, P-91)", () => {
    const story = {
      config: patience,
      sends: [0, 5, 301],
      produce: [tooFewReplicas, outOfOrder, lost],
      end: 302,
    } as const;
    expect(requests(story).slice(2)).toEqual(["110 produce 0/0 a", "301 produce 0/1 b"]);
    expect(reportOf(story)).toMatchObject({ unresolved: true, queued: [{ base: -1, count: 1 }] });
  });

  test("an answer that comes late but in time shows that the batch was stored, without a new epoch (P-66, P-92)", () => {
    const story = { config: patience, produce: [tooFewReplicas, { after: 250 }] } as const;
    expect(outcomes(story)).toEqual(["300 a TimeoutException"]);
    expect(tell(story).final).toMatchObject({ epoch: 0 });
    expect(reportOf(story)).toMatchObject({ unresolved: false, next: 1, acked: 0 });
  });

  test("with nothing left in flight that could show it, a new epoch settles the matter (P-92, P-96)", () => {
    const story = { config: patience, produce: [tooFewReplicas, lost], end: 600 } as const;
    expect(tell(story).final).toMatchObject({ epoch: 1 });
    expect(reportOf(story)).toMatchObject({ unresolved: false, next: 0, acked: -1 });
  });

  test("behind an open fate, out of order means a new epoch for the very next batch only (P-79, P-94)", () => {
    const story = {
      config: patience,
      sends: [0, 250, 251],
      produce: [
        tooFewReplicas,
        { after: 195, ...tooFewReplicas },
        { after: 60, ...outOfOrder },
        { after: 60, ...outOfOrder },
      ],
    } as const;
    expect(timeline(story)).toEqual([
      "0 produce 0/0 a",
      "110 produce 0/0 a",
      "250 produce 0/1 b",
      "251 produce 0/2 c",
      "300 a TimeoutException",
      "410 produce 1/0 b",
      "420 b at 400",
      "420 produce 1/1 c",
      "430 c at 500",
    ]);
    const second = {
      ...story,
      produce: [...story.produce.slice(0, 2), { after: 60, ...tooFewReplicas }, story.produce[3]],
      end: 400,
    };
    expect(tell(second).final).toMatchObject({ epoch: 0 });
  });

  test("a failed batch costs an epoch unless its retries ran out, but a sequence error always does (P-73, P-94)", () => {
    expect(tell({ produce: [refused] }).final).toMatchObject({ epoch: 1 });
    expect(tell({ config: { retries: 1 }, produce: [tooFewReplicas, tooFewReplicas] }).final).toMatchObject({
      epoch: 0,
    });
    const exhausted = { config: { retries: 1 }, sends: [0], produce: [outOfOrder, outOfOrder] } as const;
    expect(outcomes(exhausted)).toEqual(["120 a OutOfOrderSequenceException"]);
    expect(tell(exhausted).final).toMatchObject({ epoch: 2 });
  });

  test("a new epoch renumbers what is queued and what is on the wire, but not the bytes (P-96, P-99)", () => {
    const story = { sends: [0, 1, 2], produce: [refused, { after: 100 }, { after: 100 }], end: 50 } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 a", "1 produce 0/1 b", "2 produce 0/2 c"]);
    expect(reportOf(story)).toMatchObject({ next: 2, acked: -1 });
    expect(tell(story).final).toMatchObject({ epoch: 1 });
    const resent = { ...story, produce: [refused, tooFewReplicas, { after: 15, ...outOfOrder }], end: 150 } as const;
    expect(requests(resent).slice(3)).toEqual(["111 produce 1/0 b", "121 produce 1/1 c"]);
  });

  test("past epoch 32767 a new producer id is asked for, and only fresh batches get it (P-100)", () => {
    const story = { sends: [0, 50], init: [{ epoch: 32_767 }, {}], produce: [refused] } as const;
    expect(lines(tell(story), "initPid", "produce", "callback")).toEqual([
      "0 initPid",
      "0 produce 32767/0 a",
      "10 a InvalidRecordException",
      "10 initPid",
      "50 produce 0/0 b",
      "60 b at 100",
    ]);
    expect(tell(story).final).toMatchObject({ pid: 1001, epoch: 0 });
  });
});

describe("the delivery timeout", () => {
  test("a batch expires when exactly delivery.timeout.ms has passed since its creation (P-81)", () => {
    const story = { config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 }, leaders: [-1] } as const;
    expect(outcomes(story)).toEqual(["100 a TimeoutException"]);
  });

  test("an older batch that was sent again behind a younger one expires only after it (P-82)", () => {
    const story = {
      config: { "request.timeout.ms": 500, "delivery.timeout.ms": 500 },
      sends: [0, 5],
      produce: [tooFewReplicas, lost, lost],
    } as const;
    expect(outcomes(story)).toEqual(["505 b TimeoutException", "505 a TimeoutException"]);
  });

  test("queued batches fail before those on the wire, and those by the client's map (P-83, P-117)", () => {
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100, "max.in.flight.requests.per.connection": 1 },
      sends: [0, [0, 1], [0, 1, 16_000], [0, 1, 16_000]],
      produce: [lost],
      end: 110,
    } as const;
    expect(outcomes(story).map((line) => line.split(" ")[1])).toEqual(["d", "b", "c", "a"]);
  });

  test("thirteen partitions in flight expire by a map of 16 buckets, which grows only with the next batch (P-117)", () => {
    const all = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      sends: all.map((p) => [0, p] as const),
      produce: [lost],
      end: 110,
    };
    const order = outcomes({ ...story, flushAt: 0, connectDelay: 5 }).map((line) => line.split(" ")[1]);
    expect(order.join("")).toBe("fedcbamlkjihg");
    const later = outcomes({ ...story, sends: [...story.sends, [50, 0]], flushAt: 0, connectDelay: 5 });
    expect(later.map((line) => line.split(" ")[1]).slice(0, 3)).toEqual(["m", "l", "k"]);
  });

  test("a batch that expires in the pass that drains it fails, and is sent all the same (P-85)", () => {
    const story = {
      config: { "enable.idempotence": false, "request.timeout.ms": 50, "delivery.timeout.ms": 100 },
      connectDelay: 100,
    } as const;
    expect(timeline(story)).toEqual(["100 a TimeoutException", "100 produce none/-1 a"]);
  });

  test("a first attempt that expires on the wire leaves no open fate (P-87)", () => {
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      produce: [lost],
      end: 150,
    } as const;
    expect(reportOf(story)).toMatchObject({ unresolved: false, next: 1, acked: -1 });
    expect(tell(story).final).toMatchObject({ epoch: 0 });
  });

  test("without a producer id nothing expires; a plain producer's batch does (P-88)", () => {
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      down: [{ node: 0, from: 0, to: 9_000 }],
      end: 1_000,
    } as const;
    expect(outcomes(story)).toEqual([]);
    expect(outcomes({ ...story, config: { ...story.config, "enable.idempotence": false } })).toEqual([
      "100 a TimeoutException",
    ]);
  });

  test("batches that were never drained take no sequences with them (P-90)", () => {
    const story = {
      config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
      leaders: [-1],
      sends: [0, 200],
      leaderChanges: [{ at: 150, p: 0, leader: 0, epoch: 1 }],
    } as const;
    expect(requests(story)).toEqual(["200 produce 0/0 b"]);
  });
});

describe("batches that are too large", () => {
  const tooLarge = { error: "MESSAGE_TOO_LARGE" } as const;

  test("several records are packed anew under the same sequence and leave at once (P-103)", () => {
    const story = { sends: [0, 0], produce: [tooLarge, tooLarge] } as const;
    expect(requests(story)).toEqual(["0 produce 0/0 ab", "10 produce 0/0 ab", "20 produce 0/0 ab"]);
  });

  test("packing anew starts the count of attempts afresh (P-103, producer-measured.md 8)", () => {
    const story = {
      config: { "retry.backoff.ms": 100, "retry.backoff.max.ms": 1_000 },
      sends: [0, 0],
      produce: [tooFewReplicas, tooLarge, tooFewReplicas],
    } as const;
    expect(requests(story).map((line) => Number(line.split(" ")[0]))).toEqual([0, 110, 120, 230]);
  });

  test("a single record that is too large fails, which costs an epoch (P-79, P-103)", () => {
    expect(outcomes({ produce: [tooLarge] })).toEqual(["10 a RecordTooLargeException"]);
    expect(tell({ produce: [tooLarge] }).final).toMatchObject({ epoch: 1 });
  });
});
