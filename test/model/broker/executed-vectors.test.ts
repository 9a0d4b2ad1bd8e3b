import { describe, expect, test } from "vitest";
import { OneBroker } from "../../support/one-broker.ts";

/**
 * The vectors of section 14 of the rule book, which were run on Kafka's own classes. Not here: E, F, L, M, P (markers,
 * open transactions, verification) and N (followers).
 *
 * One script is another than in the book. H loses its snapshots and restarts; here every restart writes a snapshot first,
 * as measured brokers do however they end, so that a ninth batch is cut off instead: that, too, reads the eight again
 * with no snapshot to begin from.
 */
describe("the executed vectors hold", () => {
  const expectPlay = (broker: OneBroker, script: string): void => expect(broker.play(script)).toBe(script);

  test("A: any first sequence, then only the next one, an exact resend, or a newer epoch from 0 (B-24, B-29, B-31, B-33)", () => {
    expectPlay(
      new OneBroker(),
      "0/17x3 OK@0; 0/20x1 OK@3; 0/22x1 45; 0/17x3 DUP@0; 0/18x2 45; 0/17x4 45; 0/20x2 45; -1/21x1 47; 1/21x1 45; " +
        "5/0x1 OK@4; 0/20x1 47",
    );
  });

  test("B: the fifth newest batch is a duplicate, the sixth newest is forgotten (B-24, B-27, B-28)", () => {
    expectPlay(
      new OneBroker(),
      "0/0x1 OK@0; 0/1x1 OK@1; 0/2x1 OK@2; 0/3x1 OK@3; 0/4x1 OK@4; 0/5x1 OK@5; 0/1x1 DUP@1; 0/0x1 45; 0/1x2 45",
    );
  });

  test("C: sequences wrap past 2147483647 to 0, inside a batch and between two (B-32)", () => {
    const broker = new OneBroker();
    expectPlay(broker, "0/2147483646x5 OK@0; 0/2147483646x5 DUP@0; 0/3x1 OK@5");
    const other = broker.play("0/2147483647x1; 0/1x1; 0/0x1", { producer: 1 });
    expect(other).toBe("0/2147483647x1 OK@6; 0/1x1 45; 0/0x1 OK@7");
  });

  test("D: epoch -1 with a producer id accepts every sequence but still deduplicates (B-34)", () => {
    const broker = new OneBroker();
    expectPlay(broker, "-1/5x1 OK@0; -1/99x1 OK@1; -1/99x1 DUP@1; 0/50x1 OK@2");
    expect(broker.play("-2/0x1", { producer: 1 })).toBe("-2/0x1 47");
  });

  test("G: a restart keeps the newest batch of the five, and its time (B-21, B-46, B-49)", () => {
    const broker = new OneBroker({ now: 5_010 });
    for (const sequence of [0, 1, 2, 3, 4]) {
      expect(broker.send(`0/${sequence}x1`, { timestamp: 5_000 + sequence })).toBe(`OK@${sequence}`);
    }
    expect(broker.answer("0/1x1")).toMatchObject({ baseOffset: 1, logAppendTime: 5_001 });
    broker.restart();
    expect(broker.answer("0/4x1")).toMatchObject({ baseOffset: 4, logAppendTime: 5_004 });
    expectPlay(broker, "0/3x1 45; 0/5x1 OK@5");
  });

  test("H: reading the whole log again, without any snapshot, brings the window of five back (B-47, B-49)", () => {
    const broker = new OneBroker();
    for (let sequence = 0; sequence < 9; sequence += 1) broker.send(`0/${sequence}x1`);
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([]);
    broker.broker.truncate(broker.partition(), 8, broker.now);
    expectPlay(broker, "0/3x1 DUP@3; 0/2x1 45");
  });

  test("I: a cut log knows the snapshot's batch and those read again above it (B-47, B-84)", () => {
    const broker = new OneBroker();
    for (const sequence of [0, 1, 2, 3]) broker.send(`0/${sequence}x1`);
    broker.restart();
    for (const sequence of [4, 5, 6]) broker.send(`0/${sequence}x1`);
    broker.broker.truncate(broker.partition(), 6, broker.now);
    expect(broker.table()).toBe("0: epoch 0 [3-3@3 4-4@4 5-5@5]");
    expect(broker.broker.snapshotOffsets(broker.partition())).toEqual([4, 6]);
    expectPlay(broker, "0/5x1 DUP@5; 0/3x1 DUP@3; 0/2x1 45; 0/6x1 OK@6");
  });

  test("J: the sweep goes by record time: a day old or no time at all is gone, the future stays (B-39, B-40)", () => {
    const broker = new OneBroker({ topic: { timestampAfterMaxMillis: Infinity } });
    const day = 86_400_000;
    broker.send("0/0x1", { producer: 0, timestamp: broker.now - day });
    broker.send("0/0x1", { producer: 1, timestamp: -1 });
    broker.send("0/0x1", { producer: 2, timestamp: broker.now + 1_000 * day });
    broker.send("0/0x1", { producer: 3, timestamp: broker.now - day + 1 });
    broker.broker.expireProducers(broker.now);
    expect(broker.table()).toBe("2: epoch 0 [0-0@2]; 3: epoch 0 [0-0@3]");
    expect(broker.saw.filter(({ kind }) => kind === "expired")).toEqual([
      { kind: "expired", producerId: 0 },
      { kind: "expired", producerId: 1 },
    ]);
  });

  test("K: deleted records are still known until a restart, which then takes stale data as new (B-43, B-44, B-48)", () => {
    const broker = new OneBroker();
    expectPlay(broker, "0/0x1 OK@0; 0/1x1 OK@1");
    expect(broker.broker.deleteRecords(broker.partition(), 2).code).toBe(0);
    expect(broker.answer("0/1x1")).toMatchObject({ baseOffset: 1, logStartOffset: 2 });
    broker.restart();
    expect(broker.table()).toBe("");
    expectPlay(broker, "0/0x1 OK@2");
  });

  test("O: the range alone is compared, so other content with it is dropped with success (B-24, B-26)", () => {
    expectPlay(new OneBroker(), "0/0x3 OK@0; 0/0x2 45; 0/0x3 DUP@0");
  });
});
