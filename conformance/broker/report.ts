import { type Room, hasRoom, refilled } from "../room.ts";
import type { Comparison, Finding, Planted, Tally } from "./run.ts";

export interface Report {
  readonly version: string;
  /** Day of the run: 2026-11-26. */
  readonly date: string;
  readonly seed: number;
  readonly scripts: number;
  readonly seconds: number;
  readonly comparisons: readonly Comparison[];
  readonly planted: Planted | undefined;
}

const sumOf = (tallies: readonly Tally[], field: "scripts" | "agreeing" | "answers" | "agreeingAnswers"): number =>
  tallies.reduce((sum, tally) => sum + tally[field], 0);

/** The report for people, on a console. */
export function describe(report: Report): string {
  const lines = report.comparisons.flatMap((comparison) => [
    `${comparison.target} against Kafka ${report.version}:`,
    ...comparison.tallies.map(
      ({ family, scripts, agreeing, answers, agreeingAnswers }) =>
        `  ${family.padEnd(14)} ${agreeing} of ${scripts} scripts, ${agreeingAnswers} of ${answers} answers`,
    ),
    ...comparison.findings.flatMap(describeFinding),
    `  ${verdict(comparison)}`,
  ]);
  const { planted } = report;
  if (planted !== undefined) lines.push(describePlanted(planted));
  return lines.join("\n");
}

function verdict({ tallies }: Comparison): string {
  const different = sumOf(tallies, "scripts") - sumOf(tallies, "agreeing");
  return `${different} differences: ${sumOf(tallies, "agreeing")} of ${sumOf(tallies, "scripts")} scripts and ${sumOf(tallies, "agreeingAnswers")} of ${sumOf(tallies, "answers")} answers agree`;
}

function describeFinding({ signature, count, script, expected, differences }: Finding): readonly string[] {
  const [first] = differences;
  const where = first === undefined ? "nowhere any more" : first.where;
  return [
    `  ${count} differ like this: ${signature}`,
    `    at ${where}: real ${JSON.stringify(first?.expected)}, ours ${JSON.stringify(first?.got)}`,
    `    script  ${JSON.stringify(script)}`,
    `    answers ${JSON.stringify(expected)}`,
  ];
}

function describePlanted({ profile, caughtBy, first }: Planted): string {
  if (first === undefined) return `planted breach NOT caught: ${profile}`;
  const seen = `${first.id}, ${first.where}: real ${JSON.stringify(first.expected)}, planted ${JSON.stringify(first.got)}`;
  return `planted breach caught by ${caughtBy} scripts: ${profile} (${seen})`;
}

/** A run counts when everything agrees and the planted breach was seen. */
export const isClean = ({ comparisons, planted }: Report): boolean =>
  comparisons.every(({ tallies }) => sumOf(tallies, "scripts") === sumOf(tallies, "agreeing")) &&
  (planted === undefined || planted.first !== undefined);

const roomOf = (version: string): Room => ({
  begin: `<!-- measured ${version} -->`,
  end: `<!-- end of ${version} -->`,
});

/** `document` with the table of this version renewed, or put behind all else where there is none. */
export function renewTable(document: string, report: Report): string {
  const room = roomOf(report.version);
  const roomy = hasRoom(document, room) ? document : `${document.trimEnd()}\n\n${room.begin}${room.end}\n`;
  return refilled(roomy, room, markdown(report));
}

function markdown({ version, date, seed, comparisons, planted, seconds }: Report): string {
  const tables = comparisons.map(({ target, tallies }) =>
    [
      `### ${target} against Kafka ${version}`,
      "",
      `${date}, seed ${seed}, ${seconds} s with the start of the broker.`,
      "",
      "| family | what it tries | scripts | agree | answers | agree |",
      "| --- | --- | --- | --- | --- | --- |",
      ...tallies.map(
        (row) =>
          `| ${row.family} | ${row.about} | ${row.scripts} | ${row.agreeing} | ${row.answers} | ${row.agreeingAnswers} |`,
      ),
      `| **all** | | ${sumOf(tallies, "scripts")} | ${sumOf(tallies, "agreeing")} | ${sumOf(tallies, "answers")} | ${sumOf(tallies, "agreeingAnswers")} |`,
    ].join("\n"),
  );
  return [
    ...tables,
    ...(planted === undefined
      ? []
      : ["", `The same run, with a fault put in on purpose: ${describePlanted(planted)}.`]),
  ].join("\n");
}
