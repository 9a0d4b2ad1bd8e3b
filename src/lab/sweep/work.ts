import { type Prepared, prepare } from "../../scenarios/compile.ts";
import { Latencies } from "./latencies.ts";
import { type RunRow, measured } from "./measure.ts";
import { durationOf } from "../../input/units.ts";
import type { SweepPlan } from "./plan-data.ts";
import { scenarioOfPoint } from "./scenario.ts";

/** Consecutive seeds of one point: what a worker is given at a time. */
export interface Task {
  readonly point: number;
  readonly from: number;
  readonly count: number;
}

/** What came of a task: its runs, or a mistake in the simulator itself, for nothing is thrown from thread to thread. */
export type Done =
  | { readonly task: Task; readonly rows: readonly RunRow[] }
  | { readonly task: Task; readonly mistake: { readonly seed: number; readonly what: string } };

/** Runs tasks of a sweep. What is prepared for a point is kept while its tasks come one after the other. */
export function taskRunner(plan: SweepPlan): (task: Task) => Done {
  const latencies = new Latencies();
  const late = durationOf(plan.file.late);
  let [held, prepared]: [number, Prepared | undefined] = [0, undefined];
  return (task) => {
    const { point, from, count } = task;
    const rows: RunRow[] = [];
    for (let seed = from; seed < from + count; seed++) {
      try {
        if (prepared === undefined || held !== point) [held, prepared] = [point, preparedPoint(plan, point)];
        rows.push(measured(prepared, { point, seed }, late, latencies));
      } catch (error) {
        return {
          task,
          mistake: { seed, what: error instanceof Error ? (error.stack ?? error.message) : String(error) },
        };
      }
    }
    return { task, rows };
  };
}

/** The point of that number, ready to run; all that a run leaves behind is kept until it has been measured. */
export function preparedPoint(plan: SweepPlan, number: number): Prepared {
  const point = plan.points[number - 1];
  if (point === undefined) throw new RangeError(`the sweep has no point ${number}`);
  return prepare(scenarioOfPoint(plan, point), { keepHistory: true });
}
