import {
  type Delay,
  type Storm,
  type SwarmProfile,
  type TiePolicy,
  constantDelay,
  fifo,
  longTailedDelay,
  plus,
  start,
  uniformDelay,
} from "../sim/index.ts";
import { chanceOf, durationOf } from "../input/units.ts";
import { drawnFaultOf } from "./faults.ts";
import type { Scenario } from "./spec.ts";

export function delayOf({ delay }: Scenario["network"]): Delay {
  if (typeof delay === "string") return constantDelay(durationOf(delay));
  if ("from" in delay) return uniformDelay(durationOf(delay.from), durationOf(delay.to));
  if ("typical" in delay) return longTailedDelay(durationOf(delay.typical));
  return { kind: "samples", samples: delay.samples.map(durationOf) };
}

export function swarmOf({ network }: Scenario): SwarmProfile {
  const [loss, duplication, cut] = [chanceOf(network.loss), chanceOf(network.duplication), chanceOf(network.cut)];
  return {
    ...(loss === undefined ? {} : { loss }),
    ...(duplication === undefined ? {} : { duplication }),
    ...(cut === undefined ? {} : { cut }),
    ...(network.storms.length === 0 ? {} : { storms: network.storms.map(stormOf) }),
    ...(network.timed.length === 0 ? {} : { timed: network.timed.map(drawnFaultOf) }),
  };
}

function stormOf(written: Scenario["network"]["storms"][number]): Storm {
  const at = plus(start, durationOf(written.at));
  return { at, until: plus(at, durationOf(written.for)) };
}

export function tiesOf({ ties }: Scenario): TiePolicy {
  if (typeof ties === "object") return { kind: "shuffle", seed: ties.shuffle };
  return ties === "fifo" ? fifo : { kind: "lifo" };
}
