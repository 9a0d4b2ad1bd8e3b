import { kafka44 } from "../../src/model/broker/profiles.ts";
import type { BrokerObserver } from "../../src/model/broker/seam.ts";
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

/** A broker that forgets its producers after each append, and so stores what comes again once more. */
export async function plantedForgetting(one: Case, program: Program, watch: Watch): Promise<Planted> {
  const target = new ServeTarget((broker) => ({
    profile: kafka44,
    observer: { ...watching, appended: () => void setImmediate(() => broker()?.forgetProducers({})) },
  }));
  const { deviations: found } = await runCase(one, program, target, watch);
  return { breach: "a broker that stores what comes again once more", caught: words(found).includes("stored again") };
}

const watching: BrokerObserver = {
  appended: () => undefined,
  duplicateSuppressed: () => undefined,
  rejected: () => undefined,
  producerExpired: () => undefined,
};
