import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noLeaderEpoch } from "../../../src/model/broker/leader-epochs.ts";
import { offsetQueries, type FetchQuery } from "../../../src/model/broker/reading.ts";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { OneBroker } from "../../support/one-broker.ts";

const generous = 1_000_000;

function fetch(broker: OneBroker, offset: number, more: Partial<FetchQuery> = {}) {
  const query = { offset, maxBytes: generous, atLeastOne: true, currentLeaderEpoch: noLeaderEpoch, ...more };
  return broker.broker.fetch(broker.partition(), query);
}

/** Base offsets of the batches that a fetch brings, or its error code. */
function fetched(broker: OneBroker, offset: number, more: Partial<FetchQuery> = {}): readonly number[] | number {
  const { error, batches } = fetch(broker, offset, more);
  return error.code === 0 ? batches.map(({ baseOffset }) => baseOffset) : error.code;
}

function offsetAt(broker: OneBroker, timestamp: number, currentLeaderEpoch = noLeaderEpoch) {
  const answer = broker.broker.offsetFor(broker.partition(), timestamp, currentLeaderEpoch);
  return [answer.error.code, answer.timestamp, answer.offset, answer.leaderEpoch];
}

const strange = topicPartition("nobody", 0, -1);

describe("a fetch", () => {
  test("brings the batch that holds the offset and all behind it, whole", () => {
    const broker = new OneBroker();
    broker.play("0/0x3; 0/3x1; 0/4x2");
    expect(fetched(broker, 0)).toEqual([0, 3, 4]);
    expect(fetched(broker, 2)).toEqual([0, 3, 4]);
    expect(fetched(broker, 3)).toEqual([3, 4]);
    expect(fetched(broker, 5)).toEqual([4]);
  });

  test("at the end of the log brings nothing yet, and what is appended afterwards", () => {
    const broker = new OneBroker();
    expect(fetch(broker, 0)).toMatchObject({ batches: [], highWatermark: 0, lastStableOffset: 0, logStartOffset: 0 });
    broker.send("0/0x2");
    expect(fetch(broker, 2)).toMatchObject({ batches: [], highWatermark: 2, lastStableOffset: 2, logStartOffset: 0 });
    broker.send("0/2x1");
    expect(fetched(broker, 2)).toEqual([2]);
  });

  test("below the log start or beyond the end is OFFSET_OUT_OF_RANGE, with no offset told", () => {
    const broker = new OneBroker();
    broker.play("0/0x1; 0/1x1");
    broker.broker.deleteRecords(broker.partition(), 1);
    expect(fetched(broker, 0)).toBe(1);
    expect(fetched(broker, 3)).toBe(1);
    expect(fetched(broker, -1)).toBe(1);
    expect(fetched(broker, 1)).toEqual([1]);
    expect(fetch(broker, 3)).toMatchObject({ highWatermark: -1, lastStableOffset: -1, logStartOffset: -1 });
  });

  test("holds its limit of bytes, but brings one batch larger than that where it may bring none else", () => {
    const broker = new OneBroker();
    broker.play("0/0x1; 0/1x1; 0/2x1");
    expect(fetched(broker, 0, { maxBytes: 2 * 81 })).toEqual([0, 1]);
    expect(fetched(broker, 0, { maxBytes: 2 * 81 - 1 })).toEqual([0]);
    expect(fetched(broker, 0, { maxBytes: 1 })).toEqual([0]);
    expect(fetched(broker, 0, { maxBytes: 1, atLeastOne: false })).toEqual([]);
  });

  test("is refused for a partition that is not there, and for another leader epoch than the leader's", () => {
    const broker = new OneBroker();
    broker.restart();
    const query = { offset: 0, maxBytes: generous, atLeastOne: true, currentLeaderEpoch: noLeaderEpoch };
    expect(broker.broker.fetch(strange, query).error.code).toBe(3);
    expect(fetched(broker, 0, { currentLeaderEpoch: 2 })).toEqual([]);
    expect(fetched(broker, 0, { currentLeaderEpoch: 1 })).toBe(74);
    expect(fetched(broker, 0, { currentLeaderEpoch: 3 })).toBe(75);
  });
});

describe("the offset of a time", () => {
  test("is asked for with -1 for the end and -2 for the start of the log", () => {
    const broker = new OneBroker();
    broker.play("0/0x3; 0/3x2");
    broker.broker.deleteRecords(broker.partition(), 1);
    expect(offsetAt(broker, offsetQueries.latest)).toEqual([0, -1, 5, 0]);
    expect(offsetAt(broker, offsetQueries.earliest)).toEqual([0, -1, 1, 0]);
    expect(offsetAt(broker, offsetQueries.earliestLocal)).toEqual([0, -1, 1, 0]);
    expect(offsetAt(broker, offsetQueries.latestTiered)).toEqual([0, -1, -1, -1]);
    expect(offsetAt(broker, -99)).toEqual([35, -1, -1, -1]);
  });

  test("is that of the first record of the greatest time with -3, and none in an empty log", () => {
    const broker = new OneBroker();
    expect(offsetAt(broker, offsetQueries.maxTimestamp)).toEqual([0, -1, -1, -1]);
    for (const [index, timestamp] of [5, 9, 9, 7].entries()) broker.send(`0/${index}x1`, { timestamp });
    expect(offsetAt(broker, offsetQueries.maxTimestamp)).toEqual([0, 9, 1, 0]);
  });

  test("is found by the broker's time on topics with LogAppendTime", () => {
    const broker = new OneBroker({ topic: { timestampType: "LogAppendTime" } });
    broker.send("0/0x2", { timestamp: 7 });
    broker.now += 1_000;
    broker.send("0/2x2", { timestamp: 8 });
    expect(offsetAt(broker, 7)).toEqual([0, broker.now - 1_000, 0, 0]);
    expect(offsetAt(broker, broker.now)).toEqual([0, broker.now, 2, 0]);
    expect(offsetAt(broker, broker.now + 1)).toEqual([0, -1, -1, -1]);
  });

  test("carries the leader epoch in which the record was written", () => {
    const broker = new OneBroker();
    broker.send("0/0x1", { timestamp: 5 });
    broker.restart();
    broker.send("0/1x1", { timestamp: 6 });
    expect(offsetAt(broker, 5)).toEqual([0, 5, 0, 0]);
    expect(offsetAt(broker, 6)).toEqual([0, 6, 1, 2]);
    expect(offsetAt(broker, offsetQueries.latest, 2)).toEqual([0, -1, 2, 2]);
    expect(offsetAt(broker, 5, 1)).toEqual([74, -1, -1, -1]);
    expect(broker.broker.offsetFor(strange, 5, noLeaderEpoch).error.code).toBe(3);
  });
});

describe("the end of a leader epoch", () => {
  const endOf = (broker: OneBroker, leaderEpoch: number): readonly number[] => {
    const answer = broker.broker.epochEnd(broker.partition(), leaderEpoch, noLeaderEpoch);
    return [answer.error.code, answer.leaderEpoch, answer.endOffset];
  };

  test("is the log's end for the epoch that writes, and where the next began for an earlier one", () => {
    const broker = new OneBroker();
    broker.send("0/0x3");
    broker.restart();
    broker.restart();
    broker.send("0/3x1");
    expect(endOf(broker, 4)).toEqual([0, 4, 4]);
    expect(endOf(broker, 0)).toEqual([0, 0, 3]);
    // Nothing was written between the restarts, so the epoch between them left no trace.
    expect(endOf(broker, 2)).toEqual([0, 0, 3]);
    expect(endOf(broker, 5)).toEqual([0, -1, -1]);
    expect(endOf(broker, -1)).toEqual([0, -1, -1]);
    expect(broker.broker.epochEnd(strange, 0, noLeaderEpoch).error.code).toBe(3);
  });

  test("is forgotten with the records that were deleted", () => {
    const broker = new OneBroker();
    broker.send("0/0x3");
    broker.restart();
    broker.send("0/3x1");
    broker.broker.deleteRecords(broker.partition(), 3);
    expect(endOf(broker, 0)).toEqual([0, 0, 3]);
    broker.broker.deleteRecords(broker.partition(), 4);
    expect(endOf(broker, 0)).toEqual([0, 0, 4]);
    expect(offsetAt(broker, offsetQueries.earliest)).toEqual([0, -1, 4, 2]);
  });
});

/** A log as a plain list: for each record its time, and the first offset of its batch. */
interface PlainRecord {
  readonly timestamp: number;
  readonly baseOffset: number;
}

const logs = fc.record({
  batches: fc.array(fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 4 }), { maxLength: 12 }),
  deletedBelow: fc.nat(30),
});

function write(log: { batches: readonly (readonly number[])[]; deletedBelow: number }) {
  const broker = new OneBroker();
  const plain: PlainRecord[] = [];
  for (const times of log.batches) {
    const baseOffset = plain.length;
    const records = times.map((timestamp) => broker.record(timestamp));
    broker.send(`0/${baseOffset}x${times.length}`, { batch: { records } });
    for (const timestamp of times) plain.push({ timestamp, baseOffset });
  }
  const logStart = Math.min(log.deletedBelow, plain.length);
  broker.broker.deleteRecords(broker.partition(), logStart);
  return { broker, plain, logStart };
}

describe("against a plain list", () => {
  test("a fetch brings what a search through all records finds, at every offset and limit", () => {
    fc.assert(
      fc.property(logs, fc.integer({ min: -1, max: 50 }), fc.nat(600), fc.boolean(), (log, offset, maxBytes, first) => {
        const { broker, plain, logStart } = write(log);
        const wanted = [...new Set(plain.filter((_, at) => at >= offset).map(({ baseOffset }) => baseOffset))];
        let room = maxBytes;
        const expected = wanted.filter((base, nth) => {
          room -= 61 + 20 * plain.filter(({ baseOffset }) => baseOffset === base).length;
          return room >= 0 || (first && nth === 0);
        });
        const outside = offset < logStart || offset > plain.length;
        expect(fetched(broker, offset, { maxBytes, atLeastOne: first })).toEqual(outside ? 1 : expected);
      }),
    );
  });

  test("the offset of a time is that of the first record as late or later above the log start", () => {
    fc.assert(
      fc.property(logs, fc.nat(22), (log, timestamp) => {
        const { broker, plain, logStart } = write(log);
        const at = plain.findIndex((record, offset) => offset >= logStart && record.timestamp >= timestamp);
        const expected = at === -1 ? [0, -1, -1, -1] : [0, plain[at]?.timestamp, at, 0];
        expect(offsetAt(broker, timestamp)).toEqual(expected);
      }),
    );
  });
});
