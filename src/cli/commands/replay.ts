import { prepareRepro } from "../../lab/replay.ts";
import { BadInput } from "../../input/bad-input.ts";
import { reportOf, streamedReportOf } from "../../scenarios/report.ts";
import { run } from "../../scenarios/run.ts";
import { parseDuration } from "../../sim/index.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { asItIs, commandFor } from "../options.ts";
import { exitCodeOf, placedBy, sayNotices, sayLimit, sayUnusedFaults } from "../session.ts";
import { sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { runText } from "../text/run-text.ts";
import { checkOutputs, writeOutputs } from "../files.ts";
import { jsonPieces } from "../pieces.ts";
import { type Drawing, drawRun, traceLines, traceOption } from "./drawing.ts";

export interface ReplayOptions extends Drawing {
  readonly seed?: number;
  readonly until?: string;
  readonly json?: boolean;
}

export function replayCommand(given: string, options: ReplayOptions, terminal: Terminal): ExitCode {
  const source = sourceOf(given);
  const { repro } = source;
  if (repro === undefined) {
    throw new BadInput(`${given}: is no repro; write one with: onceproof run ${given} --save-repro FILE`);
  }
  const until = options.until === undefined ? undefined : parseDuration(options.until);
  if (options.until !== undefined && until === undefined) {
    throw new BadInput(`--until ${options.until}: is no time; write one with its unit, such as 3s or 250ms`);
  }
  const { trace: traceFile, ascii } = options;
  const written = traceFile === undefined ? [] : [{ option: traceOption, file: traceFile }];
  checkOutputs(written, [{ option: "the repro", file: given }]);
  const diagram = options.diagram === true || until !== undefined;
  const drawing = { ...options, ascii: ascii ?? false, diagram, until };
  const trace = { keep: diagram || traceFile !== undefined ? "all" : "none" } as const;
  const prepared = placedBy(source, () => prepareRepro(repro, { seed: options.seed, trace }));
  sayNotices(prepared, terminal);
  const result = run(prepared);
  writeOutputs(written.map((output) => ({ ...output, pieces: traceLines(result, until) })));
  const command = commandFor("replay", given, asItIs);
  sayUnusedFaults(result, terminal);
  if (options.json === true) {
    const report = streamedReportOf(result, command);
    sayLimit(report, terminal);
    terminal.outPieces(jsonPieces(report, 2));
    for (const line of drawRun(result, drawing, terminal)) terminal.err(line);
  } else {
    const report = reportOf(result, command);
    const more = [["message by message", commandFor("replay", given, asItIs, ["--diagram"])]] as const;
    const { title } = source.scenario;
    for (const line of runText({ report, title, story: undefined, colors: terminal.colors, more })) terminal.out(line);
    for (const line of drawRun(result, drawing, terminal)) terminal.out(line);
  }
  if (result.digest === repro.digest) return exitCodeOf(result.outcome, result.violations);
  terminal.err(
    `onceproof: ${given} was written of a run with the digest ${repro.digest}; this one has ${result.digest}`,
  );
  return exitCodes.notDeterministic;
}
