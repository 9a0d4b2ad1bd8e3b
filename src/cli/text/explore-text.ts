import type { Certificate } from "../../lab/explore/certificate.ts";
import type { Counterexample } from "../../lab/explore/counterexample.ts";
import type { Exploration } from "../../lab/explore/exploration.ts";
import { type Scope, faultKinds } from "../../lab/explore/scope.ts";
import { findingsOf } from "../../lab/fingerprint.ts";
import { diagramOf, usualWidth } from "../../scenarios/diagram/index.ts";
import { prepareRepro } from "../../scenarios/repro.ts";
import { run } from "../../scenarios/run.ts";
import { asItIs, commandFor } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { faultLines } from "./fault-lines.ts";
import { columns, counted, grouped, textWidth, wrapped } from "./figures.ts";

const mostFaultLines = 20;

/** What there is to tell of an exploration. */
export interface ExploreTelling {
  readonly exploration: Exploration;
  readonly elapsedMillis: number;
  readonly isInterrupted: boolean;
  readonly certificate: Certificate | undefined;
  readonly counterexample: Counterexample | undefined;
  /** The file that holds the one or the other. */
  readonly file: string | undefined;
  /** The certificate that it agrees with. */
  readonly verified?: string;
  readonly options: { readonly ascii?: boolean; readonly width?: number };
}

/** `explore --json`: one object (`onceproof.explore/1`). */
export function exploreReport(telling: ExploreTelling): object {
  const { exploration, elapsedMillis, isInterrupted, certificate, counterexample, file, verified } = telling;
  const { search, subject, world, end } = exploration;
  return {
    schema: "onceproof.explore/1",
    scenario: subject.written.name,
    profiles: subject.written.profiles,
    complete: end === "complete",
    stoppedBy: isInterrupted ? "interrupt" : end === "complete" || end === "broken" ? null : (end ?? null),
    states: search.table.size,
    transitions: search.transitions,
    ends: search.ends,
    scope: subject.scope,
    violations:
      counterexample === undefined
        ? []
        : findingsOf(counterexample.result).map(({ property, kind, fingerprint, got, atMicros }) => {
            return { property, kind, fingerprint, got, atMicros };
          }),
    excused: [...world.truth.excused].sort(),
    untested: exploration.untested.map(({ name }) => name),
    certificate: certificate ?? null,
    verified: verified ?? null,
    counterexample:
      counterexample === undefined
        ? null
        : {
            fingerprint: counterexample.finding.fingerprint,
            faults: counterexample.faults,
            steps: counterexample.steps,
            isShortest: counterexample.isShortest,
            repro: counterexample.repro,
          },
    file: file ?? null,
    elapsedMillis,
  };
}

export function exploreLines(telling: ExploreTelling, terminal: Terminal): readonly string[] {
  const { exploration } = telling;
  const { subject } = exploration;
  const { bold } = terminal.colors;
  const { broker, producer } = subject.written.profiles;
  return [
    `${bold(subject.written.name)}: ${scopeText(subject.scope, subject.written.producers.length)}; ${broker}, ${producer}`,
    searchedText(telling),
    ...(telling.counterexample === undefined
      ? endLines(telling, terminal)
      : counterexampleLines(telling, telling.counterexample, terminal)),
  ];
}

const words = {
  losses: ["loss", "losses"],
  duplicates: ["duplicate", "duplicates"],
  delays: ["delay", "delays"],
  reorder: ["message overtaken", "messages overtaken"],
  crashes: ["crash of a producer", "crashes of producers"],
  restarts: ["restart of the broker", "restarts of the broker"],
} as const;

/** `1 producer, 3 records, up to 2 losses and 1 delay`. */
function scopeText(scope: Scope, producers: number): string {
  const faults = faultKinds
    .filter((kind) => scope[kind] > 0)
    .map((kind) => counted(scope[kind], words[kind][0], words[kind][1]));
  const [last = "no fault", ...others] = faults.toReversed();
  const upTo = others.length === 0 ? last : `${others.toReversed().join(", ")} and ${last}`;
  const each = producers === 1 ? "" : " each";
  return `${counted(producers, "producer")}, ${counted(scope.records, "record")}${each}, ${faults.length === 0 ? "" : "up to "}${upTo}`;
}

function searchedText({ exploration, elapsedMillis }: ExploreTelling): string {
  const { search, world } = exploration;
  const seconds = (elapsedMillis / 1_000).toFixed(1);
  const alike =
    world.symmetry.order === 1 ? "" : `, each for up to ${grouped(world.symmetry.order)} that differ in names`;
  const what = [
    `${counted(search.table.size, "distinct state")}${alike}`,
    counted(search.transitions, "transition"),
    counted(search.ends, "end"),
  ];
  return `${what.join(", ")}, in ${seconds} s`;
}

function endLines(
  { exploration, isInterrupted, file, verified }: ExploreTelling,
  { colors }: Terminal,
): readonly string[] {
  const { end, search, world, untested, subject } = exploration;
  const allowed = [...world.truth.excused].sort();
  const notes = [
    ...(allowed.length === 0 ? [] : [["allowed for", allowed.join("; ")]]),
    ...(subject.allowed.length === 0 ? [] : [["not counted", subject.allowed.join(", ")]]),
    ...(untested.length === 0 ? [] : [["not tested", untested.map(({ name }) => name).join(", ")]]),
  ];
  if (end !== "complete") {
    const why = isInterrupted
      ? "interrupted"
      : end === "states-limit"
        ? "--max-states is reached"
        : "--max-memory is reached";
    const { faults } = search.present;
    const far =
      faults === 0
        ? "runs without a fault were searched in part, and none of those broke a promise"
        : `nothing is broken by fewer than ${counted(faults, "fault")}; runs with more were searched in part`;
    const so = `${why}, so that there is no certificate: ${far}`;
    return [colors.yellow(so), ...columns(notes)];
  }
  if (verified !== undefined) {
    return [colors.green(`No promise is broken in any of them, and ${verified} says the same.`), ...columns(notes)];
  }
  return [
    colors.green("No promise is broken in any of them."),
    ...columns([
      ...notes,
      ...(file === undefined
        ? []
        : [
            ["certificate", file],
            ["check it", commandFor("explore", "--verify", asItIs, [file])],
          ]),
    ]),
  ];
}

function counterexampleLines(
  { exploration, file, options }: ExploreTelling,
  { finding, result, repro, faults, steps, isShortest }: Counterexample,
  { colors, columns: wide }: Terminal,
): readonly string[] {
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", colors.bold(title), ...lines.map((line) => `  ${line}`)];
  const size = `${counted(faults, "fault")}, ${counted(steps, "step")}`;
  const least = isShortest
    ? "no run within the scope breaks a promise by fewer faults, and none by as many in fewer steps"
    : "no run within the scope breaks a promise by fewer faults; there was no room to look for one with fewer steps";
  const [violation] = exploration.broken?.violations ?? [];
  const what =
    violation === undefined ? finding.got : `${violation.subject}: ${violation.got}; expected: ${violation.expected}`;
  const { ascii = false, width = wide ?? usualWidth } = options;
  const drawn = run(prepareRepro(repro, { trace: { keep: "all" } }));
  return [
    "",
    colors.red(finding.fingerprint),
    ...wrapped(`${size}: ${least}`, textWidth).map((line) => `  ${line}`),
    ...wrapped(what, textWidth).map((line) => `  ${line}`),
    ...section("What was done", faultLines(result.faults, mostFaultLines)),
    ...section("Message by message", diagramOf(drawn, { ascii, width: width - 2 })),
    ...section(
      "See it again",
      file === undefined
        ? []
        : columns([
            ["the same run", commandFor("replay", file, asItIs)],
            ["as a story", commandFor("shrink", file, asItIs)],
          ]),
    ),
  ];
}
