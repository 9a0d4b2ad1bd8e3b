import { describe, expect, test } from "vitest";
import { OneBroker } from "../../support/one-broker.ts";

const sevenBatches = "0/0x1; 0/1x1; 0/2x1; 0/3x1; 0/4x1; 0/5x1; 0/6x1";

/** The follower takes over with the first `endOffset` records of the one partition. */
function failOver(broker: OneBroker, endOffset: number): readonly number[] {
  const lost = broker.broker.failOver(() => endOffset, broker.now);
  return (lost.get(broker.partition()) ?? []).map(({ baseOffset }) => baseOffset);
}

describe("a follower that takes its leader's place", () => {
  test("knows five batches of each producer, as measured: the sixth and seventh newest are out of order (B-82)", () => {
    const broker = new OneBroker();
    broker.play(sevenBatches);
    expect(failOver(broker, 7)).toEqual([]);
    const again = "0/0x1 45; 0/1x1 45; 0/2x1 DUP@2; 0/3x1 DUP@3; 0/4x1 DUP@4; 0/5x1 DUP@5; 0/6x1 DUP@6";
    expect(broker.play(again)).toBe(again);
  });

  test("knows as many where its leader had restarted and knew one only (B-49, B-81)", () => {
    const broker = new OneBroker();
    broker.play(sevenBatches);
    broker.restart();
    expect(broker.table()).toBe("0: epoch 0 [6-6@6]");
    failOver(broker, 7);
    expect(broker.table()).toBe("0: epoch 0 [2-2@2 3-3@3 4-4@4 5-5@5 6-6@6]");
  });

  test("has lost what it had not fetched: all behind it is refused until the lost batches come again (B-86, measured)", () => {
    const broker = new OneBroker();
    broker.play("0/0x1; 0/1x1; 0/2x1; 0/3x1; 0/4x1");
    expect(failOver(broker, 3)).toEqual([3, 4]);
    expect(broker.broker.logEndOffset(broker.partition())).toBe(3);
    const resent = "0/5x1 45; 0/4x1 45; 0/3x1 OK@3; 0/4x1 OK@4; 0/5x1 OK@5";
    expect(broker.play(resent)).toBe(resent);
  });

  test("leads under the next epoch, with a block of producer ids of its own", () => {
    const broker = new OneBroker();
    broker.play("0/0x1; 0/1x1");
    expect(broker.initProducerId()).toBe("0/0");
    failOver(broker, 2);
    expect(broker.broker.describeCluster().partitions[0]).toMatchObject({ leaderEpoch: 1 });
    expect(broker.broker.epochEnd(broker.partition(), 0, -1)).toMatchObject({ endOffset: 2 });
    expect(broker.initProducerId()).toBe("1000/0");
  });

  test("knows nothing of a producer of which it has no batch", () => {
    const broker = new OneBroker();
    broker.play("0/0x1");
    broker.play("0/0x1", { producer: 7 });
    failOver(broker, 1);
    expect(broker.table()).toBe("0: epoch 0 [0-0@0]");
    expect(broker.send("0/0x1", { producer: 7 })).toBe("OK@1");
  });
});

describe("a broker that has not heard that it leads", () => {
  test("answers 6 and stores nothing, though it names itself the leader (B-12, measured)", () => {
    const broker = new OneBroker();
    broker.broker.leads = false;
    expect(broker.send("0/0x1")).toBe("6");
    expect(broker.broker.describeCluster().partitions[0]).toMatchObject({ leader: 1 });
    broker.broker.leads = true;
    expect(broker.send("0/0x1")).toBe("OK@0");
  });
});
