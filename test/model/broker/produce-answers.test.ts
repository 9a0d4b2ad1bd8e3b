import { describe, expect, test } from "vitest";
import { errors } from "../../../src/model/core/errors.ts";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import type { Acks, BatchDefects, PartitionProduceResponse } from "../../../src/model/protocol.ts";
import { brokerProfileNamed, kafka44 } from "../../../src/model/broker/profiles.ts";
import { OneBroker, type OneBrokerOptions, type SendOptions } from "../../support/one-broker.ts";

const nothing = { baseOffset: -1, logAppendTime: -1 };
const hour = 3_600_000;

/** A broker whose log starts at 1 and ends at 2, so that a log start of -1, 0 and the real one can be told apart. */
function withHistory(options: OneBrokerOptions = {}): OneBroker {
  const broker = new OneBroker(options);
  const keyed = { producer: 9, batch: { records: [{ ...broker.record(), keyBytes: 3 }] } };
  broker.send("0/0x1", keyed);
  broker.send("0/1x1", keyed);
  broker.broker.deleteRecords(broker.partition(), 1);
  return broker;
}

const codeOf = ({ error, logStartOffset }: PartitionProduceResponse): readonly number[] => [error.code, logStartOffset];

describe("what an answer carries", () => {
  test("an append carries its base offset, no time on CreateTime topics, and the log start (B-20)", () => {
    const broker = withHistory();
    expect(broker.answer("0/0x3")).toMatchObject({
      error: errors.NONE,
      baseOffset: 2,
      logAppendTime: -1,
      logStartOffset: 1,
    });
  });

  test("on topics with LogAppendTime it carries the broker's clock, and a duplicate the first answer's (B-20, B-21)", () => {
    const broker = new OneBroker({ topic: { timestampType: "LogAppendTime" } });
    const first = broker.now;
    expect(broker.answer("0/0x1", { timestamp: 5 }).logAppendTime).toBe(first);
    broker.now += 70_000;
    expect(broker.answer("0/0x1", { timestamp: 5 })).toMatchObject({ baseOffset: 0, logAppendTime: first });
  });

  test("a duplicate carries the original's offset and greatest record time even on CreateTime topics (B-21)", () => {
    const broker = new OneBroker();
    const [early, late, middle] = [-5, -1, -3].map((ago) => broker.record(broker.now + ago));
    const records = [early, late, middle].filter((record) => record !== undefined);
    broker.send("0/0x3", { batch: { records } });
    broker.send("0/3x1");
    expect(broker.answer("0/0x3")).toMatchObject({ error: errors.NONE, baseOffset: 0, logAppendTime: broker.now - 1 });
  });

  test("a duplicate does not keep its producer from expiring (B-21, B-40)", () => {
    const broker = new OneBroker({ broker: { producerIdExpirationMillis: 3_000 } });
    broker.send("0/0x1");
    broker.now += 2_999;
    broker.broker.expireProducers(broker.now);
    expect(broker.send("0/0x1")).toBe("DUP@0");
    broker.now += 1;
    broker.broker.expireProducers(broker.now);
    // And so the exact resend is written a second time, as are any start and a lower epoch (B-41, measured).
    expect(broker.send("0/0x1")).toBe("OK@1");
  });

  test("a refusal in the log carries the log start, except for bad checksums, sizes and record sets (B-7, B-22)", () => {
    const refusals: readonly [SendOptions["batch"], number, number][] = [
      [{ baseSequence: 7 }, 0, 1],
      [{ defects: { crcWrong: true } }, 2, -1],
      [{ sizeInBytes: 1_048_589 }, 10, -1],
      [{ defects: { control: true } }, 87, 1],
      [{ defects: { unreadable: "unknown-codec" } }, -1, 1],
      [{ defects: { recordSet: "empty" } }, 87, -1],
      [{ defects: { recordSet: "two-batches" } }, 87, -1],
      [{ defects: { unreadable: "truncated" } }, 87, -1],
      [{ defects: { magic: 1 } }, 87, -1],
      [{ defects: { magic: 3 } }, 2, -1],
    ];
    for (const [batch = {}, code, logStart] of refusals) {
      const answer = withHistory().answer("0/0x1", { batch });
      expect(codeOf(answer)).toEqual([code, logStart]);
      if (code !== 0) expect(answer).toMatchObject(nothing);
    }
    expect(codeOf(withHistory().answer("0/5x1", { producer: 9 }))).toEqual([45, 1]);
    expect(codeOf(withHistory().answer("-1/0x1", { producer: 9 }))).toEqual([47, 1]);
  });
});

describe("the order of checks", () => {
  const broken: BatchDefects = { crcWrong: true, baseOffset: 77, control: true, unreadable: "unknown-codec" };
  const outcome = (batch: SendOptions["batch"] = {}, topic: OneBrokerOptions["topic"] = {}): number =>
    withHistory({ topic }).answer("0/9x1", { producer: 9, batch }).error.code;

  test("base offset, size, checksum, codec, header, records, sequence (B-14, B-15, B-16, B-18)", () => {
    const wrong = { sizeInBytes: 2_000_000 };
    expect(outcome({ ...wrong, defects: broken })).toBe(87);
    expect(outcome({ ...wrong, defects: { ...broken, baseOffset: 0 } })).toBe(10);
    expect(outcome({ defects: { ...broken, baseOffset: 0 } })).toBe(2);
    expect(outcome({ defects: { control: true, unreadable: "unknown-codec" } })).toBe(-1);
    expect(outcome({ defects: { control: true } })).toBe(87);
    expect(outcome({}, { compacted: true })).toBe(87);
    expect(outcome({ sizeInBytes: 1_048_588 })).toBe(45);
  });

  test("a legitimate retry is refused if the clock or a limit has moved since (B-19)", () => {
    const broker = new OneBroker();
    broker.send("0/0x1", { timestamp: broker.now + hour });
    expect(broker.send("0/0x1", { timestamp: broker.now + hour })).toBe("DUP@0");
    broker.now -= 1;
    expect(broker.send("0/0x1", { timestamp: broker.now + hour + 1 })).toBe("32");
    expect(broker.send("0/0x1", { batch: { sizeInBytes: 1_048_589 } })).toBe("10");
  });

  test("header fields that don't fit the records, and sequence -1 with a producer id, are 87 (B-15)", () => {
    const defects: readonly BatchDefects[] = [
      { claimedCount: 2 },
      { claimedCount: 4 },
      { claimedLastOffsetDelta: 1 },
      { claimedLastOffsetDelta: 3 },
      { baseOffset: 1 },
    ];
    for (const defect of defects) expect(new OneBroker().send("0/0x3", { batch: { defects: defect } })).toBe("87");
    expect(new OneBroker().send("0/-1x1")).toBe("87");
    expect(new OneBroker().send("0/0x0")).toBe("87");
    expect(new OneBroker().send("0/-1x1", { producer: -1 })).toBe("OK@0");
    const fitting = { claimedCount: 3, claimedLastOffsetDelta: 2, baseOffset: 0 };
    expect(new OneBroker().send("0/0x3", { batch: { defects: fitting } })).toBe("OK@0");
  });

  test("bytes behind a batch and crooked offset deltas are let through (family bytes)", () => {
    for (const unreadable of ["trailing-bytes", "offset-deltas"] as const) {
      expect(new OneBroker().send("0/0x2", { batch: { defects: { unreadable } } })).toBe("OK@0");
    }
  });

  test("record times too far ahead or back refuse the batch and name the records; -1 is exempt (B-16)", () => {
    const broker = new OneBroker({ topic: { timestampBeforeMaxMillis: 1_000 } });
    const times = [0, hour, hour + 1, -1_000, -1_001].map((ago) => broker.record(broker.now + ago));
    const records = [...times, broker.record(-1)];
    const answer = broker.answer("0/0x6", { batch: { records } });
    expect(answer).toMatchObject({ error: errors.INVALID_TIMESTAMP, recordErrors: [2, 4], ...nothing });
    const fine = records.filter((_, index) => index !== 2 && index !== 4);
    expect(broker.send("0/0x4", { batch: { records: fine } })).toBe("OK@0");
    expect(new OneBroker().send("0/0x1", { timestamp: 0 })).toBe("OK@0");
    const stamped = new OneBroker({ topic: { timestampType: "LogAppendTime" } });
    expect(stamped.send("0/0x1", { timestamp: stamped.now + 2 * hour })).toBe("OK@0");
    const old = brokerProfileNamed("kafka-3.9") ?? kafka44;
    const lenient = new OneBroker({ broker: { profile: old } });
    expect(lenient.send("0/0x1", { timestamp: lenient.now + 1_000 * hour })).toBe("OK@0");
  });

  test("a record without a key on a compacted topic is 87, and a wrong time beside it wins (B-16)", () => {
    const broker = new OneBroker({ topic: { compacted: true } });
    const keyed = { ...broker.record(), keyBytes: 3 };
    const records = [keyed, broker.record()];
    expect(broker.answer("0/0x2", { batch: { records } })).toMatchObject({
      error: errors.INVALID_RECORD,
      recordErrors: [1],
    });
    const late = { ...keyed, timestamp: broker.now + 2 * hour };
    const answer = broker.answer("0/0x3", { batch: { records: [...records, late] } });
    expect(answer).toMatchObject({ error: errors.INVALID_TIMESTAMP, recordErrors: [1, 2] });
    expect(answer.errorMessage).toBe("One or more records have been rejected due to invalid timestamp");
    // Of a record that is both only the key is looked at.
    const both = { ...broker.record(), timestamp: broker.now + 2 * hour };
    expect(broker.answer("0/0x1", { batch: { records: [both] } })).toMatchObject({
      error: errors.INVALID_RECORD,
      recordErrors: [0],
    });
    expect(broker.send("0/0x1", { batch: { records: [keyed] } })).toBe("OK@0");
  });

  test("only records that are refused one by one are told of in words (B-22)", () => {
    const broker = withHistory({ topic: { compacted: true } });
    const keyless = "Compacted topic cannot accept message without key in topic partition orders-0";
    expect(broker.answer("0/0x1")).toMatchObject({
      errorMessage: `One or more records have been rejected due to 1 record errors in total, and only showing the first three errors at most: [RecordError(batchIndex=0, message='${keyless}')]`,
      recordMessages: [keyless],
    });
    const keyed = { records: [{ ...broker.record(), keyBytes: 3 }] };
    for (const batch of [{ ...keyed, defects: { control: true } } as const, { ...keyed, baseSequence: 9 }, keyed]) {
      expect(broker.answer("0/0x1", { batch })).not.toHaveProperty("errorMessage");
    }
  });

  test("zstd is refused in versions of Produce that had no number for it (B-7)", () => {
    const zstd = { compression: "zstd" } as const;
    const outcomes = [6, 7, undefined].map((version) => {
      const broker = withHistory();
      const answer = broker.request(
        [broker.batch("0/2x1", { producer: 9, batch: zstd })],
        version === undefined ? {} : { version },
      );
      return typeof answer === "object" && answer.api === "Produce" ? answer.partitions.map(codeOf) : answer;
    });
    expect(outcomes).toEqual([[[76, -1]], [[0, 1]], [[0, 1]]]);
  });

  test("a topic with a codec of its own refuses epoch -1 with a producer id, as rewriting does (B-34)", () => {
    const broker = withHistory({ topic: { compressionType: "gzip" } });
    expect(codeOf(broker.answer("-1/0x1"))).toEqual([-1, 1]);
    // Rewriting minds no other epoch below 0: what refuses that is the producer's state (4.4.0, measured).
    expect(codeOf(broker.answer("-2/0x1"))[0]).toBe(47);
    expect(broker.send("-1/0x1", { producer: -1 })).toBe("OK@2");
    expect(broker.send("0/0x1")).toBe("OK@3");
  });

  test("a batch larger than a segment is RECORD_LIST_TOO_LARGE, before its sequence is looked at (B-17)", () => {
    const broker = withHistory({ topic: { segmentBytes: 200 } });
    const answer = broker.answer("0/9x1", { producer: 9, batch: { sizeInBytes: 201 } });
    expect(codeOf(answer)).toEqual([18, -1]);
    expect(broker.send("0/2x1", { producer: 9, batch: { sizeInBytes: 200 } })).toBe("OK@2");
  });

  test("nobody may write Kafka's own topics (B-11), and acks must be -1, 0 or 1 (B-10)", () => {
    expect(codeOf(new OneBroker({ topic: { internal: true } }).answer("0/0x1"))).toEqual([17, -1]);
    const broker = new OneBroker();
    expect(codeOf(broker.answer("0/0x1", { acks: 2 as Acks }))).toEqual([21, -1]);
    expect(broker.broker.logEndOffset(broker.partition())).toBe(0);
  });
});

describe("whole requests", () => {
  const partitionsOf = (answer: ReturnType<OneBroker["request"]>): readonly PartitionProduceResponse[] => {
    if (typeof answer === "string" || answer.api !== "Produce") throw new Error(JSON.stringify(answer));
    return answer.partitions;
  };

  test("partitions are independent: one request mixes success, duplicate and error (B-37)", () => {
    const broker = new OneBroker({ partitions: 4 });
    broker.send("0/0x1", { partition: 1 });
    const stranger = topicPartition("elsewhere", 0, 9);
    const answers = partitionsOf(
      broker.request([
        broker.batch("0/0x1", { partition: 0 }),
        broker.batch("0/0x1", { partition: 1 }),
        broker.batch("0/-1x1", { partition: 2 }),
        { ...broker.batch("0/0x1"), topicPartition: stranger },
      ]),
    );
    expect(answers.map(({ error, baseOffset }) => [error.code, baseOffset])).toEqual([
      [0, 0],
      [0, 0],
      [87, -1],
      [3, -1],
    ]);
    expect(broker.saw.map(({ kind }) => kind)).toEqual(["appended", "appended", "duplicate", "rejected", "rejected"]);
    expect(answers[3]).toMatchObject({ logStartOffset: -1, topicPartition: stranger });
  });

  test("of two batches for one partition the last wins and the other vanishes (cluster-measured 17.7)", () => {
    const broker = new OneBroker({ partitions: 2 });
    const batches = [
      broker.batch("0/0x1", { partition: 0 }),
      broker.batch("0/0x1", { partition: 1 }),
      broker.batch("0/5x3", { partition: 0 }),
    ];
    expect(partitionsOf(broker.request(batches)).map(({ baseOffset }) => baseOffset)).toEqual([0, 0]);
    expect(broker.table(0)).toBe("0: epoch 0 [5-7@0]");
    // The same partitions in the next request are no repetition.
    expect(partitionsOf(broker.request(batches.slice(0, 2)))).toHaveLength(2);
  });

  test("acks=0 is never answered, and any error closes the connection instead (B-5, B-70)", () => {
    const broker = new OneBroker({ partitions: 2 });
    const good = broker.batch("0/0x1");
    expect(broker.request([good], { acks: 0 })).toBe("no-answer");
    expect(broker.request([good], { acks: 0 })).toBe("no-answer");
    const gap = broker.batch("0/5x1");
    expect(broker.request([broker.batch("0/1x1"), broker.batch("0/-1x1", { partition: 1 })], { acks: 0 })).toBe(
      "close-connection",
    );
    expect(broker.request([gap], { acks: 0 })).toBe("close-connection");
    expect(broker.broker.logEndOffset(broker.partition())).toBe(2);
  });

  test("dedup, sequence and epoch are checked whatever acks are (B-69)", () => {
    for (const acks of [0, 1, -1] as const) {
      const broker = new OneBroker();
      for (const notation of ["0/0x1", "0/0x1", "0/2x1", "1/0x1", "0/1x1"]) {
        broker.request([broker.batch(notation)], { acks });
      }
      expect(broker.saw).toEqual([
        { kind: "appended", offset: 0 },
        { kind: "duplicate", offset: 0 },
        { kind: "rejected", code: 45 },
        { kind: "appended", offset: 1 },
        { kind: "rejected", code: 47 },
      ]);
    }
  });

  test("a null record set kills the connection without a word, and nothing of its request is appended (17.8)", () => {
    const broker = new OneBroker({ partitions: 2 });
    const missing = broker.batch("0/0x1", { batch: { defects: { recordSet: "null" } } });
    for (const acks of [0, 1, -1] as const) {
      expect(broker.request([broker.batch("0/0x1", { partition: 1 }), missing], { acks })).toBe("mute-connection");
    }
    expect(broker.broker.logEndOffset(broker.partition(1))).toBe(0);
  });

  test("kafka-2.4 hangs up on what it can't parse", () => {
    const profile = brokerProfileNamed("kafka-2.4") ?? kafka44;
    for (const defects of [{ recordSet: "empty" }, { unreadable: "truncated" }, { magic: 3 }] as const) {
      const broker = new OneBroker({ broker: { profile } });
      expect(broker.request([broker.batch("0/0x1", { batch: { defects } })])).toBe("close-connection");
      expect(broker.saw).toEqual([{ kind: "rejected", code: 2 }]);
    }
  });

  test("a transactional batch without a transactional id refuses the whole request (B-6)", () => {
    const broker = new OneBroker({ partitions: 2 });
    const transactional = broker.batch("0/0x1", { batch: { transactional: true } });
    const answers = partitionsOf(broker.request([transactional, broker.batch("0/0x1", { partition: 1 })]));
    expect(answers.map(codeOf)).toEqual([
      [53, -1],
      [53, -1],
    ]);
    expect(broker.broker.logEndOffset(broker.partition(1))).toBe(0);
  });

  test("transactional batches of two producers are 49 (B-8), and of one 19, for no coordinator knows it (B-66, B-98)", () => {
    const broker = new OneBroker({ partitions: 2 });
    const transactional = (notation: string, partition: number, producer: number) =>
      broker.batch(notation, { partition, producer, batch: { transactional: true } });
    const send = (acks: number, ...batches: ReturnType<typeof transactional>[]) =>
      partitionsOf(broker.request(batches, { transactionalId: "t", acks: acks as Acks })).map(codeOf);
    const refused = [49, -1];
    expect(send(-1, transactional("0/0x1", 0, 1), transactional("0/0x1", 1, 2))).toEqual([refused, refused]);
    expect(send(-1, transactional("0/0x1", 0, 1), transactional("1/0x1", 1, 1))).toEqual([refused, refused]);
    const unknown = [19, -1];
    expect(send(-1, transactional("0/0x1", 0, 1), transactional("0/0x1", 1, 1))).toEqual([unknown, unknown]);
    // The coordinator is asked before the acks are looked at (B-9, B-10).
    expect(send(2, transactional("0/0x1", 0, 0))).toEqual([unknown]);
    // The flag without a producer id is plain data (cluster-measured 17.4).
    expect(send(-1, transactional("-1/-1x1", 0, -1))).toEqual([[0, 0]]);
  });

  test("nothing of a producer overtakes a batch whose coordinator was asked for, until a restart", () => {
    const broker = new OneBroker();
    const flagged = (notation: string) => {
      const batch = broker.batch(notation, { batch: { transactional: true } });
      return partitionsOf(broker.request([batch], { transactionalId: "t" })).map(codeOf);
    };
    expect(broker.send("0/0x1")).toBe("OK@0");
    expect(flagged("0/1x1")).toEqual([[19, -1]]);
    expect(broker.broker.producerTable(broker.partition())).toHaveLength(1);
    expect(flagged("-1/9x1")).toEqual([[47, -1]]);
    const behind = "0/0x1 DUP@0; 0/2x1 45; 1/5x1 45; 0/1x1 OK@1; 0/2x1 45; 1/0x1 OK@2";
    expect(broker.play(behind)).toBe(behind);
    broker.restart();
    expect(broker.send("1/1x1")).toBe("OK@3");
    expect(broker.send("1/2x1", { producer: 7 })).toBe("OK@4");
  });

  test("brokers up to 2.8 ask nobody: a flagged batch opens a transaction that plain ones may not enter", () => {
    const profile = brokerProfileNamed("kafka-2.8") ?? kafka44;
    const broker = new OneBroker({ broker: { profile } });
    const flagged = (notation: string) => {
      const batch = broker.batch(notation, { batch: { transactional: true } });
      return partitionsOf(broker.request([batch], { transactionalId: "t" })).map(codeOf);
    };
    expect(flagged("0/0x1")).toEqual([[0, 0]]);
    expect(broker.send("0/1x1")).toBe("48");
    expect(flagged("0/1x1")).toEqual([[0, 0]]);
    expect(broker.send("0/1x1")).toBe("DUP@1");
    broker.restart();
    expect(broker.send("1/0x1")).toBe("48");
    expect(broker.send("0/0x1", { producer: 7 })).toBe("OK@2");
  });

  test("with one replica acks=all is answered at once, whatever the timeout (B-13, B-74, cluster-measured 17.9)", () => {
    for (const timeoutMillis of [0, -1]) {
      const broker = new OneBroker();
      const answers = partitionsOf(broker.request([broker.batch("0/0x1")], { acks: -1, timeoutMillis }));
      expect(answers.map(codeOf)).toEqual([[0, 0]]);
    }
  });

  test("nobody issued the producer id, and nobody minds (B-4)", () => {
    expect(new OneBroker().play("32767/0x1 OK@0", { producer: 9_000_000 })).toBe("32767/0x1 OK@0");
  });
});
