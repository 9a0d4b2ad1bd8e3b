import { describe, expect, test } from "vitest";
import { Backoff } from "../../../src/model/core/backoff.ts";
import { errors } from "../../../src/model/core/errors.ts";
import {
  bucketOf,
  capacityFor,
  inBucketOrder,
  javaStringHash,
  topicPartitionHash,
  withNewKey,
} from "../../../src/model/core/java-hash.ts";
import { batchBytesUpperBound, recordBytes, varintBytes } from "../../../src/model/core/record-size.ts";
import { decideRetry, recordException } from "../../../src/model/core/retry-decision.ts";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { PartitionState } from "../../../src/model/producer/partition-state.ts";
import { ProducerBatch } from "../../../src/model/producer/producer-batch.ts";
import type { ProducedRecord } from "../../../src/model/protocol.ts";

const steady = { thousandths: () => 1_000 };
const backoffs = (base: number, cap: number, count: number): number[] =>
  Array.from({ length: count }, (_, attempts) => new Backoff(base, cap).millis(attempts, steady));

describe("backoff (P-76)", () => {
  test("doubles from the base and stays at the cap", () => {
    expect(backoffs(100, 1_000, 6)).toEqual([100, 200, 400, 800, 1_000, 1_000]);
    expect(backoffs(0, 1_000, 3)).toEqual([0, 0, 0]);
  });

  test.each([
    [200, 1_000, 999],
    [20, 1_000, 999],
    [100, 5_000, 4_999],
    [100, 1_000, 1_000],
    [50, 1_000, 1_000],
    [10, 1_000, 1_000],
    [500, 1_000, 1_000],
  ])(
    "from %i up to %i it stops at %i, as floating point has it in the client (producer-measured.md 9)",
    (base, cap, last) => {
      expect(backoffs(base, cap, 20).at(-1)).toBe(last);
    },
  );

  test("is constant, and draws nothing, when the cap is not above the base", () => {
    const never = { thousandths: (): number => expect.unreachable() };
    expect(new Backoff(100, 100).millis(3, never)).toBe(100);
    expect(new Backoff(100, 40).millis(0, never)).toBe(40);
  });

  test("takes a random factor, rounded down, and never exceeds the cap", () => {
    const backoff = new Backoff(100, 1_000);
    expect(backoff.millis(0, { thousandths: () => 855 })).toBe(85);
    expect(backoff.millis(9, { thousandths: () => 1_150 })).toBe(1_000);
    expect(backoff.millis(9, { thousandths: () => 800 })).toBe(800);
  });
});

describe("the orders of Java's maps (P-116)", () => {
  const ordered = (partitions: readonly number[], capacity: number): number[] =>
    inBucketOrder(partitions, (p) => topicPartitionHash(topicPartition("t", p, 0)), capacity);

  test("hashes are Java's", () => {
    expect(javaStringHash("orders")).toBe(-1_008_770_331);
    expect(javaStringHash("")).toBe(0);
    expect(topicPartitionHash(topicPartition("t", 2, 0))).toBe(31 * 33 + 116);
    expect(bucketOf(0x10000, 16)).toBe(1);
  });

  test("topic t: six partitions run backwards, three come as 1, 0, 2 (P-118)", () => {
    expect(ordered([0, 1, 2, 3, 4, 5], capacityFor(6, 6))).toEqual([5, 4, 3, 2, 1, 0]);
    expect(ordered([0, 1, 2], capacityFor(3, 3))).toEqual([1, 0, 2]);
    expect(ordered([0, 2], capacityFor(2, 2))).toEqual([0, 2]);
    expect(ordered([0, 1, 2], 16)).toEqual([2, 1, 0]);
  });

  test("a map doubles when it is more than three quarters full", () => {
    expect([capacityFor(16, 12), capacityFor(16, 13), capacityFor(2, 2), capacityFor(0, 0)]).toEqual([16, 32, 4, 1]);
  });

  test("keys of one bucket keep the order of their insertion, through copies too", () => {
    const keys = [4, 0, 3, 8].reduce<number[]>((held, key) => withNewKey(held, key, (hash) => hash), []);
    expect(keys).toEqual([0, 8, 3, 4]);
  });
});

describe("sizes of records (P-37, P-41)", () => {
  const record = { id: 0, keyBytes: undefined, valueBytes: 1, timestamp: 0 };

  test("lengths and deltas are zigzag varints", () => {
    expect([0, 63, 64, -64, -65, 8_191, 8_192, 2_147_483_647].map(varintBytes)).toEqual([1, 1, 2, 1, 2, 2, 3, 5]);
  });

  test("a value of one byte makes a record of 8 bytes and a bound of 86 for its batch", () => {
    expect(recordBytes(record, 0, 0)).toBe(8);
    expect(recordBytes({ ...record, keyBytes: 3 }, 64, 100)).toBe(13);
    expect(batchBytesUpperBound(record)).toBe(86);
  });
});

describe("the decision to retry (P-70, table after P-79)", () => {
  const failed = { logStartOffset: -1, rewritten: false, unresolved: false, next: true, nextAfterUnresolved: false };

  test("errors that are retriable are retried, others are not", () => {
    for (const error of Object.values(errors)) {
      if (error.name === "UNKNOWN_PRODUCER_ID" || error.name === "OUT_OF_ORDER_SEQUENCE_NUMBER") continue;
      expect([error.name, decideRetry({ ...failed, error })]).toEqual([error.name, error.retriable ? "retry" : "fail"]);
    }
  });

  test("out of order: a bump when the batch was next, or directly behind an open fate", () => {
    const error = errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
    expect(decideRetry({ ...failed, error })).toBe("bump");
    expect(decideRetry({ ...failed, error, next: false })).toBe("retry");
    expect(decideRetry({ ...failed, error, rewritten: true })).toBe("retry");
    expect(decideRetry({ ...failed, error, unresolved: true })).toBe("retry");
    expect(decideRetry({ ...failed, error, unresolved: true, nextAfterUnresolved: true })).toBe("bump");
  });

  test("record errors: one named record gets the class, several a general one (P-69)", () => {
    const error = errors.INVALID_TIMESTAMP;
    expect(recordException(error, [], 0)).toBe("InvalidTimestampException");
    expect(recordException(error, [1], 1)).toBe("InvalidTimestampException");
    expect(recordException(error, [0, 1], 1)).toBe("InvalidRecordException");
    expect(recordException(error, [1], 0)).toBe("KafkaException");
  });
});

describe("sequences near their end (P-55, P-101)", () => {
  const batchOf = (partition: PartitionState, records: number): ProducerBatch => {
    const record = (id: number): ProducedRecord => ({ id, keyBytes: undefined, valueBytes: 1, timestamp: 0 });
    const batch = new ProducerBatch(partition, record(0), 0, 10_000, false, undefined);
    for (let id = 1; id < records; id++) batch.tryAppend(record(id));
    return batch;
  };

  test("after 2147483647 comes 0, also within a batch", () => {
    const { sequences } = new PartitionState(topicPartition("t", 0, 0));
    const partition = new PartitionState(topicPartition("t", 0, 0));
    sequences.next = 2_147_483_646;
    const batch = batchOf(partition, 3);
    batch.setProducerState(1, 0, sequences.next);
    sequences.advance(batch);
    expect(sequences.next).toBe(1);
    expect(batch.lastSequence).toBe(-2_147_483_648);
  });

  test("past the end the smallest number counts as first, and the last acknowledged one sticks", () => {
    const partition = new PartitionState(topicPartition("t", 0, 0));
    const { sequences } = partition;
    const [last, first] = [batchOf(partition, 2), batchOf(partition, 1)];
    last.setProducerState(1, 0, 2_147_483_646);
    first.setProducerState(1, 0, 0);
    sequences.track(last);
    sequences.track(first);
    expect(sequences.firstInFlight).toBe(0);
    sequences.acknowledged(last.lastSequence);
    sequences.acknowledged(0);
    expect(sequences.lastAcked).toBe(2_147_483_647);
  });

  test("two batches of one identity are one to the set of those in flight", () => {
    const partition = new PartitionState(topicPartition("t", 0, 0));
    const { sequences } = partition;
    const [old, young] = [batchOf(partition, 1), batchOf(partition, 1)];
    for (const batch of [old, young]) batch.setProducerState(1, 0, 0);
    sequences.track(young);
    sequences.untrack(old);
    expect(sequences.inFlight).toEqual([]);
  });
});
