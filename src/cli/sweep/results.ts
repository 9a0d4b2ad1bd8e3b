import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type BasicType, fileWriter, parquetWriteRows } from "hyparquet-writer";
import type { RunRow } from "../../lab/sweep/measure.ts";
import type { SweepPlan } from "../../lab/sweep/plan-data.ts";
import { comparisonOf, summaryOf } from "../../lab/sweep/summary.ts";
import {
  type Cell,
  type Column,
  type Found,
  type Row,
  pointColumns,
  pointRow,
  runColumns,
  runRow,
} from "../../lab/sweep/tables.ts";
import { unwritable, writeOutputs } from "../files.ts";
import { reportPage } from "./report/page.ts";

/** What the runs of a sweep are read from. */
export interface Rows {
  rowsOf(point: number): readonly RunRow[];
}

/** What came of each point, by its place; `undefined`: the client refuses its settings. */
function foundIn(plan: SweepPlan, rows: Rows): readonly (Found | undefined)[] {
  const there = rows.rowsOf(plan.baseline);
  return plan.points.map(({ point, refusal }) => {
    if (refusal !== undefined) return undefined;
    const here = rows.rowsOf(point);
    return { summary: summaryOf(here), comparison: comparisonOf(here, there) };
  });
}

/**
 * Writes the results of a sweep: runs and points, each as JSON lines and as Parquet, and the report. They hang on the plan
 * and the runs alone, byte for byte. Runs are read point by point, so that they never all are in memory.
 */
export function writeResults(path: string, plan: SweepPlan, rows: Rows): readonly (Found | undefined)[] {
  const found = foundIn(plan, rows);
  const runs = (): Iterable<Row> => runRows(plan, rows);
  const points = plan.points.map((point, at) => pointRow(plan, point, found[at]));
  writeOutputs([
    { option: "--out", file: join(path, "runs.jsonl"), pieces: jsonLines(runs()) },
    { option: "--out", file: join(path, "points.jsonl"), pieces: jsonLines(points) },
  ]);
  writeParquet(join(path, "runs.parquet"), runColumns(plan), runs());
  writeParquet(join(path, "points.parquet"), pointColumns(plan), points);
  writeOutputs([{ option: "--out", file: join(path, "report.html"), pieces: reportPage(plan, found) }]);
  return found;
}

function* runRows(plan: SweepPlan, rows: Rows): Generator<Row> {
  for (const { point } of plan.points) for (const row of rows.rowsOf(point)) yield runRow(plan, row);
}

function* jsonLines(rows: Iterable<Row>): Generator<string> {
  for (const row of rows) yield `${JSON.stringify(row)}\n`;
}

const types: Readonly<Record<Column["type"], BasicType>> = {
  text: "STRING",
  whole: "INT64",
  number: "DOUBLE",
  truth: "BOOLEAN",
};

/** So many rows are in memory at once. */
const rowGroupSize = 10_000;

/** Under a name beside its own first, so that nobody ever reads half of one. */
function writeParquet(file: string, columns: readonly Column[], rows: Iterable<Row>): void {
  const beside = `${file}.${process.pid}.part`;
  try {
    parquetWriteRows({
      writer: fileWriter(beside),
      rows: typedRows(columns, rows),
      columns: columns.map(({ name, type }) => ({ name, type: types[type], nullable: true })),
      rowGroupSize,
    });
    renameSync(beside, file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error instanceof Error && "code" in error ? unwritable(file, error) : error;
  }
}

function* typedRows(columns: readonly Column[], rows: Iterable<Row>): Generator<Record<string, Cell | bigint>> {
  for (const row of rows) {
    const typed: Record<string, Cell | bigint> = {};
    for (const { name, type } of columns) {
      const cell = row[name] ?? null;
      typed[name] = type === "whole" && typeof cell === "number" ? BigInt(cell) : cell;
    }
    yield typed;
  }
}
