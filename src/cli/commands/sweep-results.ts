import { existsSync } from "node:fs";
import { join } from "node:path";
import { BadInput } from "../../input/bad-input.ts";
import { type Explained, explained } from "../../lab/sweep/explain.ts";
import type { RunRow } from "../../lab/sweep/measure.ts";
import { settingsText } from "../../lab/sweep/points.ts";
import { comparisonOf, hasFailure, summaryOf } from "../../lab/sweep/summary.ts";
import type { Found } from "../../lab/sweep/tables.ts";
import { taskRunner } from "../../lab/sweep/work.ts";
import { packageVersion } from "../version.ts";
import { type ExitCode, exitCodes } from "../exit-codes.ts";
import { jsonPieces } from "../pieces.ts";
import { type SweepFolder, sweepIn } from "../sweep/folder.ts";
import { runCommandOf } from "../sweep/point-files.ts";
import { queried } from "../sweep/query.ts";
import type { Terminal } from "../terminal.ts";
import { columns, counted } from "../text/figures.ts";
import { explainLines, measureLines } from "../text/sweep-point-text.ts";

export interface ResultOptions {
  readonly json?: boolean;
  readonly seed?: number;
}

/** Asks the results by SQL. */
export async function queryCommand(
  path: string,
  sql: string,
  options: ResultOptions,
  terminal: Terminal,
): Promise<ExitCode> {
  if (!existsSync(join(path, "runs.parquet"))) {
    sweepIn(path).leave();
    throw new BadInput(`${path}: the sweep there has no results yet; go on with it by sweep … --resume`);
  }
  const { names, rows } = await queried(path, sql);
  if (options.json === true) {
    const objects = rows.map((row) => Object.fromEntries(names.map((name, at) => [name, row[at]])));
    terminal.outPieces(jsonPieces(objects, 2));
  } else {
    for (const line of columns([names, ...rows.map((row) => row.map(cellText))])) terminal.out(line.trimEnd());
  }
  return exitCodes.asExpected;
}

const cellText = (value: unknown): string =>
  value === null || value === undefined ? "-" : typeof value === "object" ? JSON.stringify(value) : String(value);

/** Says which runs of a point failed, when and why. */
export function explainCommand(path: string, number: number, options: ResultOptions, terminal: Terminal): ExitCode {
  return inFolder(path, number, (folder, rows) => {
    const { plan } = folder.head;
    const seed = options.seed ?? summaryOf(rows).worst[0]?.seed ?? 0;
    const row = rows.find((known) => known.seed === seed);
    if (row === undefined) {
      const [first, last] = [rows[0]?.seed, rows.at(-1)?.seed];
      throw new BadInput(`--seed ${seed}: is none of point ${number}; its seeds are ${first ?? 0} to ${last ?? 0}`);
    }
    const told = explained(plan, number, seed);
    refuseOtherDigest(path, row, told);
    const failing = rows.filter(hasFailure);
    const command = runCommandOf(path, plan, number, seed);
    const settings = plan.points[number - 1]?.settings ?? {};
    if (options.json === true) {
      const { latencies: _, ...run } = row;
      const seeds = failing.map((one) => one.seed);
      terminal.outPieces(jsonPieces({ point: number, settings, failingSeeds: seeds, run, command, ...told }, 2));
    } else {
      terminal.out(`Point ${number} of ${plan.file.name}: ${settingsText(settings)}`);
      for (const line of explainLines({ rows, failing, row, told, command })) terminal.out(line);
    }
    return exitCodes.asExpected;
  });
}

function refuseOtherDigest(path: string, row: RunRow, { digest }: Explained): void {
  if (digest === row.digest) return;
  const version = packageVersion();
  throw new BadInput(
    `${path}: seed ${row.seed} of point ${row.point} comes to another run with this onceproof (${version}); use the one that swept`,
  );
}

/** Runs all seeds of a point, and of the baseline, again: 0 the same numbers, 12 others. */
export function againCommand(path: string, number: number, options: ResultOptions, terminal: Terminal): ExitCode {
  return inFolder(path, number, (folder, before) => {
    const { plan } = folder.head;
    const run = taskRunner(plan);
    const rerun = (rows: readonly RunRow[]): readonly RunRow[] => {
      const [first] = rows;
      if (first === undefined) return [];
      const done = run({ point: first.point, from: first.seed, count: rows.length });
      if ("mistake" in done) throw new Error(done.mistake.what);
      return done.rows;
    };
    const rows = rerun(before);
    const baseline = number === plan.baseline ? rows : rerun(folder.rowsOf(plan.baseline));
    const found: Found = { summary: summaryOf(rows), comparison: comparisonOf(rows, baseline) };
    const differing = rows.find((row, at) => JSON.stringify(row) !== JSON.stringify(before[at]));
    const settings = plan.points[number - 1]?.settings ?? {};
    if (options.json === true) {
      terminal.outPieces(jsonPieces({ point: number, settings, isSame: differing === undefined, ...found }, 2));
    } else {
      terminal.out(`Point ${number} of ${plan.file.name}: ${settingsText(settings)}`);
      for (const line of measureLines(plan, found)) terminal.out(line);
    }
    if (differing === undefined) {
      terminal.err(`${counted(rows.length, "run")} again, and each of them the same`);
      return exitCodes.asExpected;
    }
    terminal.err(`seed ${differing.seed} came to another run than before`);
    return exitCodes.notDeterministic;
  });
}

function inFolder(
  path: string,
  number: number,
  work: (folder: SweepFolder, rows: readonly RunRow[]) => ExitCode,
): ExitCode {
  const folder = sweepIn(path);
  try {
    const { points } = folder.head.plan;
    const point = points[number - 1];
    if (point === undefined) throw new BadInput(`point ${number}: the sweep has points 1 to ${points.length}`);
    if (point.refusal !== undefined) throw new BadInput(`point ${number}: the client refuses it: ${point.refusal}`);
    const rows = folder.rowsOf(number);
    if (rows.length < 2) {
      throw new BadInput(`point ${number}: has no runs yet; go on with the sweep by sweep … --resume`);
    }
    return work(folder, rows);
  } finally {
    folder.leave();
  }
}
