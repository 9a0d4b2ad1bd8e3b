import { maxSequence } from "../../../src/model/core/sequence.ts";
import type { Stream } from "../../../src/sim/prng.ts";
import type { Step } from "../script.ts";
import type { Family } from "./family.ts";
import { oneIn, pick, walk, type Move, type Weights } from "./walk.ts";

const dedup: Family = {
  name: "dedup",
  about: "retries in and beyond the window, gaps, parts and merged ranges",
  share: 12,
  draw: (draw) => {
    const partitions = draw.between(1, 3);
    const producers = pick(draw, [["a"], ["a", "b"], ["a", "b", "c"]]);
    return { partitions, steps: walk(draw, { partitions, producers, sends: [8, 32] }) };
  },
};

const epochMoves: Weights<Move> = [
  ["next", 20],
  ["repeat", 8],
  ["repeatAny", 6],
  ["bump", 14],
  ["bumpAway", 8],
  ["leap", 5],
  ["stale", 14],
  ["zero", 6],
  ["gap", 4],
];

const epoch: Family = {
  name: "epoch",
  about: "raised, stale and far epochs, with and without starting at 0",
  share: 10,
  draw: (draw) => {
    const partitions = draw.between(1, 2);
    const steps = walk(draw, {
      partitions,
      producers: pick(draw, [["a"], ["a", "b"]]),
      sends: [8, 32],
      moves: epochMoves,
    });
    return { partitions, steps };
  },
};

const noSense: Family = {
  name: "bad",
  about: "numbers that no client sends: negative sequences, epochs down to -2, ids that nobody issued, no id at all",
  share: 8,
  draw: (draw) => {
    const partitions = draw.between(1, 3);
    const steps = walk(draw, {
      partitions,
      producers: ["a"],
      strangers: ["x", "none"],
      sends: [8, 28],
      adorn: (batch) => {
        if (batch.p === "none" && !oneIn(draw, 8)) return { ...batch, epoch: -1, seq: -1 };
        if (oneIn(draw, 10)) return { ...batch, seq: draw.between(-3, -1) };
        if (oneIn(draw, 8)) return { ...batch, epoch: draw.between(-3, -1) };
        return oneIn(draw, 30) ? { ...batch, epoch: pick(draw, [32_766, 32_767, -32_768]) } : batch;
      },
    });
    return { partitions, steps };
  },
};

const contact: Family = {
  name: "contact",
  about: "first contact of unknown producers, at any sequence and epoch",
  share: 7,
  draw: (draw) => {
    const partitions = draw.between(1, 3);
    const steps = walk(draw, {
      partitions,
      producers: ["a", "b"],
      strangers: ["x"],
      sends: [5, 24],
      firstSequence: () => pick(draw, [0, 1, 5, draw.between(0, 1_000_000), maxSequence, draw.between(0, maxSequence)]),
      adorn: (batch) => (oneIn(draw, 12) ? { ...batch, epoch: draw.between(-1, 9) } : batch),
    });
    return { partitions, steps };
  },
};

const wrap: Family = {
  name: "wrap",
  about: "sequences that run past 2147483647, in and between batches",
  share: 6,
  draw: (draw) => {
    const moves: Weights<Move> = [
      ["next", 40],
      ["repeat", 20],
      ["repeatAny", 8],
      ["gap", 5],
      ["part", 4],
      ["merged", 4],
      ["zero", 5],
      ["behind", 4],
    ];
    const firstSequence = (): number => maxSequence - draw.between(0, 24);
    const steps = walk(draw, {
      partitions: 1,
      producers: ["a"],
      strangers: ["x"],
      sends: [6, 24],
      moves,
      firstSequence,
    });
    return { partitions: 1, steps };
  },
};

/** One or two restarts among the later steps; more cost seconds each and show nothing new. */
export function withRestarts(draw: Stream, steps: readonly Step[], how: "clean" | "kill"): Step[] {
  const first = draw.between(Math.ceil(steps.length / 3), steps.length - 1);
  const second = draw.between(first, steps.length);
  const again: Step[] = oneIn(draw, 3) ? [{ op: "restart", how }] : [];
  return [
    ...steps.slice(0, first),
    { op: "restart", how },
    ...steps.slice(first, second),
    ...again,
    ...steps.slice(second),
  ];
}

const restart: Family = {
  name: "restart",
  about: "what a producer may retry after the broker ended and started again, by SIGTERM or SIGKILL",
  share: 8,
  draw: (draw) => {
    const partitions = draw.between(1, 3);
    const how = pick(draw, ["clean", "kill"] as const);
    const steps = walk(draw, { partitions, producers: pick(draw, [["a"], ["a", "b"]]), sends: [10, 32] });
    return { partitions, steps: withRestarts(draw, steps, how) };
  },
};

export const deduplication: readonly Family[] = [dedup, epoch, noSense, contact, wrap, restart];
