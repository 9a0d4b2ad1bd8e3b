import { join } from "node:path";
import { fromTheStart, type Shrinking } from "../../lab/shrink.ts";
import type { Case } from "../../lab/shrinking/case.ts";
import type { Failure } from "../../lab/shrinking/judge.ts";
import { axesFor, failureIn, searchSmaller } from "../../lab/shrinking/search.ts";
import { toldFailure } from "../../lab/shrinking/told.ts";
import { BadInput } from "../../input/bad-input.ts";
import { reproOf, run } from "../../scenarios/run.ts";
import type { Repro } from "../../scenarios/spec.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { checkOutputs, writeOutputs } from "../files.ts";
import { drawnSource } from "../drawn.ts";
import { interruption } from "../hunt/interruption.ts";
import { type RunOptions, commandFor, overridesOf } from "../options.ts";
import { jsonPieces } from "../pieces.ts";
import { temporaryRunFolder } from "../run-folder.ts";
import { prepareSource } from "../session.ts";
import { type Driven, drive } from "../drive.ts";
import { type Emission, checkEnding, commandOn, emittedText } from "../shrinking/emission.ts";
import { shrinkProgressOf } from "../shrinking/progress-bar.ts";
import { ProgressFile } from "../shrinking/progress-file.ts";
import { type Source, sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { type ShrinkTelling, shrinkLines, shrinkReport } from "../text/shrink-text.ts";

export interface ShrinkOptions extends RunOptions {
  readonly keep?: string;
  readonly out?: string;
  readonly emit?: Emission;
  readonly resume?: boolean;
  readonly json?: boolean;
  readonly ascii?: boolean;
  readonly width?: number;
}

/** Makes a failing run small, and tells what is left of it: 0 it is done, 2 there is nothing that fails. */
export async function shrinkCommand(given: string, options: ShrinkOptions, terminal: Terminal): Promise<ExitCode> {
  const { out, emit, resume = false, fixed, swarm, vary } = options;
  if (resume && out === undefined) throw new BadInput("--resume: goes on with what --out FILE has; add that");
  if (out !== undefined) checkEnding(out, emit);
  const written = sourceOf(given, { fixed, hunted: swarm !== undefined || vary !== undefined });
  if (out !== undefined && written.story === undefined && written.bug === undefined) {
    checkOutputs([{ option: "--out", file: out }], [{ option: "the repro", file: given }]);
  }
  const { source, repro } = reproFrom(written, options, terminal);
  const failure = failing(given, repro, options);
  if (repro.digest !== failure.digest) {
    terminal.err(`note: ${given} was written of a run with the digest ${repro.digest}; this one has ${failure.digest}`);
  }
  const begun = terminal.now();
  const driven = await searched(failure, options, source.scenario.name, terminal);
  const elapsedMillis = Math.round(terminal.now() - begun);
  return end({ source, repro, failure, driven, elapsedMillis }, options, terminal);
}

/** The failing run with nothing left to chance: a repro as it is, or a seed of something with what is laid over it. */
function reproFrom(written: Source, options: ShrinkOptions, terminal: Terminal): Pick<Ended, "source" | "repro"> {
  const asked = overridesOf(options, terminal);
  const isChanged = [asked.settings, asked.brokerProfile, asked.producerProfile].some((one) => one !== undefined);
  if (written.repro !== undefined && !isChanged) return { source: written, repro: written.repro };
  const { source, text } = drawnSource(written, options, asked);
  if (text !== undefined) terminal.err(text);
  // What is drawn has a seed of its own where its luck is varied.
  const overrides = { ...asked, seed: text === undefined ? asked.seed : undefined, recordTapes: true };
  const repro = reproOf(run(prepareSource(source, overrides, terminal)));
  const fingerprint = source.repro?.fingerprint;
  return { source, repro: fingerprint === undefined ? repro : { ...repro, fingerprint } };
}

function failing(given: string, repro: Repro, { keep, swarm }: ShrinkOptions): Failure {
  try {
    return failureIn(repro, keep);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const hint = swarm === undefined && keep === undefined ? `; what a hunt draws for a seed is run with --swarm` : "";
    throw new BadInput(`${given}: ${error.message}${hint}`, "said");
  }
}

async function searched(
  failure: Failure,
  { out, resume = false }: ShrinkOptions,
  name: string,
  terminal: Terminal,
): Promise<Driven<Shrinking<Case>>> {
  const about = { of: failure.digest, fingerprint: failure.finding.fingerprint };
  const file = out === undefined ? undefined : new ProgressFile(out, about);
  const anew: Shrinking<Case> = { smallest: failure.subject, cursor: fromTheStart, tried: 0, kept: 0 };
  const from = resume && file !== undefined ? file.read() : anew;
  const axes = axesFor(failure).map((axis) => axis.name);
  const progress = shrinkProgressOf(terminal, name, axes);
  const ctrlC = interruption();
  try {
    const driven = await drive(
      searchSmaller(failure, from),
      () => ctrlC.isAsked,
      (state) => {
        progress.reached(state);
        file?.reached(state);
      },
    );
    if (!driven.isDone) file?.save(driven.state);
    return driven;
  } finally {
    ctrlC.ignore();
    progress.end();
  }
}

interface Ended {
  readonly source: Source;
  readonly repro: Repro;
  readonly failure: Failure;
  readonly driven: Driven<Shrinking<Case>>;
  readonly elapsedMillis: number;
}

function end(
  { source, repro, failure, driven, elapsedMillis }: Ended,
  options: ShrinkOptions,
  terminal: Terminal,
): ExitCode {
  const { given } = source;
  const { out, emit } = options;
  const { fingerprint } = failure.finding;
  const told = toldFailure(driven.state.smallest, failure);
  const origin = commandFor("shrink", given, options, emit === undefined ? [] : ["--emit", emit]);
  const text = emittedText(told, emit, out, origin);
  const file = out ?? (emit === undefined ? temporaryFile(told.repro) : undefined);
  if (file !== undefined) writeOutputs([{ option: "--out", file, pieces: [text] }]);
  if (driven.isDone && out !== undefined) new ProgressFile(out, { of: failure.digest, fingerprint }).remove();
  const see = file === undefined ? undefined : commandOn(file, emit);
  const telling: ShrinkTelling = {
    name: source.scenario.name,
    before: repro,
    told,
    driven,
    elapsedMillis,
    see,
    file,
    options,
  };
  tell(telling, file === undefined ? text : undefined, terminal);
  if (!driven.isDone) sayInterrupted(given, options, driven, terminal);
  return exitCodes.asExpected;
}

/** Without --out the small run is kept where the command that shows it finds it. */
function temporaryFile({ digest }: Repro): string | undefined {
  const folder = temporaryRunFolder();
  return folder === undefined ? undefined : join(folder, `shrunk-${digest}.repro.yml`);
}

/** What has no file of its own goes to standard output alone, and the report beside it. */
function tell(telling: ShrinkTelling, alone: string | undefined, terminal: Terminal): void {
  const { json = false } = telling.options;
  if (json) {
    terminal.outPieces(jsonPieces(shrinkReport(telling, alone), 2));
    return;
  }
  const say = alone === undefined ? terminal.out : terminal.err;
  for (const line of shrinkLines(telling, terminal)) say(line);
  if (alone !== undefined) terminal.out(alone.replace(/\n$/, ""));
}

function sayInterrupted(
  given: string,
  options: ShrinkOptions,
  { state }: Driven<Shrinking<Case>>,
  terminal: Terminal,
): void {
  const { out, emit, keep } = options;
  const extra = [
    ...(emit === undefined ? [] : ["--emit", emit]),
    ...(keep === undefined ? [] : ["--keep", keep]),
    ...(out === undefined ? [] : ["--out", out, "--resume"]),
  ];
  const on =
    out === undefined
      ? "with --out FILE it could go on from here"
      : `go on with: ${commandFor("shrink", given, options, extra)}`;
  terminal.err(`interrupted after ${state.tried} candidates, so that it may be smaller yet; ${on}`);
}
