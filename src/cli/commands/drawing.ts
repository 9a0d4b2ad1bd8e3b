import { diagramOf, usualWidth } from "../../scenarios/diagram/index.ts";
import type { RunResult } from "../../scenarios/run.ts";
import { namedEntry, traceNamesOf } from "../../scenarios/trace.ts";
import type { Duration } from "../../sim/index.ts";
import type { Terminal } from "../terminal.ts";

/** What of a run's trace a user wants to see. */
export interface Drawing {
  readonly trace?: string;
  readonly diagram?: boolean;
  readonly ascii?: boolean;
  readonly width?: number;
}

/** Nothing after this time is shown. */
type Until = { readonly until?: Duration | undefined };

/** A run's trace for the file that a user named: JSON lines, one for each entry, with names in place of numbers. */
export function* traceLines(result: RunResult, until?: Duration): Generator<string> {
  const names = traceNamesOf(result);
  for (const entry of result.simulation.trace.entries) {
    if (until === undefined || entry.at <= until) yield `${JSON.stringify(namedEntry(entry, names))}\n`;
  }
}

/** The files that a user may name for what came of a run. */
export const traceOption = "--trace";
export const reproOption = "--save-repro";

/** The diagram, where it is wanted: as wide as the terminal unless the user says how wide. */
export function drawRun(result: RunResult, drawing: Drawing & Until, { columns }: Terminal): readonly string[] {
  const { diagram, ascii, until, width = columns ?? usualWidth } = drawing;
  return diagram === true ? ["", ...diagramOf(result, { until, ascii, width })] : [];
}
