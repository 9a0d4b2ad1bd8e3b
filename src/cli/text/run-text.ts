import { properties } from "../../model/properties/index.ts";
import type { ReportedViolation, RunReport, StreamedReport } from "../../scenarios/report.ts";
import type { Story } from "../../scenarios/story.ts";
import { formatTime, instant } from "../../sim/index.ts";
import type { Terminal } from "../terminal.ts";
import type { BugTelling } from "./bug-text.ts";
import { deliveryLines } from "./delivery-text.ts";
import { faultLines } from "./fault-lines.ts";
import { columns, counted, grouped, shortened, textWidth, wrapped } from "./figures.ts";
import { logLines } from "./log-text.ts";
import { waitLines } from "./waits-text.ts";

type Colors = Terminal["colors"];

const mostSends = 12;
const mostFaults = 12;
const mostLogLines = 16;
const mostViolations = 5;

/** How a run is told to people. */
export interface RunTelling {
  readonly report: RunReport;
  readonly title: string;
  readonly story: Story | undefined;
  /** Of a bug of the gallery. */
  readonly bug?: BugTelling | undefined;
  readonly colors: Colors;
  /** Commands that show more of it. */
  readonly more: readonly (readonly [what: string, command: string])[];
}

export function runText({ report, title, story, bug, colors, more }: RunTelling): readonly string[] {
  const { bold, dim } = colors;
  const section = (name: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", bold(name), ...lines.map((line) => `  ${line}`)];
  return [
    bold(heading(report, title)),
    dim(`seed ${report.seed}, broker ${report.profiles.broker}, producer ${report.profiles.producer}`),
    ...section("What was done to it", doneLines(report)),
    ...section("What the application was told", told(report, colors)),
    ...section("What the logs hold", logSection(report)),
    ...section("What consumers did", consumerLines(report)),
    ...section("Promises", promiseLines(report, colors)),
    ...section("Who waits for whom", waitLines(report.waits, textWidth)),
    ...section("What else happened", markLines(report)),
    ...section("Verdict", verdictLines(report, colors)),
    ...(bug === undefined ? [] : section("Where it happened", bug.about)),
    ...(story === undefined ? [] : section("The documentation says", documentedLines(report, story))),
    ...(story === undefined ? [] : section("Why", whyLines(report, story))),
    ...(bug === undefined ? [] : section("What helps", bug.helps)),
    ...section("See more", columns([...(bug?.more ?? []), ...more])),
  ];
}

const otherwise = "with other settings or profiles";

/** The title says how the scenario ends as it is written. */
function heading({ scenario, asWritten }: RunReport, title: string): string {
  if (!asWritten) return `${scenario}, ${otherwise}`;
  return title === "" ? scenario : `${scenario}: ${title}`;
}

/** What a story says of itself holds for the run that it is about. */
const whyLines = ({ asWritten }: RunReport, { name, lesson }: Story): readonly string[] =>
  asWritten
    ? wrapped(lesson, textWidth)
    : [`this is not the run that ${name} is about; what that one shows, and why: npx onceproof run ${name}`];

/** What the run is to be read beside, where the client does otherwise than one would think. */
const documentedLines = ({ asWritten }: RunReport, { documented }: Story): readonly string[] =>
  asWritten && documented !== undefined ? wrapped(`${documented.says} (${documented.where})`, textWidth) : [];

function doneLines({ faults, refusals }: RunReport): readonly string[] {
  const refused = refusals.map(({ producer, message, error }) => `${producer} never starts: ${message} (${error})`);
  const done = faultLines(faults, mostFaults);
  return [...refused, ...(done.length === 0 && refused.length === 0 ? ["nothing"] : done)];
}

function told({ deliveries }: RunReport, { green, red }: Colors): readonly string[] {
  return deliveryLines(deliveries, mostSends).map((line) => {
    if (line.startsWith("Sent") || line.startsWith("Acknowledged")) return green(line);
    return red(line);
  });
}

function logSection({ logs }: RunReport): readonly string[] {
  return Object.entries(logs).flatMap(([name, entries]) => [
    `${name}: ${counted(entries.length, "record")}`,
    ...shortened(logLines(entries), mostLogLines).map((line) => `  ${line}`),
  ]);
}

function consumerLines({ consumers }: RunReport): readonly string[] {
  return Object.entries(consumers).map(([name, read]) => {
    const applied = read.filter((what) => what.applied).length;
    return `${name} read ${counted(read.length, "record")} and applied ${applied}`;
  });
}

function promiseLines(report: RunReport, colors: Colors): readonly string[] {
  const { violations } = report;
  const broken = new Set(violations.map(({ property }) => property));
  const kept = properties.length - broken.size;
  const first = broken.size === 0 ? `all ${properties.length} kept` : `${kept} of ${properties.length} kept`;
  const shown = violations.slice(0, mostViolations).flatMap((violation) => violationLines(violation, colors));
  const left = violations.length - mostViolations;
  return [first, ...shown, ...(left > 0 ? [`… and ${counted(left, "more violation")} (all of them with --json)`] : [])];
}

function violationLines(violation: ReportedViolation, { red, yellow }: Colors): readonly string[] {
  const { property, kind, atMicros, subject, expected, wanted, got, because, replay } = violation;
  const promise = properties.find(({ name }) => name === property)?.promise ?? "";
  const head = `${property} (${kind}) broke at ${formatTime(instant(atMicros))} over ${subject}`;
  const why = because.length > 0 ? because.join("; ") : "the scenario is meant to show it";
  return [
    expected ? yellow(`${head}, as it may`) : red(head),
    ...columns([
      ["  the promise", promise],
      ["  wanted", wanted],
      ["  got", got],
      ...(expected ? [["  why it may", why]] : []),
      ["  see it again", replay],
    ]),
  ];
}

function markLines({ marks }: RunReport): readonly string[] {
  return wrapped(
    Object.entries(marks)
      .map(([name, count]) => `${name}\u00a0${grouped(count).replaceAll(" ", "\u00a0")}`)
      .join(", "),
    textWidth,
  ).map((line) => line.replaceAll("\u00a0", " "));
}

const verdicts: Readonly<Record<RunReport["outcome"], string>> = {
  "as-expected": "as expected",
  violated: "violated",
  "limit-reached": "limit reached",
};

/** What cut a run off, what that leaves open, and how to give it more; `undefined`: nothing did. */
export function limitText({ limitReached, deliveries, virtualMicros }: StreamedReport): string | undefined {
  if (limitReached === null) return undefined;
  const { of, limit } = limitReached;
  const bound = of === "events" ? counted(limit, "event") : limit;
  let open = 0;
  for (const { outcome } of deliveries) if (outcome === "undecided") open++;
  const waiting = open === 0 ? "" : `, with ${counted(open, "send")} undecided`;
  const place = `limits.${of} (${bound}) cut the run off at ${formatTime(instant(virtualMicros))}${waiting}`;
  return `${place}: it had not come to rest, and what it would have come to is not judged; give it more with limits: { ${of}: … }`;
}

function verdictLines(report: RunReport, { green, red }: Colors): readonly string[] {
  const { outcome, shortfalls, virtualMicros, events, digest } = report;
  const verdict = verdicts[outcome];
  const limit = limitText(report);
  return [
    outcome === "as-expected" ? green(verdict) : red(verdict),
    ...(limit === undefined ? [] : wrapped(limit, textWidth)),
    ...shortfalls.map((shortfall) => red(`not as the scenario says: ${shortfall}`)),
    `${formatTime(instant(virtualMicros))} of virtual time, ${counted(events, "event")}, digest ${digest}`,
  ];
}
