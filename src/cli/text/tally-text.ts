import { untested } from "../../lab/hunt/untested.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import type { TallyData } from "../../lab/tally.ts";
import { type Calling, bySeed } from "../hunt/calling.ts";
import type { Shown } from "../hunt/repros.ts";
import type { Terminal } from "../terminal.ts";
import { coverageRows } from "./coverage-text.ts";
import { columns, counted, grouped, wrapped } from "./figures.ts";

export interface TallyTelling {
  readonly scenario: Scenario;
  readonly tally: TallyData;
  /** How many of its runs were run just now, in so many milliseconds. */
  readonly ran: number;
  readonly elapsedMillis: number;
  readonly shown: Shown;
  /** How its runs are called; by their seeds unless given. */
  readonly calling?: Calling | undefined;
  readonly colors: Terminal["colors"];
}

const mostFingerprints = 10;
const width = 84;

/** What came of many runs, for people. */
export function tallyLines(telling: TallyTelling): readonly string[] {
  const { scenario, tally, shown, calling = bySeed, colors } = telling;
  const rows: (readonly [string, string])[] = [
    [`${calling.unit}s`, seedsOf(telling)],
    ["events", grouped(tally.events)],
    ["faults", countsOf(tally.faults)],
    ["duplicates suppressed", grouped(tally.marks["duplicate-suppressed"] ?? 0)],
    ...untestedRow(scenario, tally),
    ...(tally.coverage === undefined ? [] : coverageRows(tally.coverage, calling)),
    ["violations", violationsOf(tally)],
  ];
  return [...table(rows), ...fingerprintLines(tally, shown, colors, calling)];
}

function seedsOf({ tally, ran, elapsedMillis }: TallyTelling): string {
  const before = tally.runs - ran;
  const earlier = before === 0 ? [] : [`${grouped(before)} of them before`];
  const perSecond = Math.round((ran * 1_000) / Math.max(1, elapsedMillis));
  const notes = [...earlier, ...(ran === 0 ? [] : [`${grouped(perSecond)} each second`])];
  return `${grouped(tally.runs)}${notes.length === 0 ? "" : ` (${notes.join(", ")})`}`;
}

/** Promises that nothing put to the test: that none of them broke says nothing. */
function untestedRow(scenario: Scenario, tally: TallyData): readonly (readonly [string, string])[] {
  const told = untested(scenario, tally).map(
    ({ mark, properties, lacks }) => `${properties.join(", ")} (no ${lacks ?? mark})`,
  );
  return told.length === 0 ? [] : [["not tested", told.join(", ")]];
}

/** Each way of failing that was met, and the command that shows it. */
export function fingerprintLines(
  { fingerprints }: Pick<TallyData, "fingerprints">,
  shown: Shown,
  { red }: Terminal["colors"],
  calling = bySeed,
): readonly string[] {
  const found = fingerprints.slice(0, mostFingerprints).flatMap((one) => {
    const { fingerprint, kind, count, seed, smallest } = one;
    const size = `${counted(smallest.faults, "fault")} and ${counted(smallest.records, "record")}`;
    return [
      red(`  ${fingerprint} (${kind}), ${counted(count, "time")}, first with ${calling.told(seed)}`),
      `    its smallest run: ${calling.told(smallest.seed)}, ${size}`,
      `    see it: ${shown(one).command}`,
    ];
  });
  const left = fingerprints.length - mostFingerprints;
  return [...found, ...(left > 0 ? [`  … and ${counted(left, "more kind")} (all of them with --json)`] : [])];
}

const countsOf = (counts: Readonly<Record<string, number>>): string => {
  const told = Object.entries(counts).map(([kind, count]) => `${grouped(count)} × ${kind}`);
  return told.length === 0 ? "none" : told.join(", ");
};

const violationsOf = ({ violations, allowed }: TallyData): string =>
  `${violations === 0 ? "none" : grouped(violations)}${allowed === 0 ? "" : ` (and ${grouped(allowed)} allowed for)`}`;

/** Names and values in two columns, long values on several lines. */
function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  return columns(
    rows.flatMap(([name, value]) => wrapped(value, width).map((line, at) => [at === 0 ? name : "", line])),
  );
}
