import { setImmediate as nextTurn } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import type { SweepPlan } from "../../lab/sweep/plan-data.ts";
import type { Task } from "../../lab/sweep/work.ts";
import { type TimedDone, timedRunner } from "./drive.ts";

// The pool puts what it was given for its workers behind data of its own.
const [, plan] = workerData as readonly [unknown, SweepPlan];

const runTask = timedRunner(plan);

/** What a worker thread does with each message, in a turn of its own: else none is answered before the last is worked off. */
export async function run(task: Task): Promise<TimedDone> {
  await nextTurn();
  return runTask(task);
}
