import { type DiagramOptions, diagram } from "../scenarios/diagram/index.ts";
import { networkNotes, type TraceEntry } from "../sim/index.ts";
import { labelOf } from "../wire/oversight/live-trace.ts";
import type { WatchedBroker } from "../wire/oversight/watched-broker.ts";
import { liveNames } from "./names.ts";

/** Of messages: these are drawn always, and others only where a fault struck them. */
const drawnLabels: ReadonlySet<number> = new Set(
  (["Produce", "InitProducerId"] as const).flatMap((api) => [labelOf(api, "request"), labelOf(api, "response")]),
);

const strikes: ReadonlySet<unknown> = new Set([networkNotes.lost, networkNotes.cut, networkNotes.doubled]);

/** The diagram of what a broker did so far: that of a simulated run, in wall-clock time. */
export function liveDiagram(broker: WatchedBroker, options: DiagramOptions = {}): readonly string[] {
  const entries = drawn(broker.oversight.trace.entries);
  return [
    "wall-clock time since the start, as the broker saw it; not deterministic",
    ...diagram(entries, liveNames(broker), options),
  ];
}

function drawn(entries: readonly TraceEntry[]): readonly TraceEntry[] {
  const struck = new Set(entries.filter(({ kind }) => strikes.has(kind)).map(placeOf));
  return entries.filter((entry) => {
    const { kind, values } = entry;
    const isMessage = kind === networkNotes.sent || kind === networkNotes.arrived;
    return !isMessage || drawnLabels.has(values[2] ?? -1) || struck.has(placeOf(entry));
  });
}

const placeOf = ({ values }: TraceEntry): string => values.slice(0, 4).join(" ");
