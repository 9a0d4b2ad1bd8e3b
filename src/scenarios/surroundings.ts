import { messageLabels } from "../model/run/notes.ts";
import { type RunPlan, brokerName } from "../model/run/plan.ts";
import {
  type Delay,
  type SwarmProfile,
  type TiePolicy,
  constantDelay,
  fifo,
  longTailedDelay,
  uniformDelay,
} from "../sim/index.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { chanceOf, durationOf } from "../input/units.ts";
import { drawnFaultOf } from "./faults.ts";
import type { Scenario } from "./spec.ts";

export function delayOf({ network: { delay } }: Scenario): Delay {
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
    ...(network.timed.length === 0 ? {} : { timed: network.timed.map(drawnFaultOf) }),
  };
}

export function tiesOf({ ties }: Scenario): TiePolicy {
  if (typeof ties === "object") return { kind: "shuffle", seed: ties.shuffle };
  return ties === "fifo" ? fifo : { kind: "lifo" };
}

/** A fault at a node that is not there would silently do nothing. */
export function checkFaults(plan: RunPlan): void {
  const nodes = [brokerName, ...plan.applications.map(({ name }) => name)];
  const labels: readonly string[] = ["connect", "accept", ...messageLabels];
  const timed = (plan.swarm.timed ?? []).map(({ fault }) => fault);
  for (const fault of [...plan.faults, ...timed]) {
    const ends =
      "on" in fault ? [fault.on.from, fault.on.to] : fault.do === "node" ? [fault.node] : [fault.from, fault.to];
    for (const end of ends) if (!nodes.includes(end)) throw new BadInput(unknownName("node", end, nodes));
    if ("on" in fault && !labels.includes(fault.on.label))
      throw new BadInput(unknownName("message", fault.on.label, labels));
    const duplicates = !("at" in fault) && fault.do === "duplicate";
    if (duplicates && plan.discipline === "tcp")
      throw new BadInput("a tcp network duplicates no message: it is the network of datagrams that does");
  }
}
