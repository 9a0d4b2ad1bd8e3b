import type { Tally } from "../lab/tally.ts";
import { describeOrigin } from "../model/config/settings.ts";
import { BadInput } from "../input/bad-input.ts";
import { type Overrides, type Prepared, prepare } from "../scenarios/compile.ts";
import { prepareRepro } from "../scenarios/repro.ts";
import type { StreamedReport } from "../scenarios/report.ts";
import type { JudgedViolation, Outcome, RunResult } from "../scenarios/run.ts";
import { unusedFaultText } from "../scenarios/unused-faults.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import type { Source } from "./source.ts";
import type { Terminal } from "./terminal.ts";
import { counted } from "./text/figures.ts";
import { limitText } from "./text/run-text.ts";

/** Prepares what a user asked for and says on standard error what he may not expect of his settings. */
export function prepareSource(source: Source, overrides: Overrides, terminal: Terminal): Prepared {
  const { repro, scenario } = source;
  const prepared = placedBy(source, () =>
    repro === undefined ? prepare(scenario, overrides) : prepareRepro(repro, overrides),
  );
  sayNotices(prepared, terminal);
  return prepared;
}

/** Makes a complaint that comes up in `work` point into the source's file. */
export function placedBy<Value>(source: Source, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw error instanceof BadInput ? source.place(error) : error;
  }
}

export function sayNotices(prepared: Prepared, terminal: Terminal): void {
  for (const line of noticesOf(prepared)) terminal.err(line);
}

/** Tells which planned faults never struck: a run that is not what its plan means should not look as if it were. */
export function sayUnusedFaults({ faultsUnused }: RunResult, terminal: Terminal): void {
  for (const unused of faultsUnused.slice(0, mostUnused)) terminal.err(`note: ${unusedFaultText(unused)}`);
  const left = faultsUnused.length - mostUnused;
  if (left > 0)
    terminal.err(`note: and ${counted(left, "more fault")} that never came about (all of them with --json)`);
}

/** Tells what cut a run off, where nothing else that people read does. */
export function sayLimit(report: StreamedReport, terminal: Terminal): void {
  const text = limitText(report);
  if (text !== undefined) terminal.err(`note: ${text}`);
}

const mostUnused = 12;

/** Each notice once, however many producers it concerns. */
function noticesOf({ notices }: Prepared): readonly string[] {
  const lines = notices.map(({ producer, notice: { message, origin, rule } }) => {
    const where = origin === undefined || origin.kind === "code" ? producer : describeOrigin(origin);
    return `note: ${where}: ${message}${rule === undefined ? "" : ` (${rule})`}`;
  });
  return [...new Set(lines)];
}

/** What the exit code says of a run: a broken safety property weighs more than a broken liveness property. */
export function exitCodeOf(
  outcome: Outcome,
  violations: readonly Pick<JudgedViolation, "kind" | "allowed">[],
): ExitCode {
  if (outcome === "as-expected") return exitCodes.asExpected;
  const broken = violations.filter(({ allowed }) => !allowed);
  if (broken.some(({ kind }) => kind === "safety")) return exitCodes.safetyBroke;
  // A run that does not come to rest is no success: something that should have happened did not, in all the time it had.
  if (broken.length > 0 || outcome === "limit-reached") return exitCodes.livenessBroke;
  return exitCodes.safetyBroke;
}

/** The same of many runs. */
export function exitCodeOfTally({ worst }: Tally): ExitCode {
  if (worst === "safety") return exitCodes.safetyBroke;
  return worst === "liveness" ? exitCodes.livenessBroke : exitCodes.asExpected;
}
