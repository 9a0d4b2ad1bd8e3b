import { stepsOf } from "./latencies.ts";
import type { RunRow } from "./measure.ts";
import type { Point, SweepPlan } from "./plan-data.ts";
import { pooledOf, quantileAt } from "./quantiles.ts";
import type { SettingValue } from "./spec.ts";
import { type Comparison, type Summary, measures } from "./summary.ts";

/** A column of a table of results, and what its values are. */
export interface Column {
  readonly name: string;
  readonly type: "text" | "whole" | "number" | "truth";
}

/** Null: there is nothing to say. */
export type Cell = string | number | boolean | null;
export type Row = Readonly<Record<string, Cell>>;

/** A name that needs no quotes in SQL: `delivery_timeout_ms`. */
const columnName = (name: string): string =>
  name
    .replaceAll(/([a-z])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replaceAll(/\W+/g, "_");

type SettingColumn = Column & { readonly key: string };
const columnsOf = new WeakMap<readonly Point[], readonly SettingColumn[]>();

/** The settings that are varied, a column each: worked out once, for every row of a table asks. */
function settingColumns({ points }: Pick<SweepPlan, "points">): readonly SettingColumn[] {
  const known = columnsOf.get(points);
  if (known !== undefined) return known;
  const columns = settingColumnsOf(points);
  columnsOf.set(points, columns);
  return columns;
}

/** Numbers where all values are. */
function settingColumnsOf(points: readonly Point[]): readonly SettingColumn[] {
  const keys = [...new Set(points.flatMap(({ settings }) => Object.keys(settings)))];
  return keys.map((key) => {
    const values = points.map(({ settings }) => settings[key]).filter((value) => value !== undefined);
    const type = values.every((value) => typeof value === "number") ? "number" : "text";
    return { key, name: settingColumn(key), type };
  });
}

/** `retries` is a setting, and what is counted of a run. */
function settingColumn(key: string): string {
  const name = columnName(key);
  const isTaken = [...runCounts, ...measures.map((measure) => columnName(measure.name)), ...otherColumns].includes(
    name,
  );
  return isTaken ? `setting_${name}` : name;
}

const otherColumns = ["point", "seed", "digest", "settled", "errors", "latencies", "refusal", "runs", "cut_off"];

function settingCells(plan: SweepPlan, { settings }: Point): Row {
  const cell = (value: SettingValue | undefined, type: Column["type"]): Cell =>
    value === undefined ? null : type === "text" ? String(value) : value;
  return Object.fromEntries(settingColumns(plan).map(({ key, name, type }) => [name, cell(settings[key], type)]));
}

const whole = (name: string): Column => ({ name, type: "whole" });
const number = (name: string): Column => ({ name, type: "number" });
const text = (name: string): Column => ({ name, type: "text" });

/** The columns of the table of runs: one row for each setting under each seed. Times are whole microseconds. */
export const runColumns = (plan: SweepPlan): readonly Column[] => [
  whole("point"),
  whole("seed"),
  ...settingColumns(plan),
  text("digest"),
  { name: "settled", type: "truth" },
  ...runCounts.map(whole),
  ...runTimes.map(([name]) => whole(`${name}_us`)),
  text("errors"),
  text("latencies"),
];

const runCounts = [
  "records",
  "acknowledged",
  "failed",
  "undecided",
  "lost",
  "duplicated",
  "failed_but_stored",
  "out_of_order",
  "late",
  "requests",
  "bytes",
  "retries",
  "buffer_bytes",
  "outages",
];

const runQuantiles = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 } as const;

type Times = readonly (readonly [name: string, of: (row: RunRow) => number | null])[];
const runTimes: Times = [
  ["span", ({ spanMicros }) => spanMicros],
  ["muted", ({ mutedMicros }) => mutedMicros],
  ["behind", ({ behindMicros }) => behindMicros],
  ["recovery", ({ recoveryMicros }) => recoveryMicros],
  ["max", ({ maxMicros }) => maxMicros],
  ["p50", () => null],
  ["p90", () => null],
  ["p99", () => null],
  ["p999", () => null],
];

export function runRow(plan: SweepPlan, row: RunRow): Row {
  const point = plan.points[row.point - 1] as Point;
  const pooled = pooledOf([stepsOf(row.latencies)]);
  const quantiles = Object.entries(runQuantiles).map(
    ([name, share]) => [`${name}_us`, pooled.total === 0 ? null : quantileAt(pooled, share)] as const,
  );
  return {
    point: row.point,
    seed: row.seed,
    ...settingCells(plan, point),
    digest: row.digest,
    settled: row.settled,
    records: row.records,
    acknowledged: row.acknowledged,
    failed: row.failed,
    undecided: row.undecided,
    lost: row.lost,
    duplicated: row.duplicated,
    failed_but_stored: row.failedButStored,
    out_of_order: row.outOfOrder,
    late: row.late,
    requests: row.requests,
    bytes: row.bytes,
    retries: row.retries,
    buffer_bytes: row.bufferBytes,
    outages: row.outages,
    ...Object.fromEntries(runTimes.map(([name, of]) => [`${name}_us`, of(row)])),
    ...Object.fromEntries(quantiles),
    errors: JSON.stringify(row.errors),
    latencies: row.latencies,
  };
}

/** The columns of the table of points: each measure with its interval, and its difference from the baseline with that. */
export const pointColumns = (plan: SweepPlan): readonly Column[] => [
  whole("point"),
  ...settingColumns(plan),
  text("refusal"),
  whole("runs"),
  whole("records"),
  whole("cut_off"),
  whole("runs_with_failure"),
  whole("worst_seed"),
  ...measures.flatMap(({ name }) => {
    const column = columnName(name);
    return ["", "_low", "_high", "_diff", "_diff_low", "_diff_high"].map((end) => number(`${column}${end}`));
  }),
  text("errors"),
];

/** What is told of a point; `undefined`: the client refuses its settings. */
export interface Found {
  readonly summary: Summary;
  readonly comparison: Comparison;
}

export function pointRow(plan: SweepPlan, point: Point, found: Found | undefined): Row {
  const { summary, comparison } = found ?? {};
  return {
    point: point.point,
    ...settingCells(plan, point),
    refusal: point.refusal ?? null,
    runs: summary?.runs ?? 0,
    records: summary?.records ?? 0,
    cut_off: summary?.cutOff ?? 0,
    runs_with_failure: summary?.runsWithFailure ?? null,
    worst_seed: summary?.worst[0]?.seed ?? null,
    ...Object.fromEntries(
      measures.flatMap(({ name }) => {
        const [column, own, more] = [columnName(name), summary?.measures[name], comparison?.differences[name]];
        return [
          [column, own?.estimate],
          [`${column}_low`, own?.low],
          [`${column}_high`, own?.high],
          [`${column}_diff`, more?.estimate],
          [`${column}_diff_low`, more?.low],
          [`${column}_diff_high`, more?.high],
        ].map(([name_, value]) => [name_, typeof value === "number" && Number.isFinite(value) ? value : null]);
      }),
    ),
    errors: summary === undefined ? null : JSON.stringify(summary.errors),
  };
}
