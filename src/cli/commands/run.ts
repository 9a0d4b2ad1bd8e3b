import { reportOf, streamedReportOf } from "../../scenarios/report.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { ExitCode } from "../exit-codes.ts";
import { type Named, type Output, checkOutputs, writeOutputs } from "../files.ts";
import { jsonPieces } from "../pieces.ts";
import { type Drawing, drawRun, reproOption, traceLines, traceOption } from "./drawing.ts";
import { type RunOptions, commandFor, overridesOf } from "../options.ts";
import { exitCodeOf, prepareSource, sayLimit, sayUnusedFaults } from "../session.ts";
import { type Source, sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { runText } from "../text/run-text.ts";

export interface RunCommandOptions extends RunOptions, Drawing {
  readonly json?: boolean;
  readonly saveRepro?: string;
}

export function runCommand(given: string, options: RunCommandOptions, terminal: Terminal): ExitCode {
  const source = sourceOf(given);
  checkOutputs(outputNames(options), inputNames(source, options));
  const overrides = overridesOf(options, terminal);
  const traced = options.trace !== undefined || options.diagram === true;
  const prepared = prepareSource(
    source,
    { ...overrides, recordTapes: options.saveRepro !== undefined, trace: { keep: traced ? "all" : "none" } },
    terminal,
  );
  const result = run(prepared);
  writeOutputs(outputsOf(result, options));
  tell(result, source, options, terminal);
  return exitCodeOf(result.outcome, result.violations);
}

/** What is read: it must not be overwritten. */
function inputNames({ given, story }: Source, { config }: RunCommandOptions): readonly Named[] {
  const files = config.map((file) => ({ option: "--config", file }));
  return story === undefined ? [{ option: "the scenario", file: given }, ...files] : files;
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

function tell(result: RunResult, source: Source, options: RunCommandOptions, terminal: Terminal): void {
  const { given } = source;
  const seeded = { ...options, seed: result.simulation.seed };
  const replay = commandFor("run", given, seeded);
  sayUnusedFaults(result, terminal);
  if (options.json === true) {
    const report = streamedReportOf(result, replay);
    sayLimit(report, terminal);
    terminal.outPieces(jsonPieces(report, 2));
    for (const line of drawRun(result, options, terminal)) terminal.err(line);
    return;
  }
  const report = reportOf(result, replay);
  const { story, scenario } = source;
  const again = (extra: readonly string[]): string => commandFor("run", given, options, extra);
  const more = [
    ["message by message", again(["--diagram"])],
    ["as data", again(["--json"])],
    ["kept, with nothing left to chance", again(["--save-repro", "repro.json"])],
  ] as const;
  for (const line of runText({ report, title: scenario.title, story, colors: terminal.colors, more }))
    terminal.out(line);
  for (const line of drawRun(result, options, terminal)) terminal.out(line);
}
