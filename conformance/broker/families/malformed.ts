import type { Stream } from "../../../src/sim/prng.ts";
import {
  headerFields,
  recordFields,
  rawWords,
  type HeaderField,
  type RecordField,
  type ScriptedBatch,
} from "../script.ts";
import type { RealVersion } from "../real/versions.ts";
import type { Family } from "./family.ts";
import { oneIn, pick, someCodec, walk, type Move, type Weights } from "./walk.ts";

/** Few moves that are refused for their numbers, so that the bytes decide. */
const mostlyRight: Weights<Move> = [
  ["next", 12],
  ["repeat", 4],
  ["gap", 1],
];

type Damage = (batch: ScriptedBatch, draw: Stream, version: RealVersion) => ScriptedBatch;

/** A family in which about two of five batches are damaged in one way. */
const damagedBy = (name: string, about: string, share: number, damage: Damage, widest = 2): Family => ({
  name,
  about,
  share,
  draw: (draw, version) => {
    const partitions = draw.between(1, widest);
    const steps = walk(draw, {
      partitions,
      producers: ["a"],
      strangers: oneIn(draw, 3) ? ["none"] : [],
      sends: [6, 16],
      moves: mostlyRight,
      counts: [
        [1, 3],
        [2, 3],
        [4, 2],
      ],
      adorn: (batch) => {
        const own = batch.p === "none" ? { ...batch, epoch: -1, seq: -1 } : batch;
        const packed: ScriptedBatch = oneIn(draw, 5) ? { ...own, codec: someCodec(draw) } : own;
        return draw.between(0, 4) < 2 ? damage(packed, draw, version) : packed;
      },
    });
    return { partitions, full: true, words: true, steps };
  },
});

/** 2.8.2 answers a null record set or hangs up, as it happens: nothing to hold anybody to. */
const answersNullAlike = ({ version }: RealVersion): boolean => version !== "2.8.2";

const bytes = damagedBy("bytes", "the kinds of damage of the recorded scripts", 6, (batch, draw, version) => {
  const hasNull = oneIn(draw, 20) && answersNullAlike(version);
  return { ...batch, raw: pick(draw, hasNull ? rawWords : rawWords.filter((word) => word !== "nullRecords")) };
});

const near = (right: number, draw: Stream): number => right + pick(draw, [-2, -1, 1, 2, 1_000]);

function wrongHeader(field: HeaderField, { n }: ScriptedBatch, draw: Stream): number {
  switch (field) {
    case "baseOffset":
      return pick(draw, [-1, 1, 77, 4_000_000_000]);
    case "length":
      return pick(draw, [-1, 0, 13, 14, 20, 48, 49, 50, 60, 200, 2_147_483_647]);
    case "leaderEpoch":
      return pick(draw, [-2, 0, 55, 2_147_483_647]);
    case "magic":
      return pick(draw, [-1, 0, 1, 3, 127]);
    case "crc":
      return draw.between(0, 2_097_151);
    case "attributes":
      return pick(draw, [1, 2, 3, 4, 5, 6, 7, 8, 0x10, 0x20, 0x30, 0x40, 0x80, 0x100, -1]);
    case "lastOffsetDelta":
      return pick(draw, [near(n - 1, draw), -1, 2_147_483_647]);
    case "count":
      return pick(draw, [near(n, draw), -1, 0, 2_147_483_647]);
    case "firstTimestamp":
    case "maxTimestamp":
      return pick(draw, [-1, 0, 1_000_000_000_000, -1_000]);
    case "producerId":
      return pick(draw, [-1, -2, 5_000_000]);
    case "epoch":
      return pick(draw, [-2, -1, 0, 32_767]);
    case "sequence":
      return pick(draw, [-2, -1, 0, 2_147_483_647]);
  }
}

const header = damagedBy(
  "header",
  "each field of the header of a batch, with the right checksum over it",
  7,
  (batch, draw) => {
    const field = pick(draw, headerFields);
    return { ...batch, header: { [field]: wrongHeader(field, batch, draw) } };
  },
);

function wrongRecord(field: RecordField, draw: Stream): number {
  switch (field) {
    case "attributes":
      return pick(draw, [1, -1, 64]);
    case "timestampDelta":
      return pick(draw, [-1, 5, -5_000, 1_000_000]);
    case "offsetDelta":
      return pick(draw, [-1, 0, 1, 2, 7, 1_000_000]);
    case "headers":
      return pick(draw, [-1, 1, 3, 1_000_000]);
    case "length":
    case "keyLength":
    case "valueLength":
      return pick(draw, [-2, -1, 0, 1, 2, 3, 5, 9, 40, 1_000_000, -1_000_000]);
  }
}

/** One partition, since 2.4 reads on from one to the next: what it finds there is nobody's rule. */
const record = damagedBy(
  "record",
  "each field of one record, with the right checksum over it",
  7,
  (batch, draw) => {
    const field = pick(draw, recordFields);
    return { ...batch, record: { at: draw.between(0, batch.n - 1), [field]: wrongRecord(field, draw) } };
  },
  1,
);

const flip = damagedBy("flip", "bits turned over anywhere in header and records", 5, (batch, draw) => {
  const turned = Array.from(
    { length: pick(draw, [1, 1, 1, 2, 3]) },
    () => [draw.between(0, 90), draw.between(0, 7)] as const,
  );
  return { ...batch, flip: turned };
});

const cut = damagedBy("cut", "batches that end early, at every place, or have bytes behind them", 4, (batch, draw) => {
  if (oneIn(draw, 3))
    return { ...batch, tail: pick(draw, ["00", "000102", "00".repeat(12), "00".repeat(17), "ff".repeat(70)]) };
  return {
    ...batch,
    cut: pick(draw, [draw.between(0, 90), -draw.between(1, 12), pick(draw, [0, 11, 12, 16, 17, 60, 61])]),
  };
});

/** Where the frame of a codec ends: what records are made of damage behind it, brokers of 2.x read in ways of their own. */
const lastFrameByte: Readonly<Record<string, number>> = { gzip: 9, snappy: 19, lz4: 9 };

const packed = damagedBy(
  "packed",
  "compressed records damaged in their codec's bytes, with the right checksum over them",
  4,
  (batch, draw, { version }) => {
    const codec = someCodec(draw);
    // The library for zstd here finds fault with other damage than Kafka's, at any of its bytes: left whole.
    if (codec === "zstd") return { ...batch, codec };
    if (oneIn(draw, 3)) return { ...batch, codec, packed: { cut: draw.between(1, 40) } };
    const most = version.startsWith("2.") ? (lastFrameByte[codec] ?? 0) : 40;
    return { ...batch, codec, packed: { flip: [[draw.between(0, most), draw.between(0, 7)]] } };
  },
);

export const malformed: readonly Family[] = [bytes, header, record, flip, cut, packed];
