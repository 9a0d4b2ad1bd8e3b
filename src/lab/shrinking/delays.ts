import { writtenDuration } from "../../input/units.ts";
import { brokerName } from "../../model/run/plan.ts";
import { type TraceNames, traceNamesOf } from "../../scenarios/trace.ts";
import { type Duration, type TraceEntry, formatAddress, networkNotes } from "../../sim/index.ts";
import { type Case, type Code, runCase } from "./case.ts";

/** What messages of one run took, as a constant delay and the faults that make up the difference. */
export interface Delays {
  readonly delay: string;
  readonly faults: readonly { readonly message: string; readonly do: "delay"; readonly by: string }[];
}

/** One way of a message, or both ways of a handshake. */
interface Way {
  readonly message: string;
  readonly legs: number;
  readonly took: number;
}

/** How long each message of the case's run took, the first copy of it counting. */
export function delaysOf(subject: Case, code: Code): Delays {
  const result = runCase(subject, { ...code, trace: { keep: "all" } });
  const ways = waysOf(result.simulation.trace.entries, traceNamesOf(result)).filter(({ took }) => took > 0);
  const least = ways.reduce((shortest, { took, legs }) => Math.min(shortest, Math.floor(took / legs)), Infinity);
  const base = Number.isFinite(least) ? Math.max(1, least) : 1;
  return {
    delay: writtenDuration(base as Duration),
    faults: ways.flatMap(({ message, took, legs }) => {
      const rest = took - legs * base;
      return rest > 0 ? [{ message, do: "delay", by: writtenDuration(rest as Duration) } as const] : [];
    }),
  };
}

function waysOf(entries: readonly TraceEntry[], names: TraceNames): readonly Way[] {
  const begun = new Map<string, number>();
  const ways = new Map<string, Way>();
  const connects = new Map<number, number>();
  const end = (message: string, legs: number, at: number): void => {
    const from = begun.get(message);
    if (from !== undefined && !ways.has(message)) ways.set(message, { message, legs, took: at - from });
  };
  for (const { at, kind, values } of entries) {
    const [from = 0] = values;
    if (kind === networkNotes.sent) begun.set(addressOf(values, names), at);
    else if (kind === networkNotes.arrived) end(addressOf(values, names), 1, at);
    else if (kind === networkNotes.connecting) {
      connects.set(from, (connects.get(from) ?? 0) + 1);
      begun.set(connectOf(names.node(from), connects.get(from)), at);
    } else if (kind === networkNotes.connected) end(connectOf(names.node(from), connects.get(from)), 2, at);
  }
  return [...ways.values()];
}

const addressOf = ([from = 0, to = 0, label = 0, occurrence = 0]: readonly number[], names: TraceNames): string =>
  formatAddress({ from: names.node(from), to: names.node(to), label: names.label(label), occurrence });

const connectOf = (producer: string, occurrence = 1): string =>
  formatAddress({ from: producer, to: brokerName, label: "connect", occurrence });
