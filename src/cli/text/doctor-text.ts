import type { Diagnosis, Judgement, Tried } from "../../lab/doctor/diagnosis.ts";
import { changeText } from "../../lab/doctor/diagnosis.ts";
import type { Change } from "../../lab/doctor/remedy.ts";
import { describeOrigin } from "../../model/config/settings.ts";
import { diagramOf, usualWidth } from "../../scenarios/diagram/index.ts";
import type { RunResult } from "../../scenarios/run.ts";
import { describeInputNotice } from "../../scenarios/input/reading.ts";
import { formatTime } from "../../sim/index.ts";
import type { Consultation } from "../commands/doctor.ts";
import type { Exhibit } from "../commands/exhibits.ts";
import { asItIs, commandFor } from "../options.ts";
import type { Terminal } from "../terminal.ts";
import { settingLines } from "./doctor-settings.ts";
import { faultLines } from "./fault-lines.ts";
import { counted, wrapped } from "./figures.ts";

const textWidth = 100;
const mostDiagramLines = 24;
const mostFaults = 6;

export interface DoctorTelling {
  /** Whether every setting is told, or those that matter. */
  readonly all: boolean;
  readonly terminal: Terminal;
}

/** A diagnosis for people. */
export function doctorLines(consultation: Consultation, telling: DoctorTelling): readonly string[] {
  const { effective, diagnosis, line } = consultation;
  const { bold } = telling.terminal.colors;
  const section = (name: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", bold(name), ...lines.map((text) => (text === "" ? "" : `  ${text}`))];
  const settings = diagnosis.verdict === "refused" ? "What is set" : `What is in force with ${line}`;
  return [
    heading(consultation, telling.terminal),
    ...section(settings, settingLines(effective.settings, telling.all)),
    ...section("Worth a word", noticeLines(consultation)),
    ...section("Promises", judgementLines(consultation, telling.terminal)),
    ...diagnosis.judgements.flatMap((judgement) =>
      section(`What breaks ${judgement.guarantee.name}`, breakLines(judgement, consultation, telling.terminal)),
    ),
    ...section("What to change", changeLines(consultation)),
    ...section(limitHeading(diagnosis), limitLines(consultation)),
    ...section("What was tried", triedLines(diagnosis)),
  ];
}

const verdictTexts: Readonly<Record<Diagnosis["verdict"], string>> = {
  sound: "sound",
  unsound: "unsound",
  refused: "the client does not start",
};

function heading({ files, diagnosis, line }: Consultation, { colors }: Terminal): string {
  const paint = diagnosis.verdict === "sound" ? colors.green : colors.red;
  const { refusal } = diagnosis;
  const where = refusal?.origin === undefined ? "" : ` (${describeOrigin(refusal.origin)})`;
  const rest = diagnosis.rest === undefined ? "" : `; but for that they are ${diagnosis.rest}`;
  const why = refusal === undefined ? "" : `: ${refusal.message}${where}, ${refusal.error} of ${line}${rest}`;
  return paint(`${files.join(" + ")}: ${verdictTexts[diagnosis.verdict]}${why}`);
}

function noticeLines({ effective: { notices, verdict }, diagnosis }: Consultation): readonly string[] {
  const ofClient = verdict.ok ? verdict.notices : [];
  const told = ofClient.map(({ message, origin }) =>
    origin === undefined || origin.kind === "code" ? message : `${describeOrigin(origin)}: ${message}`,
  );
  const transactional =
    verdict.ok && verdict.transaction !== null && diagnosis.verdict !== "refused"
      ? [
          "transactional.id is set, and transactions are not simulated: this is about the idempotent producer inside of one. That one's restart is fenced and its unfinished transaction aborted",
        ]
      : [];
  return [...new Set([...notices.map(describeInputNotice), ...told, ...transactional])].flatMap(bulleted);
}

const bulleted = (text: string): readonly string[] =>
  wrapped(text, textWidth).map((line, at) => (at === 0 ? line : `  ${line}`));

function judgementLines({ diagnosis: { judgements } }: Consultation, { colors }: Terminal): readonly string[] {
  const width = Math.max(...judgements.map(({ guarantee }) => guarantee.name.length), 0);
  return judgements.flatMap(({ guarantee, holds, bound, onlyWhile }) => {
    const within =
      bound === undefined || !holds
        ? ""
        : `, here at most ${formatTime(bound)} (max.block.ms + delivery.timeout.ms + 1s)`;
    const head = `${holds ? "✓" : "✗"} ${guarantee.name.padEnd(width)}  `;
    const [first = "", ...rest] = wrapped(`${guarantee.title}${within}`, textWidth - head.length);
    const indent = " ".repeat(head.length);
    const conditions = onlyWhile.map(
      ({ unless }, at) => `${indent}${at === 0 ? "only while" : "and while "} ${unless}`,
    );
    const paint = holds ? colors.green : colors.red;
    return [paint(`${head}${first}`), ...rest.map((line) => `${indent}${line}`), ...conditions];
  });
}

function breakLines(
  { guarantee, counterexample }: Judgement,
  { exhibits }: Consultation,
  terminal: Terminal,
): readonly string[] {
  const exhibit = exhibits.counterexamples.get(guarantee.name);
  return counterexample === undefined || exhibit === undefined
    ? []
    : exhibitLines(exhibit, counterexample.what, terminal);
}

function exhibitLines(exhibit: Exhibit, what: string, terminal: Terminal): readonly string[] {
  const { result } = exhibit;
  const { faults } = result;
  const sent = result.simulation.truth.deliveries.length;
  const done = faults.length === 0 ? ["nothing goes wrong"] : faultLines(faults, mostFaults);
  return [
    `${what} (${counted(sent, "record")}, ${counted(faults.length, "fault")}; no smaller run was found that shows it)`,
    ...done.map((line) => `- ${line}`),
    "",
    ...excerpt(result, terminal),
    "",
    `see it again: ${replayCommand(exhibit)}`,
  ];
}

export const replayCommand = ({ file, name }: Exhibit): string =>
  file === undefined
    ? `(written nowhere: give a folder with --out, and it is ${name}.json)`
    : commandFor("replay", file, asItIs, ["--diagram"]);

/** The diagram without how the producer starts and ends. */
function excerpt(result: RunResult, { columns }: Terminal): readonly string[] {
  const [head = "", ...lines] = diagramOf(result, { width: Math.min(columns ?? usualWidth, usualWidth) - 2 });
  const from = Math.max(
    lines.findIndex((line) => /│ sends |│═+ /.test(line)),
    0,
  );
  const told = lines.slice(from).filter((line) => !/│ closes the connection +│|has nothing left to do/.test(line));
  const left = told.length - mostDiagramLines;
  if (left <= 0) return [head, ...told];
  const tail = mostDiagramLines >> 1;
  return [head, ...told.slice(0, tail), `… ${counted(left, "more line")} …`, ...told.slice(told.length - tail)];
}

function changeLines({ files, diagnosis, exhibits }: Consultation): readonly string[] {
  const { treatment, verdict, refusal } = diagnosis;
  if (verdict === "sound") return [];
  if (treatment === undefined) {
    const where = refusal?.origin === undefined ? "" : `${describeOrigin(refusal.origin)}: `;
    return [`${where}no change that doctor knows mends this: it has to be done by hand`];
  }
  const { changes, runs, tried, broken } = treatment;
  const shown = runs.flatMap(({ guarantee }) => {
    const exhibit = exhibits.mended.get(guarantee);
    if (exhibit === undefined) return [];
    const { outcome } = exhibit.result;
    const verdictText = outcome === "as-expected" ? "holds" : "still breaks";
    return [`with it, under the same faults, ${guarantee} ${verdictText}: ${replayCommand(exhibit)}`];
  });
  const quiet = broken.length === 0 ? "nothing broke" : `still broken: ${broken.join(", ")}`;
  const fixable = changes.some(({ origin }) => origin.kind === "file");
  return [
    ...changes.flatMap(changeSentence),
    ...shown,
    `and with ${triedText(tried)}: ${quiet}`,
    ...(fixable ? [`the changed file: ${["npx onceproof doctor --fix", ...files].join(" ")}`] : []),
  ];
}

function changeSentence(change: Change): readonly string[] {
  const { key, from, origin, why } = change;
  return bulleted(`${describeOrigin(origin)}: ${key}=${from ?? ""} → ${changeText(change)}: ${why}`);
}

const limitHeading = ({ treatment }: Diagnosis): string =>
  `What ${treatment === undefined ? "these" : "the changed"} settings cannot help`;

/** In full for sound settings; the changed ones get a line each, for what they are about is told above. */
function limitLines({ diagnosis: { limits, treatment }, exhibits }: Consultation): readonly string[] {
  return limits.flatMap(({ limit, shown }) => {
    const exhibit = exhibits.limits.get(limit.name);
    if (shown === undefined || exhibit === undefined) return [];
    const head = `${limit.name}: ${shown.breach.what}`;
    const replay = `  see it: ${replayCommand(exhibit)}`;
    if (treatment !== undefined) return [head, replay];
    const done = faultLines(exhibit.result.faults, mostFaults).map((line) => `  - ${line}`);
    return [head, ...done, ...wrapped(limit.lesson, textWidth - 2).map((line) => `  ${line}`), replay];
  });
}

function triedLines({ tried }: Diagnosis): readonly string[] {
  if (tried.plans === 0) return [];
  const excused =
    tried.excused === 0
      ? ""
      : `; in ${counted(tried.excused, "seed")} a record was doubled or displaced by what is told above`;
  return [
    `${triedText(tried)}${excused}`,
    "one broker and one partition, with a follower in two of the plans; more of a cluster (min.insync.replicas, unclean elections) is not simulated",
  ];
}

const triedText = ({ plans, seeds, events }: Tried): string =>
  `${counted(plans, "plan")} of up to two faults and ${counted(seeds, "seed")} (${counted(events, "event")})`;
