import type { Tally } from "../../lab/tally.ts";
import type { Terminal } from "../terminal.ts";
import { columns, counted, grouped, wrapped } from "./figures.ts";

export interface TallyTelling {
  readonly tally: Tally;
  readonly elapsedMillis: number;
  /** The command that shows a seed again. */
  readonly repro: (seed: number) => string;
  readonly colors: Terminal["colors"];
}

const mostFingerprints = 10;
const width = 84;

/** What came of many runs, for people. */
export function tallyLines({ tally, elapsedMillis, repro, colors }: TallyTelling): readonly string[] {
  const perSecond = elapsedMillis === 0 ? tally.runs * 1_000 : Math.round((tally.runs * 1_000) / elapsedMillis);
  const rows: (readonly [string, string])[] = [
    ["seeds", `${grouped(tally.runs)} (${grouped(perSecond)} each second)`],
    ["events", grouped(tally.events)],
    ["faults", countsOf(tally.faults)],
    ["duplicates suppressed", grouped(tally.marks["duplicate-suppressed"] ?? 0)],
    ["violations", violationsOf(tally)],
  ];
  return [...table(rows), ...fingerprintLines(tally, repro, colors)];
}

/** Each way of failing that was met, and the command that shows it. */
export function fingerprintLines(
  { fingerprints }: Tally,
  repro: (seed: number) => string,
  { red }: Terminal["colors"],
): readonly string[] {
  const found = fingerprints
    .slice(0, mostFingerprints)
    .flatMap(({ fingerprint, kind, count, seed }) => [
      red(`  ${fingerprint} (${kind}), ${counted(count, "time")}, first with seed ${seed}`),
      `    see it: ${repro(seed)}`,
    ]);
  const left = fingerprints.length - mostFingerprints;
  return [...found, ...(left > 0 ? [`  … and ${counted(left, "more kind")} (all of them with --json)`] : [])];
}

const countsOf = (counts: Readonly<Record<string, number>>): string => {
  const told = Object.entries(counts).map(([kind, count]) => `${grouped(count)} × ${kind}`);
  return told.length === 0 ? "none" : told.join(", ");
};

const violationsOf = ({ violations, allowed }: Tally): string =>
  `${violations === 0 ? "none" : grouped(violations)}${allowed === 0 ? "" : ` (and ${grouped(allowed)} allowed for)`}`;

/** Names and values in two columns, long values on several lines. */
function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  return columns(
    rows.flatMap(([name, value]) => wrapped(value, width).map((line, at) => [at === 0 ? name : "", line])),
  );
}
