import { reportOf, streamedReportOf } from "../../scenarios/report.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { ExitCode } from "../exit-codes.ts";
import { type Named, type Output, checkOutputs, writeOutputs } from "../files.ts";
import { jsonPieces } from "../pieces.ts";
import { type Drawing, drawRun, reproOption, traceLines, traceOption } from "./drawing.ts";
import { drawnSource } from "../drawn.ts";
import { type RunOptions, commandFor, overridesOf } from "../options.ts";
import { exitCodeOf, prepareSource, sayLimit, sayUnusedFaults } from "../session.ts";
import { type Source, sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { bugTelling } from "../text/bug-text.ts";
import { runText } from "../text/run-text.ts";

export interface RunCommandOptions extends RunOptions, Drawing {
  readonly json?: boolean;
  readonly saveRepro?: string;
}

export function runCommand(given: string, options: RunCommandOptions, terminal: Terminal): ExitCode {
  const { fixed, swarm, vary } = options;
  const written = sourceOf(given, { fixed, hunted: swarm !== undefined || vary !== undefined });
  checkOutputs(outputNames(options), inputNames(written, options));
  const asked = overridesOf(options, terminal);
  const { source, text: drawn } = drawnSource(written, options, asked);
  // What is drawn has a seed of its own where its luck is varied.
  const overrides = drawn === undefined ? asked : { ...asked, seed: undefined };
  const traced = options.trace !== undefined || options.diagram === true;
  const prepared = prepareSource(
    source,
    { ...overrides, recordTapes: options.saveRepro !== undefined, trace: { keep: traced ? "all" : "none" } },
    terminal,
  );
  const result = run(prepared);
  writeOutputs(outputsOf(result, options));
  tell(result, { source, drawn }, options, terminal);
  return exitCodeOf(result.outcome, result.violations);
}

/** What is read: it must not be overwritten. */
function inputNames({ given, story, bug }: Source, { config }: RunCommandOptions): readonly Named[] {
  const files = config.map((file) => ({ option: "--config", file }));
  return story === undefined && bug === undefined ? [{ option: "the scenario", file: given }, ...files] : files;
}

const outputNames = ({ trace, saveRepro }: RunCommandOptions): readonly Named[] => [
  ...(trace === undefined ? [] : [{ option: traceOption, file: trace }]),
  ...(saveRepro === undefined ? [] : [{ option: reproOption, file: saveRepro }]),
];

function outputsOf(result: RunResult, options: RunCommandOptions): readonly Output[] {
  return outputNames(options).map(({ option, file }) => ({
    option,
    file,
    pieces: option === traceOption ? traceLines(result) : reproText(result),
  }));
}

function* reproText(result: RunResult): Generator<string> {
  yield* jsonPieces(reproOf(result), 1);
  yield "\n";
}

interface Told {
  readonly source: Source;
  /** What was drawn, on one line. */
  readonly drawn: string | undefined;
}

function tell(result: RunResult, { source, drawn }: Told, options: RunCommandOptions, terminal: Terminal): void {
  const { given } = source;
  const seeded = { ...options, seed: options.seed ?? result.simulation.seed };
  const replay = commandFor("run", given, seeded);
  // That a drawn fault found nothing to strike is chance, and no mistake in a plan.
  if (drawn === undefined) sayUnusedFaults(result, terminal);
  if (options.json === true) {
    const report = streamedReportOf(result, replay);
    sayLimit(report, terminal);
    terminal.outPieces(jsonPieces({ ...report, drawn }, 2));
    for (const line of drawRun(result, options, terminal)) terminal.err(line);
    return;
  }
  const report = reportOf(result, replay);
  const { story, bug, scenario } = source;
  const again = (extra: readonly string[]): string => commandFor("run", given, options, extra);
  const more = [
    ["message by message", again(["--diagram"])],
    ["as data", again(["--json"])],
    ["kept, with nothing left to chance", again(["--save-repro", "repro.json"])],
  ] as const;
  if (drawn !== undefined) terminal.out(drawn);
  const about = bug === undefined || story === undefined ? undefined : bugTelling(bug, options);
  const telling = { report, title: scenario.title, story, bug: about, colors: terminal.colors, more };
  for (const line of runText(telling)) terminal.out(line);
  for (const line of drawRun(result, options, terminal)) terminal.out(line);
}
