import type { Stream } from "../../../src/sim/prng.ts";
import type { ScriptedBatch, Step } from "../script.ts";
import { withRestarts } from "./deduplication.ts";
import type { Family } from "./family.ts";
import { oneIn, pick, someCodec, walk } from "./walk.ts";

const many: Family = {
  name: "many",
  about: "several producers and partitions in one request, unknown partitions, a partition named twice",
  share: 6,
  draw: (draw) => {
    const partitions = draw.between(2, 6);
    const steps = walk(draw, {
      partitions,
      producers: ["a", "b", "c"],
      strangers: ["x"],
      sends: [5, 16],
      batches: [
        [1, 1],
        [2, 3],
        [3, 3],
        [6, 2],
      ],
      adornSend: (step) => {
        const [first] = step.b;
        if (first === undefined) return step;
        if (oneIn(draw, 8)) return { ...step, b: [...step.b, { ...first, part: partitions + draw.between(0, 2) }] };
        if (oneIn(draw, 8)) return { ...step, b: [...step.b, { ...first, seq: first.seq + draw.between(0, 2) }] };
        return step;
      },
    });
    return { partitions, full: true, words: true, steps };
  },
};

const acks: Family = {
  name: "acks",
  about: "acks 0, 1, all and others in turn; timeouts of 0 and below; no partition; an unknown topic",
  share: 6,
  draw: (draw) => {
    const partitions = draw.between(1, 2);
    const steps = walk(draw, {
      partitions,
      producers: ["a", "b"],
      sends: [6, 20],
      acks: [
        [-1, 4],
        [1, 3],
        [0, 5],
        [2, 1],
        [-2, 1],
        [32_767, 1],
      ],
      adornSend: (step) => {
        if (oneIn(draw, 6)) return { ...step, timeout: pick(draw, [0, -1, 1, -2_147_483_648, 2_147_483_647]) };
        if (oneIn(draw, 16)) return { ...step, topic: "unknown" };
        return oneIn(draw, 16) ? { ...step, b: [] } : step;
      },
    });
    return { partitions, full: true, words: true, steps };
  },
};

/** Topics go by id from 13 on. */
const newestProduce: Readonly<Record<string, number>> = { "4.4.0": 13, "3.9.1": 11, "2.8.2": 9, "2.4.1": 8 };

const versions: Family = {
  name: "versions",
  about: "every version of Produce from 3 on, with every codec; topics by id, also unknown ones",
  share: 4,
  draw: (draw, { version }) => {
    const newest = newestProduce[version] ?? 8;
    const steps = walk(draw, {
      partitions: 2,
      producers: ["a"],
      sends: [6, 16],
      adorn: (batch) => {
        const own: ScriptedBatch = oneIn(draw, 3) ? { ...batch, codec: someCodec(draw) } : batch;
        return oneIn(draw, 5) ? { ...own, raw: pick(draw, ["crc", "count-1", "empty", "codec7"]) } : own;
      },
      adornSend: (step) => {
        const asked = { ...step, version: oneIn(draw, 4) ? newest : draw.between(3, newest) };
        return oneIn(draw, 24) ? { ...asked, topic: "unknown" } : asked;
      },
    });
    return { partitions: 2, full: true, words: true, steps };
  },
};

const transactional: Family = {
  name: "transactional",
  about: "transactional flags and ids outside a transaction, sometimes restarts among them",
  share: 4,
  draw: (draw) => {
    const partitions = draw.between(1, 2);
    const steps = walk(draw, {
      partitions,
      producers: ["a"],
      strangers: ["none", "x"],
      sends: [5, 14],
      adorn: (batch) => {
        const own = batch.p === "none" ? { ...batch, epoch: -1, seq: -1 } : batch;
        return oneIn(draw, 4) ? { ...own, txn: true } : own;
      },
      // An id that no coordinator knows of, and no coordinator: none is asked for, so that a real broker makes none.
      adornSend: (step) => (draw.between(0, 4) < 3 ? { ...step, txid: "t" } : step),
    });
    return {
      partitions,
      full: true,
      words: true,
      steps: oneIn(draw, 5) ? withRestarts(draw, steps, pick(draw, ["clean", "kill"])) : steps,
    };
  },
};

/** A version that no broker knows, with the byte that ends the header of newer ones and without it. */
const unknownVersion = (draw: Stream): { readonly api: number; readonly version: number; readonly hex: string } => ({
  api: pick(draw, [0, 3, 18, 22]),
  version: pick(draw, [-1, 99, 32_767]),
  hex: pick(draw, ["", "00", "0000"]),
});

const frames: Family = {
  name: "frames",
  about: "unknown APIs and versions, frames that are too long, too short or garbage",
  share: 2,
  draw: (draw) => {
    const before = walk(draw, { partitions: 1, producers: ["a"], sends: [1, 3] });
    const oddities = Array.from({ length: draw.between(2, 5) }, (): Step => {
      switch (draw.between(0, 4)) {
        case 0:
          return { op: "frame", how: "api", ...unknownVersion(draw) };
        case 1:
          return { op: "frame", how: "api", api: pick(draw, [-1, 999, 32_767]), version: 0 };
        case 2:
          return { op: "frame", how: "cut", bytes: draw.between(0, 60) };
        case 3:
          return { op: "frame", how: "length", bytes: pick(draw, [-1, -2_147_483_648, 104_857_601, 2_147_483_647]) };
        default:
          return {
            op: "frame",
            how: "garbage",
            hex: pick(draw, ["", "00", "00000008", "ff".repeat(20), "0000000000000000"]),
          };
      }
    });
    return {
      partitions: 1,
      steps: [...before, ...oddities, ...walk(draw, { partitions: 1, producers: ["b"], sends: [1, 2] })],
    };
  },
};

export const requests: readonly Family[] = [many, acks, versions, transactional, frames];
