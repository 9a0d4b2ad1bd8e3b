import { describe, expect, test } from "vitest";
import { producerExpirySweepMillis } from "../../../src/model/broker/broker.ts";
import { producerIdBlocks } from "../../../src/model/broker/producer-ids.ts";
import { brokerProfileNamed, kafka44 } from "../../../src/model/broker/profiles.ts";
import { ProducerStateEntry } from "../../../src/model/core/producer-state.ts";
import { OneBroker } from "../../support/one-broker.ts";

const day = 86_400_000;
const ways = ["clean", "kill"] as const;

describe("restart", () => {
  for (const how of ways) {
    test(`after a ${how} restart the window is one batch and grows with what comes later (B-46, B-49)`, () => {
      const broker = new OneBroker();
      broker.play("0/0x1; 0/1x1; 0/2x1; 0/3x1; 0/4x1");
      broker.restart(how);
      expect(broker.table()).toBe("0: epoch 0 [4-4@4]");
      const retries = "0/4x1 DUP@4; 0/3x1 45; 0/0x1 45; 0/5x1 OK@5; 0/4x1 DUP@4; 0/5x1 DUP@5";
      expect(broker.play(retries)).toBe(retries);
      expect(broker.broker.log(broker.partition())).toHaveLength(6);
    });

    test(`a ${how} restart forgets producers whose records are older than the expiry, by record time (B-40, B-47)`, () => {
      const broker = new OneBroker();
      broker.send("0/0x1", { producer: 1, timestamp: broker.now - day });
      broker.send("0/0x1", { producer: 2, timestamp: broker.now - day + 1 });
      broker.restart(how);
      expect(broker.table()).toBe("2: epoch 0 [0-0@1]");
      expect(broker.saw.at(-1)).toEqual({ kind: "expired", producerId: 1 });
      // A producer that writes old times loses its deduplication: its resend is written a second time.
      expect(broker.send("0/0x1", { producer: 1, timestamp: broker.now - day })).toBe("OK@2");
    });
  }

  test("a second restart without appends between loses nothing more (B-45)", () => {
    const broker = new OneBroker();
    broker.play("0/0x1; 0/1x1");
    broker.restart();
    broker.restart("kill");
    expect(broker.play("0/1x1; 0/2x1")).toBe("0/1x1 DUP@1; 0/2x1 OK@2");
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([2]);
  });

  test("a fenced epoch stays fenced over a restart (B-33, B-46)", () => {
    const broker = new OneBroker();
    broker.play("3/0x1");
    broker.restart("kill");
    expect(broker.play("2/0x1; 3/1x1")).toBe("2/0x1 47; 3/1x1 OK@1");
  });

  test("a restart that drops nothing from an empty broker is fine, and later appends are taken in", () => {
    const broker = new OneBroker();
    broker.restart();
    expect(broker.play("0/0x1; 0/0x1")).toBe("0/0x1 OK@0; 0/0x1 DUP@0");
  });
});

describe("the producer table", () => {
  test("entry time is the greatest record time of the last accepted batch (B-39)", () => {
    const broker = new OneBroker();
    broker.send("0/0x1", { timestamp: 77 });
    broker.send("0/1x1", { timestamp: 55 });
    const [entry] = broker.broker.producerTable(broker.partition());
    expect(entry).toMatchObject({ producerId: 0, producerEpoch: 0, lastTimestamp: 55, lastSequence: 1, size: 2 });
  });

  test("what a snapshot gives back carries the entry's time, which a marker may have moved on (B-46)", () => {
    const entry = new ProducerStateEntry(7, 3, 5);
    expect(entry).toMatchObject({ lastTimestamp: -1, lastSequence: -1, newest: undefined, oldest: undefined });
    entry.lastTimestamp = 50;
    expect(entry.reduced(1)).toMatchObject({ size: 0, producerEpoch: 3, lastTimestamp: 50 });
    entry.add(3, 4, 40, 1, 100);
    entry.add(3, 6, 42, 1, 200);
    entry.lastTimestamp = 2_000_000;
    const newest = { lastSequence: 6, lastOffset: 42, offsetDelta: 1, timestamp: 2_000_000 };
    expect(entry.reduced(1).batches()).toEqual([newest]);
    expect(
      entry
        .reduced(5)
        .batches()
        .map(({ timestamp }) => timestamp),
    ).toEqual([100, 2_000_000]);
  });

  test("every batch of the window keeps its own time, also where it took the place of an older one (B-21)", () => {
    const broker = new OneBroker();
    for (let sequence = 0; sequence < 12; sequence += 1)
      broker.send(`0/${sequence}x1`, { timestamp: 1_000 + sequence });
    for (let sequence = 7; sequence < 12; sequence += 1) {
      expect(broker.answer(`0/${sequence}x1`).logAppendTime).toBe(1_000 + sequence);
    }
  });

  test("an expired producer is unknown: a lower epoch and any sequence are accepted again (B-41)", () => {
    const broker = new OneBroker();
    broker.play("5/0x1");
    broker.now += day - 1;
    broker.broker.expireProducers(broker.now);
    expect(broker.play("4/9x1")).toBe("4/9x1 47");
    broker.now += 1;
    broker.broker.expireProducers(broker.now);
    expect(broker.play("4/9x1; 4/11x1")).toBe("4/9x1 OK@1; 4/11x1 45");
    expect(producerExpirySweepMillis).toBe(600_000);
  });

  test("older brokers remember a producer for seven days", () => {
    const broker = new OneBroker({ broker: { profile: brokerProfileNamed("kafka-2.8") ?? kafka44 } });
    broker.play("0/0x1");
    broker.broker.expireProducers(broker.now + 7 * day - 1);
    expect(broker.table()).toBe("0: epoch 0 [0-0@0]");
    broker.broker.expireProducers(broker.now + 7 * day);
    expect(broker.table()).toBe("");
  });

  test("a newer epoch empties the window, and a batch of the old one is fenced, not a duplicate (B-28, B-30, B-33)", () => {
    const broker = new OneBroker();
    expect(broker.play("0/0x1; 0/1x1; 7/0x2; 0/1x1; 7/0x2; 9/2x1")).toBe(
      "0/0x1 OK@0; 0/1x1 OK@1; 7/0x2 OK@2; 0/1x1 47; 7/0x2 DUP@2; 9/2x1 45",
    );
    expect(broker.table()).toBe("0: epoch 7 [0-1@2]");
  });

  test("the table is listed by producer id, whoever came first", () => {
    const broker = new OneBroker();
    for (const producer of [30, 4, 1_000]) broker.send("0/0x1", { producer });
    expect(broker.table()).toBe("4: epoch 0 [0-0@1]; 30: epoch 0 [0-0@0]; 1000: epoch 0 [0-0@2]");
  });
});

describe("deleted records, snapshots and cut logs", () => {
  test("DeleteRecords takes offsets up to the log's end, and only where records may be deleted (B-43)", () => {
    const broker = new OneBroker();
    broker.play("0/0x3; 0/3x1");
    const partition = broker.partition();
    expect(broker.broker.deleteRecords(partition, 5).code).toBe(1);
    expect(broker.broker.deleteRecords(partition, -2).code).toBe(1);
    expect(broker.broker.deleteRecords(partition, 0).code).toBe(0);
    expect(broker.broker.deleteRecords(partition, 3).code).toBe(0);
    expect(broker.broker.deleteRecords(partition, 1).code).toBe(0);
    expect(broker.broker.logStartOffset(partition)).toBe(3);
    expect(broker.broker.log(partition).map(({ baseOffset }) => baseOffset)).toEqual([3]);
    // The batch is gone, and the span that is remembered of it still says where it began (B-38).
    expect(broker.play("0/0x3; 0/5x1")).toBe("0/0x3 DUP@0; 0/5x1 45");
    expect(broker.broker.deleteRecords(partition, -1).code).toBe(0);
    expect(broker.broker.logStartOffset(partition)).toBe(4);
    const compacted = new OneBroker({ topic: { compacted: true } });
    expect(compacted.broker.deleteRecords(compacted.partition(), 0).code).toBe(44);
    expect(compacted.broker.deleteRecords({ ...partition, index: 8 }, 0).code).toBe(3);
  });

  test("a restart after part of the log was deleted keeps what the newest snapshot says (B-47)", () => {
    const broker = new OneBroker();
    broker.play("0/0x1; 0/1x1");
    broker.broker.deleteRecords(broker.partition(), 1);
    broker.restart();
    expect(broker.play("0/1x1; 0/2x1")).toBe("0/1x1 DUP@1; 0/2x1 OK@2");
  });

  test("a duplicate and a gap both close an old segment and write a snapshot, a bad checksum does not (B-17, B-45)", () => {
    for (const [notation, outcome] of [
      ["0/0x1", "DUP@0"],
      ["0/9x1", "45"],
    ] as const) {
      const broker = new OneBroker({ topic: { segmentMillis: 1_000 } });
      const snapshots = (): readonly number[] => broker.broker.snapshotOffsets(broker.partition());
      broker.send("0/0x1");
      broker.now += 1_001;
      broker.send("0/1x1", { batch: { defects: { crcWrong: true } } });
      expect(snapshots()).toEqual([]);
      expect(broker.send(notation)).toBe(outcome);
      expect(snapshots()).toEqual([1]);
      // The active segment is empty now and is not closed again.
      broker.now += 1_001;
      broker.send(notation);
      broker.send("0/1x1");
      expect(snapshots()).toEqual([1]);
    }
  });

  test("a full segment is closed before the batch that does not fit (B-17)", () => {
    const broker = new OneBroker({ topic: { segmentBytes: 200 } });
    for (const sequence of [0, 1, 2, 3, 4]) broker.send(`0/${sequence}x1`, { batch: { sizeInBytes: 100 } });
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([2, 4]);
  });

  test("without record times a segment's age goes by the broker's clock", () => {
    const broker = new OneBroker({ topic: { segmentMillis: 1_000 } });
    broker.send("0/0x1", { timestamp: -1 });
    broker.now += 1_000;
    broker.send("0/1x1", { timestamp: -1 });
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([]);
    broker.now += 1;
    broker.send("0/2x1", { timestamp: -1 });
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([2]);
  });

  test("cutting at or beyond the end changes nothing, and a cut falls on a batch boundary (B-84)", () => {
    const broker = new OneBroker();
    broker.play("0/0x3; 0/3x3");
    broker.broker.truncate(broker.partition(), 6, broker.now);
    expect(broker.table()).toBe("0: epoch 0 [0-2@0 3-5@3]");
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([]);
    broker.broker.truncate(broker.partition(), 5, broker.now);
    expect(broker.broker.logEndOffset(broker.partition())).toBe(3);
    expect(broker.play("0/3x3; 0/3x3")).toBe("0/3x3 OK@3; 0/3x3 DUP@3");
    broker.broker.truncate(broker.partition(), 0, broker.now);
    expect(broker.table()).toBe("");
    expect(broker.play("0/7x1")).toBe("0/7x1 OK@0");
  });

  test("a table that was empty stays so when the log is cut, and is written down at the cut (B-45, B-48)", () => {
    const broker = new OneBroker({ broker: { producerIdExpirationMillis: 1 } });
    broker.play("0/0x1; 0/1x1; 0/2x1");
    broker.broker.expireProducers(broker.now + 1);
    broker.broker.truncate(broker.partition(), 2, broker.now);
    expect(broker.table()).toBe("");
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([2]);
  });

  test("of the snapshots that end before the oldest kept batch only the newest is kept", () => {
    const broker = new OneBroker({ topic: { segmentBytes: 200 }, broker: { retainedBatches: 4 } });
    for (let sequence = 0; sequence < 11; sequence += 1) {
      broker.send(`0/${sequence}x1`, { batch: { sizeInBytes: 100 } });
    }
    // Snapshots fall on every second offset; at the last, 10, the batches from 6 on were kept.
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([6, 8, 10]);
    broker.broker.truncate(broker.partition(), 8, broker.now);
    expect(broker.table()).toBe("0: epoch 0 [7-7@7]");
    // A cut that would need batches which memory no longer holds is a mistake of the caller, not a shorter log.
    expect(() => broker.broker.truncate(broker.partition(), 5, broker.now)).toThrow("oldest batch kept is at 7");
    expect(() => broker.broker.truncate(broker.partition(), 7, broker.now)).toThrow("oldest batch kept is at 7");
  });

  test("a log that keeps few batches lists them in order after a cut and new appends", () => {
    const broker = new OneBroker({ broker: { retainedBatches: 3 } });
    broker.play("0/0x1; 0/1x1; 0/2x1; 0/3x1");
    broker.restart();
    broker.play("0/4x1");
    broker.broker.truncate(broker.partition(), 4, broker.now);
    broker.play("0/4x2; 0/6x1; 0/7x1");
    const offsets = broker.broker.log(broker.partition()).map(({ baseOffset }) => baseOffset);
    expect(offsets).toEqual([4, 6, 7]);
  });

  test("a segment's age is the distance of record times, not of the clock (B-17)", () => {
    const broker = new OneBroker({ topic: { segmentMillis: 1_000 } });
    const snapshots = (): readonly number[] => broker.broker.snapshotOffsets(broker.partition());
    broker.send("0/0x1", { timestamp: 0 });
    broker.now += 5_000;
    broker.send("0/1x1", { timestamp: 1_000 });
    expect(snapshots()).toEqual([]);
    broker.send("0/2x1", { timestamp: 1_001 });
    expect(snapshots()).toEqual([2]);
  });

  test("preloaded records move the log's end and leave no producer state", () => {
    const broker = new OneBroker({ broker: { profile: brokerProfileNamed("kafka-4.5") ?? kafka44 } });
    broker.broker.preload(broker.partition(), [broker.record(), broker.record()], broker.now);
    broker.broker.preload(broker.partition(), [], broker.now);
    expect(broker.table()).toBe("");
    expect(broker.saw).toEqual([]);
    const [preloaded, ...more] = broker.broker.log(broker.partition());
    expect(preloaded).toMatchObject({ baseOffset: 0, lastOffset: 1, batch: { producerId: -1, transactional: false } });
    expect(more).toEqual([]);
    // The log is not untouched any more, so even 4.5 lets an unknown producer start anywhere (B-29).
    expect(broker.play("0/9x1")).toBe("0/9x1 OK@2");
    broker.restart();
    expect(broker.table()).toBe("0: epoch 0 [9-9@2]");
  });
});

describe("producer ids", () => {
  test("a cold broker puts the first caller off with 14, then ids flow from 0 at epoch 0 (B-90, B-91)", () => {
    const broker = new OneBroker({ broker: { producerIdBlock: "cold" } });
    const calls = [1, 2, 3].map(() => broker.initProducerId());
    expect(calls).toEqual(["14", "0/0", "1/0"]);
  });

  for (const how of ways) {
    test(`a ${how} restart discards the rest of the block and makes the broker cold (B-91)`, () => {
      const broker = new OneBroker();
      expect(broker.initProducerId()).toBe("0/0");
      broker.restart(how);
      expect([broker.initProducerId(), broker.initProducerId()]).toEqual(["14", "1000/0"]);
    });
  }

  test("what the caller had before is not looked at, but it must name both or neither (B-90)", () => {
    const broker = new OneBroker();
    expect(broker.initProducerId({ producerId: 77, producerEpoch: 5 })).toBe("0/0");
    expect(broker.initProducerId({ producerId: 77, producerEpoch: -1 })).toBe("42");
    expect(broker.initProducerId({ producerId: -1, producerEpoch: 5 })).toBe("42");
  });

  test("brokers of one cluster share the blocks, and the next one is fetched at the 901st id (B-91)", () => {
    const blocks = producerIdBlocks();
    const one = new OneBroker({ broker: { producerIdBlocks: blocks } });
    const take = (count: number): string[] => Array.from({ length: count }, () => one.initProducerId());
    expect(take(900).at(-1)).toBe("899/0");
    const other = new OneBroker({ broker: { producerIdBlocks: blocks } });
    expect(other.initProducerId()).toBe("1000/0");
    expect(take(1)).toEqual(["900/0"]);
    const third = new OneBroker({ broker: { producerIdBlocks: blocks } });
    expect(third.initProducerId()).toBe("3000/0");
    expect(take(100).slice(-2)).toEqual(["999/0", "2000/0"]);
    expect(take(1_000).slice(-2)).toEqual(["2999/0", "4000/0"]);
  });

  test("older brokers let the caller wait for a block instead", () => {
    const profile = brokerProfileNamed("kafka-2.4") ?? kafka44;
    const broker = new OneBroker({ broker: { profile, producerIdBlock: "cold" } });
    expect(broker.initProducerId()).toBe("0/0");
  });
});

describe("metadata", () => {
  test("names the broker as leader of every partition, and a restart raises the leader epoch by two", () => {
    const broker = new OneBroker({ partitions: 2 });
    const ask = (): unknown => broker.broker.handle({ api: "Metadata", correlationId: 5 }, broker.now);
    const described = (leaderEpoch: number): unknown => ({
      api: "Metadata",
      correlationId: 5,
      cluster: {
        nodes: [1],
        partitions: broker.partitions.map((partition) => ({
          topicPartition: partition,
          error: expect.objectContaining({ code: 0 }),
          leader: 1,
          leaderEpoch,
        })),
      },
    });
    expect(ask()).toEqual(described(0));
    broker.restart("kill");
    expect(ask()).toEqual(described(2));
  });
});
