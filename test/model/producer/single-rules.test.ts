import { describe, expect, test } from "vitest";
import { errors } from "../../../src/model/core/errors.ts";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { BatchOutcomes } from "../../../src/model/producer/batch-outcomes.ts";
import { BufferPool } from "../../../src/model/producer/buffer-pool.ts";
import { defaultProducerConfig } from "../../../src/model/producer/config.ts";
import { ProducerMetadata } from "../../../src/model/producer/metadata.ts";
import { NetworkClient } from "../../../src/model/producer/network-client.ts";
import { InFlightRequest, NodeTable } from "../../../src/model/producer/node-state.ts";
import { PartitionState, PartitionTable } from "../../../src/model/producer/partition-state.ts";
import { RecordAccumulator } from "../../../src/model/producer/record-accumulator.ts";
import type { ProducerIo } from "../../../src/model/producer/seam.ts";
import type { ProducedRecord, ProduceResponse } from "../../../src/model/protocol.ts";
import { requests, tell, timeline } from "./timeline.ts";

/** Rules that only show where something else happens at the same instant, or at the very edge of a limit. */
const jitter = { thousandths: () => 1_000 };
const record = (id: number): ProducedRecord => ({ id, keyBytes: undefined, valueBytes: 1, timestamp: 0 });

describe("the room of a batch counts each record's distance from the first (P-41)", () => {
  const header = 61;
  const firstBatch = (size: number, sends: readonly (readonly [at: number, partition: number, size: number])[]) =>
    (requests({ config: { "linger.ms": 100, "batch.size": size }, sends })[0] ?? "").replace("produce 0/0 ", "");

  test("from the 65th record on its number in the batch takes a second byte", () => {
    const sends = Array.from({ length: 70 }, () => [0, 0, 2] as const);
    const recordsIn = (size: number): number => firstBatch(size, sends).length - "0 ".length;
    const ofEach = 9;
    expect(recordsIn(header + 64 * ofEach)).toBe(64);
    expect(recordsIn(header + 65 * ofEach)).toBe(64);
    expect(recordsIn(header + 65 * ofEach + 1)).toBe(65);
  });

  test("so does a time 64 milliseconds after that of the first", () => {
    const fourth = (at: number) => [0, 0, 0, at].map((each) => [each, 0, 1] as const);
    const four = header + 4 * 8;
    expect(firstBatch(four, fourth(63))).toBe("63 abcd");
    expect(firstBatch(four, fourth(64))).toBe("64 abc");
    expect(firstBatch(four + 1, fourth(64))).toBe("64 abcd");
  });
});

test("a request may be exactly as large as max.request.size, and not larger (P-48)", () => {
  // A value of 60 bytes makes a batch of 129.
  const sends = [0, 1, 2].map((p) => [0, p, 60] as const);
  expect(requests({ config: { "linger.ms": 5, "max.request.size": 258 }, sends })).toEqual([
    "5 produce p1 0/0 b 0/0 a",
    "5 produce p2 0/0 c",
  ]);
  expect(requests({ config: { "linger.ms": 5, "max.request.size": 257 }, sends })).toHaveLength(3);
});

test("a muted partition is left out when another one of its new broker is drained (P-59)", () => {
  // Partition 0 moves to broker 1 while its batch b waits for the answer of broker 0, until 220.
  const story = {
    brokers: 2,
    leaders: [0, 0, 1],
    config: { "max.in.flight.requests.per.connection": 1 },
    sends: [[0, 1], 20, 160, [170, 2]],
    produce: [{ error: "NOT_LEADER_OR_FOLLOWER" }, { after: 200 }],
    leaderChanges: [{ at: 50, p: 0, leader: 1, epoch: 1 }],
  } as const;
  expect(requests(story).slice(2)).toEqual([
    "170 produce to 1: p2 0/0 d",
    "220 produce p1 0/0 a",
    "220 produce to 1: 0/1 c",
  ]);
});

test("out of order for a batch whose time is over asks for no new epoch (P-67, P-70)", () => {
  const story = {
    config: { "request.timeout.ms": 100, "delivery.timeout.ms": 100 },
    produce: [{ after: 105, error: "OUT_OF_ORDER_SEQUENCE_NUMBER" }],
  } as const;
  expect(timeline(story)).toEqual(["0 produce 0/0 a", "100 a TimeoutException"]);
  expect(tell(story).final).toMatchObject({ epoch: 0 });
});

test("whoever waited longest for memory gets all that becomes free, until it has enough (P-39)", () => {
  const pool = new BufferPool(100);
  pool.tryAllocate(100);
  const [first, second] = [pool.wait(50), pool.wait(30)];
  pool.deallocate(30);
  expect(pool.serve(second)).toBe(false);
  expect(pool.freeBytes).toBe(30);
  expect(pool.serve(first)).toBe(false);
  pool.deallocate(50);
  expect([pool.serve(second), pool.serve(first), pool.serve(second)]).toEqual([false, true, true]);
  expect(pool.freeBytes).toBe(0);
});

describe("when a callback runs its batch is still in flight, and its memory taken (P-68, P-107)", () => {
  const config = { ...defaultProducerConfig, enableIdempotence: false, retries: 0, batchSize: 100, bufferMemory: 100 };

  /** What a callback could see when its batch came to this end, and what is left afterwards. */
  function seenAt(answer: Partial<ProduceResponse["partitions"][0]>) {
    const partition = new PartitionState(topicPartition("t", 0, 0));
    const accumulator = new RecordAccumulator(config, jitter, undefined);
    const state = () => [accumulator.incomplete().length, partition.inFlight.length, accumulator.pool.freeBytes];
    const seen: (readonly number[])[] = [];
    const io: ProducerIo = {
      connect: () => undefined,
      disconnect: () => undefined,
      send: () => undefined,
      wakeup: () => undefined,
      callback: () => seen.push(state()),
      unblocked: () => undefined,
    };
    const metadata = new ProducerMetadata(config, new NodeTable(), new PartitionTable(), jitter, [0]);
    const outcomes = new BatchOutcomes(config, accumulator, undefined, metadata, io);
    accumulator.pool.tryAllocate(100);
    accumulator.appendToNewBatch(partition, record(1), 100, 0);
    accumulator.tryAppend(partition, record(2));
    const batches = partition.queue.list();
    for (const batch of batches) accumulator.removeFromQueue(batch);
    outcomes.drained(batches);
    const request = new InFlightRequest({ api: "Metadata", correlationId: 0 }, 0, true, batches);
    request.fate = "answered";
    const told = { topicPartition: partition.topicPartition, baseOffset: 0, logAppendTime: -1, logStartOffset: 0 };
    const partitions = [{ error: errors.NONE, ...told, ...answer }];
    request.response = { api: "Produce", correlationId: 0, throttleMillis: 0, partitions };
    outcomes.requestEnded(request, 5);
    return { seen, after: state() };
  }

  test("stored, and failed alike", () => {
    const once = { seen: [1, 2].map(() => [1, 1, 0]), after: [0, 0, 100] };
    expect(seenAt({})).toEqual(once);
    expect(seenAt({ error: errors.INVALID_RECORD, baseOffset: -1 })).toEqual(once);
  });
});

test("the memory of a batch that was packed anew is freed once, with the batch that it came from (P-103, P-104)", () => {
  const config = { ...defaultProducerConfig, batchSize: 100, bufferMemory: 100 };
  const accumulator = new RecordAccumulator(config, jitter, undefined);
  const partition = new PartitionState(topicPartition("t", 0, 0));
  accumulator.pool.tryAllocate(100);
  accumulator.appendToNewBatch(partition, record(1), 100, 0);
  accumulator.tryAppend(partition, record(2));
  const big = partition.queue.head;
  if (big === undefined) throw new Error("a batch was begun");
  partition.queue.shift();
  accumulator.splitAndReenqueue(big);
  const again = partition.queue.head;
  if (again === undefined) throw new Error("it was packed anew");
  expect([again.records.length, accumulator.pool.freeBytes]).toEqual([2, 0]);
  accumulator.release(big);
  expect(accumulator.pool.freeBytes).toBe(100);
  accumulator.release(again);
  expect(accumulator.pool.freeBytes).toBe(100);
});

test("metadata that is too old is asked for as if no answer before had brought nothing new (P-31, producer-measured.md 4)", () => {
  const times = { metadataMaxAgeMillis: 300, retryBackoffMillis: 100, retryBackoffMaxMillis: 800 };
  const metadata = new ProducerMetadata(
    { ...defaultProducerConfig, ...times },
    new NodeTable(),
    new PartitionTable(),
    jitter,
    [0],
  );
  const told = { topicPartition: topicPartition("t", 0, 0), error: errors.NONE, leader: 0, leaderEpoch: 0 };
  // The first answer brings something new; four more do not, and the next backoff is eight times the first.
  for (const at of [0, 10, 20, 30, 40]) metadata.update({ nodes: [0], partitions: [told] }, at);
  metadata.requestUpdate();
  expect(metadata.millisToNextUpdate(41)).toBe(799);
  expect(metadata.millisToNextUpdate(339)).toBe(501);
  expect(metadata.millisToNextUpdate(340)).toBe(0);
  expect(metadata.isDue(340)).toBe(true);
});

test("a broker that is being connected to comes before one that might be (producer-measured.md 1)", () => {
  const connects: number[] = [];
  const io: ProducerIo = {
    connect: (node) => connects.push(node),
    disconnect: () => undefined,
    send: () => undefined,
    wakeup: () => undefined,
    callback: () => undefined,
    unblocked: () => undefined,
  };
  for (const tried of [0, 1]) {
    const nodes = new NodeTable();
    const metadata = new ProducerMetadata(defaultProducerConfig, nodes, new PartitionTable(), jitter, [0, 1]);
    const network = new NetworkClient(defaultProducerConfig, nodes, metadata, io, jitter, "in-order");
    expect(network.leastLoaded(0)?.id).toBe(0);
    network.makeUsable(nodes.of(tried), 0);
    expect(network.leastLoaded(0)?.id).toBe(tried);
  }
  expect(connects).toEqual([0, 1]);
});
