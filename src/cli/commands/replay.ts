import { type Stop, Watch } from "../../lab/watch/watch.ts";
import { BadInput } from "../../input/bad-input.ts";
import { prepareRepro } from "../../scenarios/repro.ts";
import { reportOf, streamedReportOf } from "../../scenarios/report.ts";
import { type RunResult, run } from "../../scenarios/run.ts";
import { type Duration, type Instant, never, parseDuration } from "../../sim/index.ts";
import type { ExitCode } from "../exit-codes.ts";
import { asItIs, commandFor } from "../options.ts";
import { placedBy, sayNotices, sayLimit, sayUnusedFaults } from "../session.ts";
import { sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { counted } from "../text/figures.ts";
import { runText } from "../text/run-text.ts";
import { stopLines } from "../text/state-text.ts";
import { checkOutputs, writeOutputs } from "../files.ts";
import { jsonPieces } from "../pieces.ts";
import { drawRun, traceLines, traceOption } from "./drawing.ts";
import { type ReplayOptions, type Replaying, breaking, verdictOf } from "../replaying.ts";
import { stepThrough } from "./step.ts";

export function replayCommand(given: string, options: ReplayOptions, terminal: Terminal): ExitCode | Promise<ExitCode> {
  const source = sourceOf(given);
  const { repro } = source;
  if (repro === undefined) {
    throw new BadInput(`${given}: is no repro; write one with: onceproof run ${given} --save-repro FILE`);
  }
  const { trace: traceFile, seed, step = false } = options;
  const until = untilOf(options);
  const written = traceFile === undefined ? [] : [{ option: traceOption, file: traceFile }];
  checkOutputs(written, [{ option: "the repro", file: given }]);
  const keepsTrace = isDrawn(options) || traceFile !== undefined;
  const prepared = placedBy(source, () => prepareRepro(repro, { seed, trace: { keep: keepsTrace ? "all" : "none" } }));
  sayNotices(prepared, terminal);
  const replaying = { source, repro, prepared, until };
  if (step) return stepThrough(replaying, options, terminal);
  const { result, stops } = gone(replaying, options);
  writeOutputs(written.map((output) => ({ ...output, pieces: traceLines(result, until) })));
  sayUnusedFaults(result, terminal);
  if (options.json === true) tellData(replaying, { result, stops }, options, terminal);
  else tell(replaying, { result, stops }, options, terminal);
  return verdictOf(replaying, result, terminal);
}

function untilOf({ until }: ReplayOptions): Duration | undefined {
  if (until === undefined) return undefined;
  const time = parseDuration(until);
  if (time !== undefined) return time;
  throw new BadInput(`--until ${until}: is no time; write one with its unit, such as 3s or 250ms`);
}

const wantsStops = (options: ReplayOptions): boolean => options.until !== undefined || (options.break ?? []).length > 0;

const isDrawn = ({ diagram, until }: ReplayOptions): boolean => diagram === true || until !== undefined;

interface Gone {
  readonly result: RunResult;
  readonly stops: readonly Stop[];
}

/** The whole run, with the stops that were asked for on its way. */
function gone({ prepared, until }: Replaying, { break: texts = [] }: ReplayOptions): Gone {
  if (until === undefined && texts.length === 0) return { result: run(prepared), stops: [] };
  const watch = new Watch(prepared);
  for (const text of texts) breaking(() => watch.watchFor(text));
  const stops: Stop[] = [];
  const last = until === undefined ? never : (until as number as Instant);
  for (;;) {
    const stop = watch.goOn(last);
    const isLast = watch.isOver || watch.holding.length === 0;
    // The end is worth a stop only to those who did not ask for another.
    if (!isLast || until !== undefined) stops.push(stop);
    if (isLast) return { result: watch.result(), stops };
  }
}

function tellData(
  { source, until }: Replaying,
  { result, stops }: Gone,
  options: ReplayOptions,
  terminal: Terminal,
): void {
  const report = streamedReportOf(result, commandFor("replay", source.given, asItIs));
  sayLimit(report, terminal);
  terminal.outPieces(jsonPieces(wantsStops(options) ? { ...report, stops } : report, 2));
  for (const line of drawRun(result, { ...options, diagram: isDrawn(options), until }, terminal)) terminal.err(line);
}

/** So many stops are told in full; nobody reads more. */
const mostStops = 20;

function tell({ source, until }: Replaying, { result, stops }: Gone, options: ReplayOptions, terminal: Terminal): void {
  const { given } = source;
  const { colors, out } = terminal;
  const drawn = drawRun(result, { ...options, diagram: isDrawn(options), until }, terminal);
  if (!wantsStops(options)) {
    const report = reportOf(result, commandFor("replay", given, asItIs));
    const more = [["message by message", commandFor("replay", given, asItIs, ["--diagram"])]] as const;
    const { title } = source.scenario;
    for (const line of runText({ report, title, story: undefined, colors, more })) out(line);
    for (const line of drawn) out(line);
    return;
  }
  for (const [at, stop] of stops.slice(0, mostStops).entries()) {
    if (at > 0) out("");
    for (const line of stopLines(stop, colors.bold)) out(line);
  }
  const left = stops.length - mostStops;
  if (left > 0) out(`… and ${counted(left, "more stop")} (all of them with --json)`);
  if (stops.length === 0) out("the run has ended, and none of the conditions came to hold");
  for (const line of drawn) out(line);
}
