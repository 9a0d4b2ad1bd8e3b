import type { Seeds } from "../seeds.ts";
import type { RunRow } from "./measure.ts";
import { type SweepPlan, mostSeeds } from "./plan-data.ts";
import { seedsWanted } from "./precision.ts";
import { summaryOf } from "./summary.ts";
import type { Task } from "./work.ts";

/** The runs that a sweep has so far. */
export interface RunsSoFar {
  /** Those seeds of a range that a point has not. */
  missing(point: number, seeds: Seeds): readonly Seeds[];
  /** The runs of a point in the order of their seeds. */
  rowsOf(point: number): readonly RunRow[];
}

interface Open {
  readonly point: number;
  /** How many seeds it is to have. */
  wanted: number;
  /** Seeds that nobody has been given yet. */
  waiting: Seeds[];
  /** How many it lacks, those that are under way included. */
  lacking: number;
}

/**
 * What is left to run of a sweep. A point that has all of its seeds, and whose intervals are too wide, gets as many again:
 * that hangs on its own runs alone, so that neither threads nor interruptions make a difference.
 */
export class Agenda {
  private readonly plan: SweepPlan;
  private readonly soFar: RunsSoFar;
  private readonly open: Open[];
  private first = 0;

  constructor(plan: SweepPlan, soFar: RunsSoFar) {
    this.plan = plan;
    this.soFar = soFar;
    this.open = plan.points
      .filter(({ refusal }) => refusal === undefined)
      .map(({ point }) => ({ point, wanted: plan.file.seeds, waiting: [], lacking: 0 }));
    for (const one of this.open) this.extend(one);
  }

  /** How many runs there will be, as far as one can tell by now. */
  get total(): number {
    return this.open.reduce((sum, { wanted }) => sum + wanted, 0);
  }

  get lacking(): number {
    return this.open.reduce((sum, { lacking }) => sum + lacking, 0);
  }

  /** Consecutive seeds of the first point that has some left, at most so many. */
  next(most: number): Task | undefined {
    while ((this.open[this.first]?.waiting.length ?? 1) === 0) this.first++;
    const one = this.open[this.first];
    const seeds = one?.waiting[0];
    if (one === undefined || seeds === undefined) return undefined;
    const count = Math.min(most, seeds.count);
    if (count === seeds.count) one.waiting.shift();
    else one.waiting[0] = { from: seeds.from + count, count: seeds.count - count };
    return { point: one.point, from: seeds.from, count };
  }

  /** The runs of a task are there now. */
  took({ point, count }: Task): void {
    const one = this.open.find((known) => known.point === point);
    if (one === undefined) return;
    one.lacking -= count;
    if (one.lacking === 0) this.extend(one);
  }

  /** Gives a point the seeds that it lacks; and where it lacks none, more of them if it is not precise enough. */
  private extend(one: Open): void {
    for (;;) {
      one.waiting = [...this.soFar.missing(one.point, { from: this.plan.file.from, count: one.wanted })];
      one.lacking = one.waiting.reduce((sum, { count }) => sum + count, 0);
      if (one.lacking > 0) break;
      const wanted = this.wantedBy(one);
      if (wanted === one.wanted) return;
      one.wanted = wanted;
    }
    this.first = Math.min(this.first, this.open.indexOf(one));
  }

  private wantedBy({ point, wanted }: Open): number {
    const { precision, from } = this.plan.file;
    if (precision === undefined) return wanted;
    const rows = this.soFar.rowsOf(point).filter(({ seed }) => seed < from + wanted);
    return seedsWanted(summaryOf(rows), precision, mostSeeds(this.plan));
  }
}
