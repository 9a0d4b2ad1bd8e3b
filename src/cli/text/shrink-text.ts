import { type Case, stepsOf } from "../../lab/shrinking/case.ts";
import { leftOutText } from "../../lab/shrinking/counterfactuals.ts";
import type { ToldFailure } from "../../lab/shrinking/told.ts";
import { recordsOf } from "../../scenarios/records.ts";
import { diagramOf, usualWidth } from "../../scenarios/diagram/index.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";
import { formatTime, instant } from "../../sim/index.ts";
import type { Shrinking } from "../../lab/shrink.ts";
import type { Driven } from "../drive.ts";
import type { Terminal } from "../terminal.ts";
import { columns, counted, grouped, shortened, textWidth, wrapped } from "./figures.ts";

const mostMoments = 40;

/** What there is to tell of a run that was made small. */
export interface ShrinkTelling {
  readonly name: string;
  readonly before: Repro;
  readonly told: ToldFailure;
  readonly driven: Driven<Shrinking<Case>>;
  readonly elapsedMillis: number;
  /** The file that holds it, and the command that shows it; `undefined`: it is in no file. */
  readonly file: string | undefined;
  readonly see: string | undefined;
  readonly options: { readonly json?: boolean; readonly ascii?: boolean; readonly width?: number };
}

/** How much there is of a run. */
const sizesOf = (scenario: Scenario, faults: number) => ({
  faults,
  records: recordsOf(scenario),
  producers: scenario.producers.length,
  consumers: scenario.consumers.length,
  settings: scenario.producers.reduce((sum, { config }) => sum + Object.keys(config).length, 0),
});

/** `shrink --json`: one object (`onceproof.shrink/1`). `emitted`: the text of a file that nobody named. */
export function shrinkReport(telling: ShrinkTelling, emitted: string | undefined): object {
  const { name, before, told, driven, elapsedMillis, file, see } = telling;
  const { finding, subject, repro, story, moments, counterfactuals } = told;
  const { tried, kept } = driven.state;
  return {
    schema: "onceproof.shrink/1",
    scenario: name,
    fingerprint: finding.fingerprint,
    property: finding.property,
    kind: finding.kind,
    complete: driven.isDone,
    before: sizesOf(before.scenario, before.faults.length),
    after: sizesOf(subject.scenario, subject.scenario.faults.length),
    steps: stepsOf(subject),
    tried,
    kept,
    elapsedMillis,
    story,
    events: moments,
    without: counterfactuals.map(({ fault: _at, ...known }) => known),
    file: file ?? null,
    replay: see ?? null,
    ...(emitted === undefined ? {} : { emitted }),
    repro,
  };
}

export function shrinkLines(telling: ShrinkTelling, { colors, columns: wide }: Terminal): readonly string[] {
  const { name, told, see, options } = telling;
  const { finding, story, moments, result } = told;
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ["", colors.bold(title), ...lines.map((line) => `  ${line}`)];
  const { ascii = false, width = wide ?? usualWidth } = options;
  const rows = moments.map(({ atMicros, text, why }) => [
    formatTime(instant(atMicros)),
    text,
    why === "" ? "" : `← ${why}`,
  ]);
  return [
    `${colors.bold(`${name}:`)} ${colors.red(finding.fingerprint)}`,
    ...howMuch(telling),
    "",
    ...wrapped(story, textWidth),
    ...section(
      "What happens",
      shortened(
        columns(rows).map((line) => line.trimEnd()),
        mostMoments,
      ),
    ),
    ...section("What it takes, each left out once more", withoutLines(told)),
    ...section("Message by message", diagramOf(result, { ascii, width: width - 2 })),
    ...section("See it again", see === undefined ? [] : [see]),
  ];
}

function howMuch({ before, told, driven, elapsedMillis }: ShrinkTelling): readonly string[] {
  const [from, to] = [
    sizesOf(before.scenario, before.faults.length),
    sizesOf(told.subject.scenario, told.subject.scenario.faults.length),
  ];
  const parts = (["faults", "records", "producers", "consumers", "settings"] as const)
    .filter((part) => from[part] > 0)
    .map((part) => `${counted(from[part], part.slice(0, -1))} → ${grouped(to[part])}`);
  const { tried } = driven.state;
  const seconds = (elapsedMillis / 1_000).toFixed(1);
  const end = driven.isDone ? "no single step makes it smaller" : "interrupted";
  return [`${parts.join(", ")}; ${counted(tried, "candidate")} in ${seconds} s, ${end}`];
}

const withoutLines = ({ counterfactuals }: ToldFailure): readonly string[] =>
  columns(counterfactuals.map((known) => [known.without, leftOutText(known)]));
