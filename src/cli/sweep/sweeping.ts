import { Agenda } from "../../lab/sweep/agenda.ts";
import type { SweepPlan } from "../../lab/sweep/plan-data.ts";
import type { Found } from "../../lab/sweep/tables.ts";
import type { Done } from "../../lab/sweep/work.ts";
import { inlineMoreFor } from "../engine.ts";
import { interruption } from "../hunt/interruption.ts";
import type { Terminal } from "../terminal.ts";
import { driveSweep, usualWorkers } from "./drive.ts";
import type { SweepFolder } from "./folder.ts";
import { runCommandOf, writePointFiles } from "./point-files.ts";
import { sweepProgressOf } from "./progress.ts";
import { writeResults } from "./results.ts";

/** What came of a sweep. */
export interface Swept {
  /** How many runs there are, and how many of them were made just now. */
  readonly runs: number;
  readonly ran: number;
  readonly elapsedMillis: number;
  /** What came of each point, once all of them have all of their seeds; `undefined`: somebody stopped it. */
  readonly found: readonly (Found | undefined)[] | undefined;
}

/**
 * Sweeps to the end, or until somebody asks to stop, and writes the results.
 *
 * @throws Error where a run ended in one.
 */
export async function sweepThrough(
  folder: SweepFolder,
  workers: number | undefined,
  terminal: Terminal,
): Promise<Swept> {
  const begun = terminal.now();
  const { path, head } = folder;
  const { plan } = head;
  writePointFiles(path, plan);
  const agenda = new Agenda(plan, {
    missing: (point, seeds) => folder.seedsOf(point).missing(seeds),
    rowsOf: (point) => folder.rowsOf(point),
  });
  const before = agenda.total - agenda.lacking;
  inlineMoreFor(agenda.lacking * recordsOfRun(plan));
  const progress = sweepProgressOf(terminal, plan.file.name, before, agenda.total);
  const stop = interruption();
  let ran = 0;
  try {
    const take = (done: Done): void => {
      if ("mistake" in done) throw mistakeIn(folder, done);
      folder.append(done.rows);
      agenda.took(done.task);
      ran += done.rows.length;
      progress.reached(before + ran, agenda.total);
    };
    const work = { plan, next: (most: number) => agenda.next(most), take, isOver: () => stop.isAsked };
    await driveSweep(work, workers ?? usualWorkers(agenda.lacking));
  } finally {
    stop.ignore();
    progress.end();
  }
  const found = agenda.lacking === 0 ? writeResults(path, plan, folder) : undefined;
  return { runs: before + ran, ran, elapsedMillis: Math.round(terminal.now() - begun), found };
}

const recordsOfRun = ({ arrivals, file: { load } }: SweepPlan): number =>
  "records" in load ? load.records : (arrivals?.length ?? 0);

function mistakeIn({ path, head }: SweepFolder, { task, mistake }: Extract<Done, { readonly mistake: object }>): Error {
  const command = runCommandOf(path, head.plan, task.point, mistake.seed);
  return new Error(`${command}\n${mistake.what}`);
}
