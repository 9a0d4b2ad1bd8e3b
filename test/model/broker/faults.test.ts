import { describe, expect, test } from "vitest";
import { OneBroker } from "../../support/one-broker.ts";

function twoProducersOnTwoPartitions(): OneBroker {
  const broker = new OneBroker({ partitions: 2 });
  for (const partition of [0, 1]) {
    for (const producer of [1, 2]) {
      broker.send("0/0x1", { producer, partition });
      broker.send("0/1x1", { producer, partition });
    }
  }
  return broker;
}

const tables = (broker: OneBroker): readonly string[] => [broker.table(0), broker.table(1)];
const whole = [
  "1: epoch 0 [0-0@0 1-1@1]; 2: epoch 0 [0-0@2 1-1@3]",
  "1: epoch 0 [0-0@0 1-1@1]; 2: epoch 0 [0-0@2 1-1@3]",
];

describe("forgetting producers", () => {
  test("takes one producer id out of all partitions: its resend is written again, the others' is not (B-41)", () => {
    const broker = twoProducersOnTwoPartitions();
    expect(tables(broker)).toEqual(whole);
    expect(broker.broker.forgetProducers({ producerId: 1 })).toBe(2);
    expect(tables(broker)).toEqual(["2: epoch 0 [0-0@2 1-1@3]", "2: epoch 0 [0-0@2 1-1@3]"]);
    expect(broker.saw.slice(-2)).toEqual([
      { kind: "expired", producerId: 1 },
      { kind: "expired", producerId: 1 },
    ]);
    expect(broker.send("0/1x1", { producer: 1 })).toBe("OK@4");
    expect(broker.send("0/1x1", { producer: 2 })).toBe("DUP@3");
  });

  test("takes the whole table of one partition, or every table", () => {
    const broker = twoProducersOnTwoPartitions();
    expect(broker.broker.forgetProducers({ topicPartition: broker.partition(1) })).toBe(2);
    expect(tables(broker)).toEqual([whole[0], ""]);
    expect(broker.broker.forgetProducers({})).toBe(2);
    expect(tables(broker)).toEqual(["", ""]);
    expect(broker.broker.forgetProducers({ producerId: 1 })).toBe(0);
  });

  test("is for good: no snapshot brings a forgotten producer back, and the rest comes back as ever (B-46, B-49)", () => {
    const broker = twoProducersOnTwoPartitions();
    broker.restart();
    broker.broker.forgetProducers({ producerId: 1 });
    broker.restart("kill");
    expect(tables(broker)).toEqual(["2: epoch 0 [1-1@3]", "2: epoch 0 [1-1@3]"]);
  });
});

describe("a crash that loses what was not flushed", () => {
  test("cuts the log and the producer table back together, so that a resend of what was lost is new (B-47, B-84)", () => {
    const broker = new OneBroker();
    broker.play("0/0x1; 0/1x2; 0/3x1");
    broker.crash({ 0: 3 });
    expect(broker.broker.logEndOffset(broker.partition())).toBe(3);
    expect(broker.table()).toBe("0: epoch 0 [1-2@1]");
    const resends = "0/1x2 DUP@1; 0/4x1 45; 0/3x1 OK@3";
    expect(broker.play(resends)).toBe(resends);
  });

  test("loses a batch that was flushed in part as a whole, and may lose everything", () => {
    const broker = new OneBroker();
    broker.play("0/0x1; 0/1x2");
    broker.crash({ 0: 2 });
    expect(broker.broker.logEndOffset(broker.partition())).toBe(1);
    broker.crash({ 0: 0 });
    expect(broker.broker.logEndOffset(broker.partition())).toBe(0);
    expect(broker.table()).toBe("");
    // Nobody knows the producer any more, so that its next batch leaves a gap that nobody will close (B-29).
    expect(broker.play("0/3x1; 0/0x1")).toBe("0/3x1 OK@0; 0/0x1 45");
  });

  test("leaves logs alone that were flushed to their end, or that it does not name, and all records that were deleted", () => {
    const broker = new OneBroker({ partitions: 3 });
    for (const partition of [0, 1, 2]) broker.send("0/0x3", { partition });
    broker.broker.deleteRecords(broker.partition(2), 3);
    broker.crash({ 0: 3, 2: 0 });
    const ends = [0, 1, 2].map((partition) => broker.broker.logEndOffset(broker.partition(partition)));
    expect(ends).toEqual([3, 3, 3]);
    expect(broker.broker.logStartOffset(broker.partition(2))).toBe(3);
  });
});
