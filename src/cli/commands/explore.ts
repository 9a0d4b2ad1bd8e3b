import { join } from "node:path";
import { getHeapStatistics } from "node:v8";
import {
  type Certificate,
  certificateOf,
  differences,
  readCertificate,
  subjectOfCertificate,
} from "../../lab/explore/certificate.ts";
import { type Counterexample, counterexampleOf } from "../../lab/explore/counterexample.ts";
import { Exploration } from "../../lab/explore/exploration.ts";
import { type FaultKind, faultKinds } from "../../lab/explore/scope.ts";
import { type Subject, subjectOf } from "../../lab/explore/subject.ts";
import { BadInput } from "../../input/bad-input.ts";
import { drive } from "../drive.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { exploreProgressOf } from "../exploring/progress.ts";
import { checkOutputs, readText, writeOutputs } from "../files.ts";
import { interruption } from "../hunt/interruption.ts";
import { reproText } from "../hunt/repro-text.ts";
import { type RunOptions, asItIs, commandFor, overridesOf } from "../options.ts";
import { jsonPieces } from "../pieces.ts";
import { temporaryRunFolder } from "../run-folder.ts";
import { placedBy, sayNotices } from "../session.ts";
import { sourceOf } from "../source.ts";
import type { Terminal } from "../terminal.ts";
import { type ExploreTelling, exploreLines, exploreReport } from "../text/explore-text.ts";
import { packageVersion } from "../version.ts";

export interface ExploreOptions extends RunOptions, Partial<Readonly<Record<FaultKind, number>>> {
  readonly records?: number;
  readonly inFlight?: number;
  readonly allow?: readonly string[];
  readonly maxStates: number;
  readonly maxMemory: number;
  readonly out?: string;
  readonly json?: boolean;
  readonly ascii?: boolean;
  readonly width?: number;
}

/** Explores a scenario within a scope: 0 nothing in it is broken, 10 or 11 something is, 11 not all of it was searched. */
export async function exploreCommand(given: string, options: ExploreOptions, terminal: Terminal): Promise<ExitCode> {
  const { out } = options;
  const source = sourceOf(given, { fixed: options.fixed });
  if (source.repro !== undefined) {
    throw new BadInput(`${given}: is a repro, whose faults have their places; explore the scenario that it came from`);
  }
  if (out !== undefined && source.story === undefined && source.bug === undefined) {
    checkOutputs([{ option: "--out", file: out }], [{ option: "the scenario", file: given }]);
  }
  const overrides = overridesOf(withInFlight(options), terminal);
  const subject = placedBy(source, () => subjectOf(source.scenario, options, overrides));
  sayNotices(subject.prepared, terminal);
  for (const note of subject.notes) terminal.err(`note: ${note}`);
  const explored = await explore(subject, options, terminal);
  return told(explored, commandFor("explore", given, withInFlight(options), scopeWords(options)), options, terminal);
}

/** Explores again what a certificate is of, and holds what comes of it against what it says. */
export async function verifyCommand(file: string, options: ExploreOptions, terminal: Terminal): Promise<ExitCode> {
  if (options.out !== undefined) checkOutputs([{ option: "--out", file: options.out }], [{ option: "--verify", file }]);
  const certificate = readCertificate(file, readText(file));
  const { version } = certificate;
  if (version !== packageVersion()) {
    terminal.err(`note: ${file} was written by onceproof ${version}; this is ${packageVersion()}`);
  }
  const explored = await explore(subjectOfCertificate(certificate), options, terminal);
  const { exploration } = explored;
  const again = commandFor("explore", "--verify", asItIs, [file]);
  if (exploration.end !== "complete") return told(explored, again, options, terminal);
  const apart = differences(certificate, certificateOf(exploration, packageVersion()));
  if (apart.length > 0) {
    terminal.err(`onceproof: ${file} does not say what is so: ${apart.join("; ")}`);
    return exitCodes.notDeterministic;
  }
  return told({ ...explored, verified: file }, again, options, terminal);
}

const withInFlight = (options: ExploreOptions): ExploreOptions =>
  options.inFlight === undefined
    ? options
    : { ...options, set: [...options.set, `max.in.flight.requests.per.connection=${options.inFlight}`] };

function scopeWords(options: ExploreOptions): readonly string[] {
  const kinds = ["records", ...faultKinds] as const;
  return [
    ...kinds.flatMap((kind) => (options[kind] === undefined ? [] : [`--${kind}`, String(options[kind])])),
    ...(options.allow ?? []).flatMap((name) => ["--allow", name]),
  ];
}

interface Explored {
  readonly exploration: Exploration;
  readonly elapsedMillis: number;
  readonly isInterrupted: boolean;
  /** The certificate that it agrees with. */
  readonly verified?: string;
}

async function explore(
  subject: Subject,
  { maxStates, maxMemory }: ExploreOptions,
  terminal: Terminal,
): Promise<Explored> {
  const begun = terminal.now();
  const exploration = new Exploration(subject, { statesMost: maxStates, bytesMost: maxMemory * 2 ** 20 });
  const progress = exploreProgressOf(terminal, subject.written.name);
  const ctrlC = interruption();
  try {
    const { isDone } = await drive(
      exploration.run(memoryTaken),
      () => ctrlC.isAsked,
      (state) => progress.reached(state),
    );
    return { exploration, elapsedMillis: Math.round(terminal.now() - begun), isInterrupted: !isDone };
  } finally {
    ctrlC.ignore();
    progress.end();
  }
}

/** How much of the engine's heap may be full: beyond that it spends its time on collecting, and then ends the process. */
const fullHeap = 0.9;

/** Memory in bytes. A heap that is full is as good as all memory. */
function memoryTaken(): number {
  const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics();
  return used > fullHeap * limit ? Infinity : process.memoryUsage.rss();
}

function told(explored: Explored, again: string, options: ExploreOptions, terminal: Terminal): ExitCode {
  const { exploration, verified } = explored;
  const counterexample = counterexampleOf(exploration);
  const isProof = exploration.end === "complete" && verified === undefined;
  const certificate = isProof ? certificateOf(exploration, packageVersion()) : undefined;
  const file = written({ certificate, counterexample }, again, options);
  const telling: ExploreTelling = { ...explored, certificate, counterexample, file, options };
  if (options.json === true) terminal.outPieces(jsonPieces(exploreReport(telling), 2));
  else for (const line of exploreLines(telling, terminal)) terminal.out(line);
  if (counterexample !== undefined) {
    return counterexample.finding.kind === "safety" ? exitCodes.safetyBroke : exitCodes.livenessBroke;
  }
  return exploration.end === "complete" ? exitCodes.asExpected : exitCodes.livenessBroke;
}

interface Written {
  readonly certificate: Certificate | undefined;
  readonly counterexample: Counterexample | undefined;
}

/** Writes what came of it, and says where; without --out where the commands that are told find it. */
function written({ certificate, counterexample }: Written, again: string, { out }: ExploreOptions): string | undefined {
  if (certificate !== undefined) {
    const file = out ?? temporary(`explored-${certificate.digest}.certificate.json`);
    if (file === undefined) return undefined;
    writeOutputs([{ option: "--out", file, pieces: [...jsonPieces(certificate, 1), "\n"] }]);
    return file;
  }
  if (counterexample === undefined) return undefined;
  const { repro, finding } = counterexample;
  const file = out ?? temporary(`explored-${repro.digest}.repro.yml`);
  if (file === undefined) return undefined;
  const says = [finding.fingerprint, `Written by: ${again}`, `See it: ${commandFor("replay", file, asItIs)}`];
  const pieces = file.endsWith(".json") ? [...jsonPieces(repro, 1), "\n"] : [reproText(repro, says)];
  writeOutputs([{ option: "--out", file, pieces }]);
  return file;
}

function temporary(name: string): string | undefined {
  const folder = temporaryRunFolder();
  return folder === undefined ? undefined : join(folder, name);
}
