import type { Stream } from "../../../src/sim/prng.ts";
import type { ScriptedBatch, Stamp, Step } from "../script.ts";
import { withRestarts } from "./deduplication.ts";
import type { Family } from "./family.ts";
import { oneIn, pick, someCodec, walk, type Move, type Weights } from "./walk.ts";

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const plain: Weights<Move> = [
  ["next", 10],
  ["repeat", 5],
  ["repeatAny", 2],
  ["gap", 2],
  ["bump", 1],
];

/** Far from any bound that a clock could cross while the script is played. */
const stamp = (draw: Stream): Stamp =>
  pick(draw, [
    0,
    -1,
    -minute,
    -30 * minute,
    -2 * hour,
    -2 * day,
    -30 * day,
    minute,
    30 * minute,
    2 * hour,
    300 * day,
    "none",
  ]);

const stamped = (batch: ScriptedBatch, draw: Stream): ScriptedBatch => {
  if (oneIn(draw, 2)) return batch;
  return { ...batch, ts: oneIn(draw, 2) ? stamp(draw) : Array.from({ length: batch.n }, () => stamp(draw)) };
};

/** Names of 2.x and 3.x for the two bounds that 3.6 split. */
const boundsFor = (version: string, draw: Stream): Readonly<Record<string, string>> => {
  const bound = pick(draw, ["3600000", "600000", "86400000"]);
  if (version.startsWith("2.")) return { "message.timestamp.difference.max.ms": bound };
  const older = version.startsWith("3.") ? [{ "message.timestamp.difference.max.ms": bound }] : [];
  return pick<Readonly<Record<string, string>>>(draw, [
    ...older,
    { "message.timestamp.before.max.ms": bound },
    { "message.timestamp.after.max.ms": bound },
    { "message.timestamp.before.max.ms": bound, "message.timestamp.after.max.ms": bound },
  ]);
};

const times: Family = {
  name: "times",
  about: "old, future and missing record times, under the bounds of topics, with CreateTime and LogAppendTime",
  share: 6,
  draw: (draw, { version }) => {
    const bounds = oneIn(draw, 2) ? boundsFor(version, draw) : {};
    const kind = oneIn(draw, 3) ? { "message.timestamp.type": "LogAppendTime" } : {};
    const steps = walk(draw, {
      partitions: 1,
      producers: ["a"],
      sends: [6, 20],
      moves: plain,
      adorn: (batch) => stamped(oneIn(draw, 6) ? { ...batch, codec: someCodec(draw) } : batch, draw),
    });
    return { partitions: 1, config: { ...bounds, ...kind }, full: true, words: true, steps };
  },
};

const compacted: Family = {
  name: "compacted",
  about: "records with and without keys on compacted topics, some with times out of bounds",
  share: 3,
  draw: (draw) => {
    const config = { "cleanup.policy": pick(draw, ["compact", "compact,delete"]) };
    const steps = walk(draw, {
      partitions: 1,
      producers: ["a"],
      sends: [5, 16],
      moves: plain,
      adorn: (batch) => {
        const keyed: ScriptedBatch = oneIn(draw, 4) ? batch : { ...batch, key: true };
        const holed = oneIn(draw, 4) ? { ...keyed, key: { but: [draw.between(0, batch.n - 1)] } } : keyed;
        return oneIn(draw, 5) ? stamped(holed, draw) : holed;
      },
    });
    return { partitions: 1, config, full: true, words: true, steps };
  },
};

const recompressed: Family = {
  name: "recompressed",
  about: "topics with a codec of their own: batches that the broker rewrites, epochs of -1 among them",
  share: 3,
  draw: (draw) => {
    const config = { "compression.type": pick(draw, ["gzip", "uncompressed", "snappy", "lz4", "zstd"]) };
    const steps = walk(draw, {
      partitions: 1,
      producers: ["a"],
      strangers: ["x", "none"],
      sends: [5, 18],
      adorn: (batch) => {
        const own: ScriptedBatch = batch.p === "none" ? { ...batch, epoch: -1, seq: -1 } : batch;
        const timed = oneIn(draw, 4) ? stamped(own, draw) : own;
        const packed: ScriptedBatch = oneIn(draw, 2) ? { ...timed, codec: someCodec(draw) } : timed;
        return batch.p !== "none" && oneIn(draw, 8) ? { ...packed, epoch: -1 } : packed;
      },
    });
    return { partitions: 1, config, full: true, words: true, steps };
  },
};

const limits: Family = {
  name: "limits",
  about: "max.message.bytes, and segments that roll by age under duplicates and refused batches, then restarts",
  share: 3,
  draw: (draw) => {
    const rolls = oneIn(draw, 2);
    const config = rolls
      ? { "segment.ms": pick(draw, ["60000", "1000"]) }
      : { "max.message.bytes": pick(draw, ["120", "200", "1000"]) };
    const steps = walk(draw, {
      partitions: 1,
      producers: ["a", "b"],
      sends: [8, 20],
      moves: plain,
      adorn: (batch) => {
        if (rolls) return { ...batch, ts: pick(draw, [0, -10 * minute, -5 * minute, 5 * minute]) };
        return oneIn(draw, 2) ? { ...batch, size: draw.between(1, 400) } : batch;
      },
    });
    return {
      partitions: 1,
      config,
      full: true,
      words: true,
      steps: rolls ? withRestarts(draw, steps, "clean") : steps,
    };
  },
};

const deletion: Family = {
  name: "deletion",
  about: "DeleteRecords, within and beyond the log, duplicates of what is gone, sometimes a clean restart after it",
  share: 4,
  draw: (draw) => {
    const partitions = draw.between(1, 2);
    const config: Record<string, string> = oneIn(draw, 3) ? { "segment.ms": "60000" } : {};
    const steps = walk(draw, {
      partitions,
      producers: ["a", "b"],
      sends: [8, 22],
      moves: plain,
      adorn: (batch) => ("segment.ms" in config ? { ...batch, ts: pick(draw, [0, -10 * minute, 10 * minute]) } : batch),
      between: (): readonly Step[] => {
        if (!oneIn(draw, 6)) return [];
        return [
          {
            op: "delete",
            part: draw.between(0, partitions - 1),
            to: pick(draw, [-1, -1, 0, draw.between(1, 30), -2, 10_000]),
          },
        ];
      },
    });
    return {
      partitions,
      config,
      full: true,
      words: true,
      steps: oneIn(draw, 3) ? withRestarts(draw, steps, "clean") : steps,
    };
  },
};

/** So old that it is forgotten at once, and so young that it is not, whatever the version's default: 1 day or 7. */
const ages: readonly Stamp[] = [-8 * day, -8 * day, "none", -12 * hour, 0];

const expiry: Family = {
  name: "expiry",
  about: "producers whose last record is old, or has no time: what the look for expired producers leaves of them",
  share: 3,
  draw: (draw, { sweeps }) => {
    const steps = walk(draw, {
      partitions: 1,
      producers: ["a", "b"],
      sends: [4, 10],
      moves: plain,
      adorn: (batch) => ({ ...batch, ts: pick(draw, ages) }),
    });
    // Where the broker looks every half second, each step that could leave an old producer behind is waited for.
    if (sweeps)
      return {
        partitions: 1,
        full: true,
        words: true,
        steps: steps.flatMap((step): Step[] => (step.op === "send" ? [step, { op: "sweep" }] : [step])),
      };
    return { partitions: 1, full: true, words: true, steps: withRestarts(draw, steps, pick(draw, ["clean", "kill"])) };
  },
};

export const topics: readonly Family[] = [times, compacted, recompressed, limits, deletion, expiry];
