import { writtenDuration } from "../../input/units.ts";
import { brokerName } from "../../model/run/plan.ts";
import { formatAddress } from "../../sim/index.ts";
import { faultSentence } from "../fault-text.ts";
import { writtenFault } from "../faults.ts";
import type { RunResult } from "../run.ts";
import { type TraceNames, traceNamesOf } from "../trace.ts";

/** What a diagram needs beside the entries of a trace. */
export interface DiagramNames extends TraceNames {
  /** The broker's node. */
  readonly broker: number;
  /** How many producers the run has: where there is one, it is not named on every line. */
  readonly producers: number;
  /** How many batches of a producer the broker remembers. */
  readonly windowOfBatches: number;
  /** The producers that nobody answers: those with acks=0. */
  readonly unanswered: ReadonlySet<number>;
  /** By the address of a message: how much longer than usual it takes. No entry of a trace says so. */
  readonly delays: ReadonlyMap<string, string>;
  /** A fault that struck the whole run, as a sentence without its time. */
  faultText(index: number): string | undefined;
}

export function diagramNamesOf(result: Pick<RunResult, "simulation">): DiagramNames {
  const { network, plan } = result.simulation;
  const delays = new Map<string, string>();
  for (const fault of network.faults) {
    if (!("at" in fault) && fault.do === "delay") delays.set(formatAddress(fault.on), writtenDuration(fault.by));
  }
  return {
    ...traceNamesOf(result),
    broker: network.node(brokerName),
    producers: plan.applications.length,
    windowOfBatches: plan.brokerProfile.windowOfBatches,
    unanswered: new Set(
      plan.applications.filter(({ config }) => config.acks === 0).map(({ name }) => network.node(name)),
    ),
    delays,
    faultText: (index) => {
      const fault = network.faults[index];
      return fault === undefined ? undefined : faultSentence(writtenFault(fault)).replace(/^at \S+ /, "");
    },
  };
}
