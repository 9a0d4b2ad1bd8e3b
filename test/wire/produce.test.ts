import { gzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topicPartition } from "../../src/model/core/topic-partition.ts";
import type { BatchDefects } from "../../src/model/protocol.ts";
import { decodeRecordSet } from "../../src/wire/produce.ts";
import { attributeBits } from "../../src/wire/records/layout.ts";
import { sealBatch, writeBatch, type BatchToWrite } from "../../src/wire/records/write-batch.ts";

const context = { topicPartition: topicPartition("orders", 0, 0), version: 9, firstRecordId: 10 };
const now = 1_760_000_000_000;

const batchOf = (count: number, wrong: Partial<BatchToWrite> = {}): Buffer =>
  writeBatch({
    producerId: 7,
    producerEpoch: 1,
    baseSequence: 3,
    records: Array.from({ length: count }, (_, index) => ({
      value: Buffer.from(`t.${index}`),
      timestamp: now + index,
    })),
    ...wrong,
  });

const defectsOf = (bytes: Uint8Array | null, version = 9): BatchDefects | undefined =>
  decodeRecordSet(bytes, { ...context, version }).defects;

describe("a record set of one sound batch", () => {
  it("becomes the batch that the model knows, with its own bytes and numbered records", () => {
    const bytes = batchOf(2);
    const batch = decodeRecordSet(bytes, context);
    expect({ ...batch, records: batch.records, bytes: batch.bytes }).toEqual({
      topicPartition: context.topicPartition,
      producerId: 7,
      producerEpoch: 1,
      baseSequence: 3,
      records: [
        { id: 10, keyBytes: undefined, valueBytes: 3, timestamp: now },
        { id: 11, keyBytes: undefined, valueBytes: 3, timestamp: now + 1 },
      ],
      sizeInBytes: bytes.byteLength,
      recordCount: 2,
      greatestTimestamp: now + 1,
      hasHeaders: false,
      firstRecordId: 10,
      transactional: false,
      compression: "uncompressed",
      bytes,
    });
  });

  it("says how many records there are and how late they get as the records themselves do, compressed ones too", () => {
    for (const [attributes, compress] of [
      [0, undefined],
      [1, gzipSync],
    ] as const) {
      const late = { value: Buffer.from("late"), timestamp: now + 9 };
      const early = { key: Buffer.from("key"), value: Buffer.from("early"), timestamp: now };
      const batch = decodeRecordSet(
        batchOf(0, { attributes, records: [early, late, early], ...(compress && { compress }) }),
        context,
      );
      expect(batch.records.map(({ keyBytes, valueBytes }) => [keyBytes, valueBytes])).toEqual([
        [3, 5],
        [undefined, 4],
        [3, 5],
      ]);
      expect(batch.recordCount).toBe(3);
      expect(batch.greatestTimestamp).toBe(Math.max(...batch.records.map(({ timestamp }) => timestamp)));
    }
  });

  it("keeps the transactional flag, and forgets the leader epoch that the client wrote", () => {
    const bytes = batchOf(1, { attributes: attributeBits.transactional, partitionLeaderEpoch: 55 });
    expect(decodeRecordSet(bytes, context)).toMatchObject({ transactional: true });
    expect(defectsOf(bytes)).toBeUndefined();
  });
});

/** The kinds of wrong bytes that scripts against real brokers send, and one more for each check of the broker. */
const kinds: readonly (readonly [title: string, bytes: Uint8Array | null, defects: BatchDefects | undefined])[] = [
  ["a wrong checksum", flipped(batchOf(2), 17), { crcWrong: true }],
  ["one record more claimed", batchOf(2, { recordCount: 3 }), { claimedCount: 3, claimedLastOffsetDelta: 1 }],
  ["one record less claimed", batchOf(2, { recordCount: 1 }), { claimedCount: 1, claimedLastOffsetDelta: 1 }],
  ["a last offset too high", batchOf(2, { lastOffsetDelta: 2 }), { claimedCount: 2, claimedLastOffsetDelta: 2 }],
  ["a negative count", batchOf(2, { recordCount: -1 }), { claimedCount: -1, claimedLastOffsetDelta: 1 }],
  ["magic 3", batchOf(2, { magic: 3 }), { magic: 3, claimedMagic: 3 }],
  ["a negative magic", batchOf(2, { magic: -1 }), { magic: 3, claimedMagic: -1 }],
  ["magic 1", batchOf(2, { magic: 1 }), { magic: 1 }],
  ["magic 0", batchOf(2, { magic: 0 }), { magic: 0 }],
  ["its end missing", batchOf(2).subarray(0, -3), { unreadable: "truncated" }],
  ["no bytes", new Uint8Array(0), { recordSet: "empty" }],
  ["fewer bytes than a length takes", batchOf(2).subarray(0, 11), { recordSet: "empty" }],
  ["fewer bytes than a magic takes", batchOf(2).subarray(0, 16), { recordSet: "empty" }],
  ["null", null, { recordSet: "null" }],
  ["three bytes behind it", Buffer.concat([batchOf(2), Buffer.from([0, 1, 2])]), undefined],
  ["a base offset", batchOf(2, { baseOffset: 77 }), { baseOffset: 77 }],
  ["codec 7", batchOf(2, { attributes: 7 }), { unreadable: "unknown-codec" }],
  ["the control flag", batchOf(2, { attributes: attributeBits.control }), { control: true }],
  ["another batch behind it", Buffer.concat([batchOf(2), batchOf(2)]), { recordSet: "two-batches" }],
  ["half a batch behind it", Buffer.concat([batchOf(2), batchOf(2).subarray(0, 30)]), undefined],
  ["a senseless batch behind it", Buffer.concat([batchOf(2), Buffer.alloc(20)]), { recordSet: "corrupt-behind" }],
  ["a length of 13", sized(batchOf(2), 13), { recordSet: "corrupt", claimedLength: 13 }],
  ["a negative length", sized(batchOf(2), -1), { recordSet: "corrupt", claimedLength: -1 }],
  ["a length of 14", sized(batchOf(2).subarray(0, 26), 14), { headerBytes: 26 }],
  ["offset deltas from 1", deltasFrom1({}), { unreadable: "offset-deltas", wrongDelta: 0, offsetDelta: 1 }],
  ["the stamp of the broker", batchOf(1, { attributes: attributeBits.logAppendTime }), { logAppendTime: true }],
  ["no gzip where it says so", batchOf(2, { attributes: 1 }), { unreadable: "codec-failure" }],
  [
    "a record length that never ends",
    patched(batchOf(2), 61, [255, 255, 255, 255, 255]),
    { unreadable: "codec-failure" },
  ],
  ["a record that is longer than it says", patched(batchOf(2), 61, [2]), { unreadable: "structure" }],
  ["a record that goes beyond the batch", patched(batchOf(2), 61, [126]), { unreadable: "record-beyond" }],
  ["a last record that goes beyond the batch", patched(batchOf(1), 61, [126]), { unreadable: "structure" }],
  ["a length that leaves the 32 bits", patched(batchOf(1), 8, [127, 255, 255, 255]), { recordSet: "overflow" }],
];

describe("a record set with", () => {
  it.each(kinds)("%s becomes a batch with that defect", (_, bytes, defects) => {
    expect(defectsOf(bytes)).toEqual(defects);
  });

  it("zstandard is too new before version 7 of the request, and not after", () => {
    const bytes = batchOf(1, { attributes: 4, compress: () => Buffer.from("28b52ffd2001210000aa", "hex") });
    expect(defectsOf(bytes, 6)).toMatchObject({ codecTooNew: true });
    expect(defectsOf(bytes, 7)).not.toHaveProperty("codecTooNew");
  });

  it("whatever bytes there are becomes some batch", () => {
    const sound = batchOf(3);
    let defective = 0;
    fc.assert(
      fc.property(
        fc.nat(sound.byteLength - 1),
        fc.uint8Array({ minLength: 1, maxLength: 12 }),
        fc.boolean(),
        fc.nat(sound.byteLength),
        (at, noise, seals, cut) => {
          const bytes = patched(sound, at, [...noise], seals).subarray(0, sound.byteLength - (cut % 3 === 0 ? cut : 0));
          const batch = decodeRecordSet(bytes, context);
          if (batch.defects !== undefined) defective += 1;
          expect(batch.records.length).toBeLessThanOrEqual(sound.byteLength);
        },
      ),
      { numRuns: 5_000 },
    );
    expect(defective).toBeGreaterThan(1_000);
  });
});

/** A copy with one bit turned. */
function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** A copy that claims another length. */
function sized(bytes: Buffer, length: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeInt32BE(length, 8);
  return copy;
}

/** A copy with other bytes at a place, and a checksum that fits unless told otherwise. */
function patched(bytes: Buffer, at: number, values: readonly number[], seals = true): Buffer {
  const copy = Buffer.from(bytes);
  copy.set(values.slice(0, copy.byteLength - at), at);
  return seals ? sealBatch(copy) : copy;
}

function deltasFrom1(more: Partial<BatchToWrite>): Buffer {
  const records = [0, 1].map((index) => ({ value: Buffer.from("v"), timestamp: now, offsetDelta: index + 1 }));
  return batchOf(2, { records, ...more });
}
