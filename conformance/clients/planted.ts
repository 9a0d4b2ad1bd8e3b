import { kafka44, variantOf } from "../../src/model/broker/profiles.ts";
import type { Case } from "./cases.ts";
import type { History } from "./history.ts";
import { deviations, judge, type Deviation } from "./judge.ts";
import type { Watch } from "./play.ts";
import type { Program } from "./programs.ts";
import { runCase } from "./run.ts";
import { ServeTarget } from "./targets.ts";

/** A mistake that was made on purpose, and whether the runner saw it. */
export interface Planted {
  readonly breach: string;
  readonly caught: boolean;
}

const words = (found: readonly Deviation[]): readonly string[] => found.map(({ what }) => what);

/** Takes one record out of what a faultless client read back. */
export function plantedLoss(history: History): Planted {
  const middle = Math.floor(history.read.length / 2);
  const read = history.read.filter((_, at) => at !== middle);
  const isClean = deviations(judge(history)).length === 0;
  const found = words(deviations(judge({ ...history, read })));
  return {
    breach: "a record taken out of what was read back",
    caught: isClean && found.includes("acknowledged and lost"),
  };
}

/** A broker that remembers no batch of a producer: what comes again can't be told from what is out of order. */
export async function plantedForgetting(one: Case, program: Program, watch: Watch): Promise<Planted> {
  const about = { ...kafka44, name: "window-of-none", title: "a window of no batches" };
  const target = new ServeTarget(variantOf(kafka44, about, { windowOfBatches: 0 }));
  try {
    const { surprises } = await runCase(one, program, target, watch);
    return { breach: "a broker that does not know a batch when it comes again", caught: surprises.length > 0 };
  } finally {
    await target.stop();
  }
}
