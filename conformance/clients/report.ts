import { type Room, refilled } from "../room.ts";
import type { Case } from "./cases.ts";
import type { History } from "./history.ts";
import type { Deviation } from "./judge.ts";
import type { Planted } from "./planted.ts";
import type { Outcome } from "./run.ts";

/** A case, on every target that it was run on. */
export interface CaseReport {
  readonly one: Case;
  readonly outcomes: readonly Outcome[];
}

export interface Report {
  readonly date: string;
  readonly seconds: number;
  readonly cases: readonly CaseReport[];
  readonly skipped: readonly string[];
  readonly planted: readonly Planted[];
}

const worded = (found: readonly Deviation[]): string =>
  found.length === 0 ? "each once, in order" : found.map(({ count, what }) => `${count} ${what}`).join(", ");

/** One run in one line. */
export function describe({ name }: Case, { target, deviations, surprises, struck, seconds }: Outcome): string {
  const said = surprises.length === 0 ? "as expected" : `NOT AS EXPECTED: ${surprises.join("; ")}`;
  return `${target}: ${name}: ${worded(deviations)}; ${struck} messages struck, ${seconds.toFixed(1)} s: ${said}`;
}

export const describePlanted = ({ breach, caught }: Planted): string =>
  `planted breach ${caught ? "caught" : "NOT CAUGHT"}: ${breach}`;

/** Whether all is as expected, with every planted breach caught. */
export const isClean = ({ cases, planted }: Report): boolean =>
  cases.some(({ outcomes }) => outcomes.length > 0) &&
  cases.every(({ outcomes }) => outcomes.every(({ surprises }) => surprises.length === 0)) &&
  planted.every(({ caught }) => caught);

const room: Room = { begin: "<!-- measured -->", end: "<!-- end of measured -->" };

/** `document` with what stands between its markers renewed. @throws Error where it has no markers. */
export const renewed = (document: string, report: Report): string => refilled(document, room, markdown(report));

function markdown(report: Report): string {
  const large = report.cases.filter(({ one }) => typeof one.sends === "number");
  const small = report.cases.filter(({ one }) => typeof one.sends === "string");
  const targets = [...new Set(report.cases.flatMap(({ outcomes }) => outcomes.map(({ target }) => target)))];
  const parts = [
    `${report.date}, ${Math.round(report.seconds)} s, against ${targets.join(" and ")}.`,
    ...report.skipped.map((why) => `Left out: ${why}.`),
    ...(large.length === 0 ? [] : ["### Ten thousand records", table(large)]),
    ...(small.length === 0 ? [] : ["### Defects, each in the smallest run that shows it", ...small.map(section)]),
    "### The runner itself",
    report.planted.map((planted) => `- ${describePlanted(planted)}`).join("\n"),
  ];
  return parts.join("\n\n");
}

const columns = [
  "client",
  "version",
  "run",
  "faults",
  "broker",
  "records",
  "acked",
  "failed",
  "stored",
  "duplicates",
  "losses",
  "reordered",
  "time",
  "why",
];

const row = (cells: readonly (string | number)[]): string => `| ${cells.join(" | ")} |`;

function table(reports: readonly CaseReport[]): string {
  const rows = reports.flatMap(({ one, outcomes }) => outcomes.map((outcome) => row(cellsOf(one, outcome))));
  return [row(columns), row(columns.map(() => "---")), ...rows].join("\n");
}

function cellsOf(one: Case, { target, history, verdict, struck, seconds }: Outcome): readonly (string | number)[] {
  const [, way = ""] = one.name.split(", ");
  return [
    history.client,
    history.version,
    way,
    struck,
    target,
    verdict.records,
    verdict.acked,
    verdict.failed.length,
    verdict.stored,
    verdict.duplicates.length,
    verdict.losses.length,
    verdict.reordered.length,
    `${seconds.toFixed(1)} s`,
    one.defect === undefined ? "as promised" : `${one.defect}: ${one.because}`,
  ];
}

/** A small run, with its whole history. */
function section({ one, outcomes }: CaseReport): string {
  const [first] = outcomes;
  if (first === undefined) return `#### ${one.name}\n\nNot run.`;
  const others = outcomes.slice(1).map((other) => likeness(first, other));
  return [
    `#### ${first.history.client} ${first.history.version}, ${one.name}`,
    one.because,
    `Sends \`${one.sends}\`, faults [${one.faults}](../conformance/clients/faults/${one.faults}.yml)${settings(one)}: ${worded(first.deviations)}.`,
    ["```", ...storyOf(first.history), "```"].join("\n"),
    ...others,
  ].join("\n\n");
}

function settings({ settings: set }: Case): string {
  const written = Object.entries(set).map(([name, value]) => `\`${name}=${value}\``);
  return written.length === 0 ? "" : `, ${written.join(", ")}`;
}

function likeness(first: Outcome, other: Outcome): string {
  const kinds = ({ deviations }: Outcome): string => deviations.map(({ what }) => what).join(", ");
  const same = kinds(first) === kinds(other) ? "The same" : `Other: ${worded(other.deviations)}`;
  return `${same} on ${other.target}.`;
}

function storyOf({ sent, acked, failed, read, idle }: History): readonly string[] {
  const outcomes = sent.map((record) => {
    const ack = acked.get(record);
    if (ack !== undefined) return `record ${record}  acked at offset ${ack.offset ?? "unknown"}`;
    return `record ${record}  ${failed.has(record) ? `failed: ${failed.get(record)}` : "undecided"}`;
  });
  const log = `log       ${read.map(({ record }) => record).join(" ")}`;
  return [...outcomes, log, ...(idle === undefined ? [] : [`idle      ${idle.timers} timers in ${idle.millis} ms`])];
}
