import { reportOf } from "../../scenarios/report.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { ExitCode } from "../exit-codes.ts";
import { type Drawing, drawRun, writeTrace } from "./drawing.ts";
import { writeText } from "../files.ts";
import { type RunOptions, commandFor, overridesOf } from "../options.ts";
import { exitCodeOf, prepareSource, sayUnusedFaults } from "../session.ts";
import { type Source, sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { runText } from "../text/run-text.ts";

export interface RunCommandOptions extends RunOptions, Drawing {
  readonly json?: boolean;
  readonly saveRepro?: string;
}

export function runCommand(given: string, options: RunCommandOptions, terminal: Terminal): ExitCode {
  const source = sourceOf(given);
  const overrides = overridesOf(options, terminal);
  const traced = options.trace !== undefined || options.diagram === true;
  const prepared = prepareSource(
    source,
    { ...overrides, recordTapes: options.saveRepro !== undefined, trace: { keep: traced ? "all" : "none" } },
    terminal,
  );
  const result = run(prepared);
  writeTrace(result, options);
  if (options.saveRepro !== undefined) writeText(options.saveRepro, `${JSON.stringify(reproOf(result), null, 1)}\n`);
  tell(result, source, options, terminal);
  return exitCodeOf(result.outcome, result.violations);
}

function tell(result: RunResult, source: Source, options: RunCommandOptions, terminal: Terminal): void {
  const { given } = source;
  const seeded = { ...options, seed: result.simulation.seed };
  const report = reportOf(result, commandFor("run", given, seeded));
  sayUnusedFaults(report, terminal);
  if (options.json === true) {
    terminal.out(JSON.stringify(report, null, 2));
    for (const line of drawRun(result, options)) terminal.err(line);
    return;
  }
  const { story, scenario } = source;
  const again = (extra: readonly string[]): string => commandFor("run", given, options, extra);
  const more = [
    ["message by message", again(["--diagram"])],
    ["as data", again(["--json"])],
    ["kept, with nothing left to chance", again(["--save-repro", "repro.json"])],
  ] as const;
  for (const line of runText({ report, title: scenario.title, story, colors: terminal.colors, more }))
    terminal.out(line);
  for (const line of drawRun(result, options)) terminal.out(line);
}
