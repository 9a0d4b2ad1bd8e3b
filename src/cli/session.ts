import { describeOrigin } from "../model/config/settings.ts";
import { prepareRepro } from "../lab/replay.ts";
import { BadInput } from "../input/bad-input.ts";
import { type Overrides, type Prepared, prepare } from "../scenarios/compile.ts";
import type { JudgedViolation, Outcome } from "../scenarios/run.ts";
import { type ExitCode, exitCodes } from "./exit-codes.ts";
import type { Source } from "./source.ts";
import type { Terminal } from "./terminal.ts";

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

/** Each notice once, however many producers it concerns. */
function noticesOf({ notices }: Prepared): readonly string[] {
  const lines = notices.map(({ producer, notice: { message, origin, rule } }) => {
    const where = origin === undefined || origin.kind === "code" ? producer : describeOrigin(origin);
    return `note: ${where}: ${message}${rule === undefined ? "" : ` (${rule})`}`;
  });
  return [...new Set(lines)];
}

/** What the exit code says of a run, or of many: a broken safety property weighs more than a broken liveness property. */
export function exitCodeOf(
  outcome: Outcome,
  violations: readonly Pick<JudgedViolation, "kind" | "allowed">[],
): ExitCode {
  if (outcome === "as-expected") return exitCodes.asExpected;
  const broken = violations.filter(({ allowed }) => !allowed);
  if (broken.some(({ kind }) => kind === "safety")) return exitCodes.safetyBroke;
  // Running into a limit means that something that should have happened did not.
  if (broken.length > 0 || outcome === "limit-reached") return exitCodes.livenessBroke;
  return exitCodes.safetyBroke;
}
