import { createRecordsBatch, readRecordsBatches, Reader as PlatformaticReader } from "@platformatic/kafka";
import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { decodeRecordSet } from "../../../src/wire/produce.ts";
import { storedBytes } from "../../../src/wire/fetch.ts";
import { crc32c } from "../../../src/wire/records/crc32c.ts";
import { attributeBits } from "../../../src/wire/records/layout.ts";
import { readRecordSet } from "../../../src/wire/records/read-batch.ts";
import { writeBatch } from "../../../src/wire/records/write-batch.ts";

const now = 1_760_000_000_000;
const partition = topicPartition("orders", 0, 0);
const identity = { producerId: 7, producerEpoch: 1, baseSequence: 3 };

const bytes = fc.uint8Array({ maxLength: 40 }).map((array) => Buffer.from(array));
const anyRecord = fc.record({
  key: fc.option(bytes),
  value: fc.option(bytes),
  timestamp: fc.integer({ min: now - 10 ** 12, max: now + 10 ** 12 }),
  headers: fc.array(fc.record({ key: fc.string({ maxLength: 5 }), value: fc.option(bytes) }), { maxLength: 2 }),
});

describe("CRC-32C", () => {
  it("of nine digits is the number that everybody quotes", () => {
    expect(crc32c(Buffer.from("123456789"))).toBe(0xe3069283);
    expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  });
});

describe("a record batch", () => {
  it("comes back from its bytes as it was written", () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 5 }), (records) => {
        const [batch] = readRecordSet(writeBatch({ ...identity, records }));
        expect(batch).toMatchObject({ ...identity, baseOffset: 0, codec: "none", recordCount: records.length });
        expect(batch?.records).toEqual(records.map((record, offset) => ({ ...record, offset })));
      }),
    );
  });

  it("reads the same to another client", () => {
    fc.assert(
      fc.property(fc.array(anyRecord, { minLength: 1, maxLength: 5 }), (records) => {
        const [batch] = readRecordsBatches(PlatformaticReader.from(writeBatch({ ...identity, records })));
        expect(batch?.records.map(({ key, value }) => [key ?? null, value ?? null])).toEqual(
          records.map(({ key, value }) => [key ?? null, value ?? null]),
        );
        expect(
          batch?.records.map(({ timestampDelta }) => Number((batch?.firstTimestamp ?? 0n) + timestampDelta)),
        ).toEqual(records.map(({ timestamp }) => timestamp));
      }),
    );
  });

  it.each(["none", "gzip", "snappy", "lz4"] as const)(
    "of another client, compressed with %s, is read",
    (compression) => {
      const values = Array.from({ length: 200 }, (_, index) => `order ${index} of the same customer as before`);
      const messages = values.map((value) => ({
        topic: "orders",
        value: Buffer.from(value),
        timestamp: BigInt(now),
        headers: new Map(),
      }));
      const set = createRecordsBatch(messages, { compression, producerId: 7n, producerEpoch: 1 }).buffer;
      const batch = decodeRecordSet(set, { topicPartition: partition, version: 9, firstRecordId: 0 });
      expect(batch.defects).toBeUndefined();
      expect(batch.records.map(({ valueBytes }) => valueBytes)).toEqual(values.map((value) => value.length));
      const [read] = readRecordSet(set);
      expect(read).toMatchObject({ codec: compression });
      expect(read?.records.map(({ value }) => String(value))).toEqual(values);
    },
  );

  it("whose compressed records are numbered from 1 can't be taken as it is", () => {
    const records = [{ value: Buffer.from("v"), timestamp: now, offsetDelta: 1 }];
    const set = writeBatch({ ...identity, records, attributes: 1, compress: (plain) => gzipSync(plain) });
    const batch = decodeRecordSet(set, { topicPartition: partition, version: 9, firstRecordId: 0 });
    expect(batch.defects).toEqual({ unreadable: "compressed-offset-deltas", wrongDelta: 0, offsetDelta: 1 });
  });
});

describe("a stored batch", () => {
  const records = [{ value: Buffer.from("v"), timestamp: now }];
  const stored = (set: Buffer, timestampType: "CreateTime" | "LogAppendTime", maxTimestamp: number) => {
    const batch = decodeRecordSet(set, { topicPartition: partition, version: 9, firstRecordId: 0 });
    return storedBytes({ batch, baseOffset: 41, lastOffset: 41, maxTimestamp, leaderEpoch: 6 }, timestampType);
  };

  it("is the one that came, at its own offset and leader epoch", () => {
    const set = writeBatch({ ...identity, records });
    const given = stored(set, "CreateTime", now);
    expect(readRecordSet(given)).toMatchObject([{ baseOffset: 41, partitionLeaderEpoch: 6, ...identity }]);
    expect(given.subarray(16)).toEqual(set.subarray(16));
  });

  it("has the broker's time and a new checksum where the topic says so", () => {
    const [read] = readRecordSet(stored(writeBatch({ ...identity, records }), "LogAppendTime", now + 5));
    expect(read).toMatchObject({ timestampType: "LogAppendTime", maxTimestamp: now + 5, baseTimestamp: now });
    expect(read?.records[0]?.timestamp).toBe(now + 5);
  });

  it("has the greatest time of its records, whatever its header claimed", () => {
    const set = writeBatch({ ...identity, records, maxTimestamp: 5, attributes: attributeBits.logAppendTime | 0x100 });
    const [read] = readRecordSet(stored(set, "CreateTime", now));
    expect(read).toMatchObject({ timestampType: "CreateTime", maxTimestamp: now });
  });
});
