import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { topicPartition } from "../../../src/model/core/topic-partition.ts";
import { decodeRecordSet } from "../../../src/wire/produce.ts";
import { readRecordSet, type ReadRecord } from "../../../src/wire/records/read-batch.ts";
import { codecs } from "../../../src/wire/records/layout.ts";
import { sealBatch } from "../../../src/wire/records/write-batch.ts";

/** Batches as the Java client 4.4.0 built them with each codec. */
interface KafkaBatch {
  readonly codec: (typeof codecs)[number];
  readonly records: number;
  readonly base64: string;
}

const file = join(import.meta.dirname, "../../data/wire/batches-4.4.0.jsonl");
const batches = readFileSync(file, "utf8")
  .trimEnd()
  .split("\n")
  .map((line) => JSON.parse(line) as KafkaBatch);

/** What KafkaBatches.java beside that file put into record number `index`. */
const expected = (index: number): ReadRecord => ({
  offset: index,
  timestamp: 1_760_000_000_000 + index * 1_000,
  key: index % 2 === 0 ? null : Buffer.from(`key-${index}`),
  value: Buffer.from(`order ${index} of customer ${(index * 7_919) % 1_000}`),
  headers: index % 3 === 0 ? [{ key: `h${index}`, value: index % 2 === 0 ? null : Buffer.from([index]) }] : [],
});

const received = (set: Buffer) =>
  decodeRecordSet(set, { topicPartition: topicPartition("orders", 0, 0), version: 9, firstRecordId: 0 });

describe("a batch of the Java client", () => {
  it.each(batches.map((batch) => [batch.codec, batch.records, batch] as const))(
    "with codec %s and %i records is read record by record, and taken without a complaint",
    (codec, count, { base64 }) => {
      const set = Buffer.from(base64, "base64");
      const [batch] = readRecordSet(set);
      expect(batch).toMatchObject({ codec, producerId: 4_001, producerEpoch: 3, baseSequence: 17, recordCount: count });
      expect(batch?.records).toEqual(Array.from({ length: count }, (_, index) => expected(index)));
      const taken = received(set);
      expect(taken.defects).toBeUndefined();
      expect(taken.records).toHaveLength(count);
    },
  );

  it("whose compressed bytes were changed under a right checksum is read or unreadable, and nothing else", () => {
    const outcomes = new Set<string>();
    for (const { codec, records, base64 } of batches) {
      if (codec === "none") continue;
      const sound = Buffer.from(base64, "base64");
      // All places of a small batch, some of a large one.
      const step = Math.max(1, Math.floor(sound.byteLength / 50));
      for (let at = 61; at < sound.byteLength; at += step) {
        for (const flip of [0x01, 0x80, 0xff]) {
          const bytes = Buffer.from(sound);
          bytes[at] = (bytes[at] ?? 0) ^ flip;
          const taken = received(sealBatch(bytes));
          if (taken.defects === undefined) expect(taken.records).toHaveLength(records);
          outcomes.add(`${codec} ${taken.defects?.unreadable ?? "read"}`);
        }
      }
    }
    for (const codec of ["gzip", "snappy", "lz4", "zstd"]) expect(outcomes).toContain(`${codec} codec-failure`);
    expect(outcomes).toContain("snappy read");
  });
});
