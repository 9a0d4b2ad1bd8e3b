import type { Episode, Explained } from "../../lab/sweep/explain.ts";
import type { RunRow } from "../../lab/sweep/measure.ts";
import type { SweepPlan } from "../../lab/sweep/plan-data.ts";
import { measures } from "../../lab/sweep/summary.ts";
import type { Found } from "../../lab/sweep/tables.ts";
import { intervalText } from "../../lab/sweep/words.ts";
import { type Instant, formatTime, instant } from "../../sim/index.ts";
import { columns, counted } from "./figures.ts";

/** All measures of a point, each with its interval and its difference from the baseline. */
export function measureLines(plan: SweepPlan, { summary, comparison }: Found): readonly string[] {
  const { from, count } = summary.seeds;
  const differs = plan.baseline === summary.point ? "" : `against point ${plan.baseline}, ${comparison.seeds} seeds`;
  const rows = measures.flatMap(({ name, title }) => {
    const [own, more] = [summary.measures[name], comparison.differences[name]];
    if (own === undefined) return [];
    const difference = differs === "" || more === undefined ? "" : intervalText(name, more);
    return [[name, intervalText(name, own), difference, title]];
  });
  const errors = Object.entries(summary.errors).map(([name, interval]) => [
    `  ${name}`,
    intervalText("failed", interval),
    "",
    "records that failed so",
  ]);
  return columns([["measure", `seeds ${from} to ${from + count - 1}`, differs, "what it is"], ...rows, ...errors]);
}

export interface Explanation {
  readonly rows: readonly RunRow[];
  readonly failing: readonly RunRow[];
  readonly row: RunRow;
  readonly told: Explained;
  readonly command: string;
}

const mostRuns = 10;
const mostEpisodes = 12;
const mostMishaps = 4;

/** Which runs failed, and of one of them when and why. */
export function explainLines({ rows, failing, row, told, command }: Explanation): readonly string[] {
  const worstFirst = failing.toSorted((one, other) => badOf(other) - badOf(one) || one.seed - other.seed);
  const table = worstFirst
    .slice(0, mostRuns)
    .map((one) => [
      String(one.seed),
      ...[one.failed, one.lost, one.duplicated, one.outOfOrder, one.late].map(String),
      formatTime(instant(one.maxMicros)),
    ]);
  const head = ["seed", "failed", "lost", "duplicated", "out of order", "late", "slowest"];
  const left = worstFirst.length - mostRuns;
  return [
    `In ${failing.length} of ${counted(rows.length, "run")} something befell a record${failing.length === 0 ? "." : ":"}`,
    ...(failing.length === 0 ? [] : columns([head, ...table]).map((line) => `  ${line}`)),
    ...(left > 0 ? [`  … and ${counted(left, "more run")}`] : []),
    "",
    `Seed ${row.seed}, ${counted(row.records, "record")}:`,
    ...told.episodes.slice(0, mostEpisodes).flatMap(episodeLines),
    ...(told.episodes.length > mostEpisodes
      ? [`  … and ${counted(told.episodes.length - mostEpisodes, "more episode")}`]
      : []),
    ...(told.episodes.length === 0 ? ["  nothing befell any record"] : []),
    ...told.broken.map((text) => `  broken: ${text}`),
    "",
    `see it: ${command}`,
  ];
}

const badOf = ({ failed, undecided, lost, duplicated, outOfOrder, late }: RunRow): number =>
  1_000_000 * (lost + duplicated) + 1_000 * (failed + undecided + outOfOrder) + late;

function episodeLines({
  what,
  records,
  sentFrom,
  sentTo,
  decidedFrom,
  decidedTo,
  because,
}: Episode): readonly string[] {
  const time = (at: number): string => formatTime(at as Instant);
  const range = (from: number, to: number): string =>
    from === to ? `at ${time(from)}` : `from ${time(from)} to ${time(to)}`;
  const decided =
    decidedFrom === undefined || decidedTo === undefined
      ? ""
      : `; their callbacks ran ${range(decidedFrom, decidedTo)}`;
  const lines = because
    .slice(0, mostMishaps)
    .map(({ text, at, until }) => `    ${at === until ? `${time(at)}: ` : ""}${text}`);
  const left = because.length - mostMishaps;
  return [
    `  ${counted(records, "record")} sent ${range(sentFrom, sentTo)}: ${what}${decided}`,
    ...lines,
    ...(left > 0 ? [`    and ${left} more`] : []),
  ];
}
