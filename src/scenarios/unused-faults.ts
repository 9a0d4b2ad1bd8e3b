import type { Simulation } from "../model/run/simulation.ts";
import { type Fault, type MessageFault, type TimedFault, formatAddress, formatTime, isTimed } from "../sim/index.ts";
import type { Prepared } from "./compile.ts";
import { writtenFault } from "./faults.ts";
import type { FaultSpec } from "./spec.ts";

/** A fault that was planned, by position or by time, and never struck, or only when there was nothing left to strike. */
export interface UnusedFault {
  readonly fault: FaultSpec;
  /** What came instead, in a clause: `there were 3`. */
  readonly came: string;
}

/** The planned faults that did nothing to a run that is over. What the seed places is no plan, and not among them. */
export function unusedFaults({ plan, faultsOfNobody }: Prepared, simulation: Simulation): readonly UnusedFault[] {
  const done = new Set<string>();
  for (const fault of simulation.network.faults) if (!isTimed(fault)) done.add(formatAddress(fault.on));
  const over = simulation.finishedAt ?? simulation.scheduler.now;
  const isUnused = (fault: Fault): boolean => (isTimed(fault) ? fault.at > over : !done.has(formatAddress(fault.on)));
  return [
    ...plan.faults.filter(isUnused).map((fault) => ({
      fault: writtenFault(fault),
      came: isTimed(fault) ? `the run was over at ${formatTime(over)}` : whatCame(fault, simulation),
    })),
    ...faultsOfNobody.map(({ fault, producer }) => ({
      fault: writtenFault(fault),
      came: `${producer} never starts, for its settings are refused`,
    })),
  ];
}

function whatCame({ on }: MessageFault, { network }: Simulation): string {
  const count = network.countSent(on.from, on.to, on.label);
  if (count >= on.occurrence) return "it was lost already, with its connection or to another fault";
  return count === 0 ? "there was none" : count === 1 ? "there was 1" : `there were ${count}`;
}

/** `broker-1>shop Produce response #4 never came: there were 3`, for people. */
export function unusedFaultText({ fault, came }: UnusedFault): string {
  if ("message" in fault) {
    const struck = came.startsWith("it was") ? "was not struck by" : "never came for";
    return `${fault.message} ${struck} its ${fault.do}: ${came}`;
  }
  return `${fault.do} at ${fault.at} came too late: ${came}`;
}

/** The nodes that a fault strikes or lies between. */
export const nodesOf = (fault: Fault): readonly string[] =>
  isTimed(fault) ? (isAtNode(fault) ? [fault.node] : [fault.from, fault.to]) : [fault.on.from, fault.on.to];

const isAtNode = (fault: TimedFault): fault is TimedFault & { readonly do: "node" } => fault.do === "node";
