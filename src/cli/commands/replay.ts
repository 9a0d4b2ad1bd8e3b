import { prepareRepro } from "../../lab/replay.ts";
import { BadInput } from "../../input/bad-input.ts";
import { reportOf } from "../../scenarios/report.ts";
import { run } from "../../scenarios/run.ts";
import { parseDuration } from "../../sim/index.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { asItIs, commandFor } from "../options.ts";
import { exitCodeOf, placedBy, sayNotices } from "../session.ts";
import { sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { runText } from "../text/run-text.ts";
import { type Drawing, drawRun, writeTrace } from "./drawing.ts";

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
  const diagram = options.diagram === true || until !== undefined;
  const drawing = { ...(traceFile === undefined ? {} : { trace: traceFile }), ascii: ascii ?? false, diagram, until };
  const trace = { keep: diagram || traceFile !== undefined ? "all" : "none" } as const;
  const prepared = placedBy(source, () => prepareRepro(repro, { seed: options.seed, trace }));
  sayNotices(prepared, terminal);
  const result = run(prepared);
  writeTrace(result, drawing);
  const command = commandFor("replay", given, asItIs);
  const report = reportOf(result, command);
  if (options.json === true) {
    terminal.out(JSON.stringify(report, null, 2));
    for (const line of drawRun(result, drawing)) terminal.err(line);
  } else {
    const more = [["message by message", commandFor("replay", given, asItIs, ["--diagram"])]] as const;
    const { title } = source.scenario;
    for (const line of runText({ report, title, story: undefined, colors: terminal.colors, more })) terminal.out(line);
    for (const line of drawRun(result, drawing)) terminal.out(line);
  }
  if (result.digest === repro.digest) return exitCodeOf(result.outcome, result.violations);
  terminal.err(
    `onceproof: ${given} was written of a run with the digest ${repro.digest}; this one has ${result.digest}`,
  );
  return exitCodes.notDeterministic;
}
