import { diagramOf } from "../../scenarios/diagram/index.ts";
import type { RunResult } from "../../scenarios/run.ts";
import { namedEntry, traceNamesOf } from "../../scenarios/trace.ts";
import type { Duration } from "../../sim/index.ts";
import { writeText } from "../files.ts";

/** What of a run's trace a user wants to see. */
export interface Drawing {
  readonly trace?: string;
  readonly diagram?: boolean;
  readonly ascii?: boolean;
}

/** Nothing after this time is shown. */
type Until = { readonly until?: Duration | undefined };

/** Writes the trace into the file that a user named: JSON lines, one for each entry, with names in place of numbers. */
export function writeTrace(result: RunResult, { trace, until }: Drawing & Until): void {
  if (trace === undefined) return;
  const names = traceNamesOf(result);
  const entries = result.simulation.trace.entries.filter(({ at }) => until === undefined || at <= until);
  writeText(trace, entries.map((entry) => `${JSON.stringify(namedEntry(entry, names))}\n`).join(""));
}

export function drawRun(result: RunResult, { diagram, ascii, until }: Drawing & Until): readonly string[] {
  return diagram === true ? ["", ...diagramOf(result, { until, ascii })] : [];
}
