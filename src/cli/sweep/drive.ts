import { availableParallelism } from "node:os";
import { Pace } from "../../lab/hunt/pace.ts";
import type { SweepPlan } from "../../lab/sweep/plan-data.ts";
import { type Done, type Task, taskRunner } from "../../lab/sweep/work.ts";
import { type Crew, areThreadsPossible, thisThread, workerThreads } from "../crew.ts";

/** Tasks to do, and who wants to know what comes of them. */
export interface SweepWork {
  readonly plan: SweepPlan;
  /** The next task, of at most so many runs; `undefined`: there is none now, though one may come of what is under way. */
  readonly next: (most: number) => Task | undefined;
  readonly take: (done: Done) => void;
  /** Whether to stop; what has been given out by then is still run to its end. */
  readonly isOver: () => boolean;
}

/** Below so many runs a thread takes longer to begin than it is of use. */
const worthThreads = 150;

/** How many threads a sweep gets where nobody says. */
export const usualWorkers = (runs: number): number => (runs < worthThreads ? 1 : availableParallelism());

export interface TimedDone {
  readonly done: Done;
  readonly millis: number;
}

/** Runs tasks in this thread and beside it in others, until there are none left. Their number changes nothing but the time. */
export async function driveSweep(work: SweepWork, workers: number): Promise<void> {
  const crews: Crew<Task, TimedDone>[] = [thisThread(timedRunner(work.plan))];
  if (workers > 1 && areThreadsPossible) {
    crews.push(await workerThreads(new URL("./worker.js", import.meta.url), work.plan, workers - 1));
  }
  const under = { way: 0, failed: false };
  try {
    await Promise.all(crews.flatMap((crew) => Array.from({ length: crew.lanes }, () => lane(work, under, crew))));
  } finally {
    for (const crew of crews) await crew.dismiss();
  }
}

/** Where there is nothing to do for a moment, what another lane is at may give something: that is looked for so often. */
const idleMillis = 5;

async function lane(
  work: SweepWork,
  under: { way: number; failed: boolean },
  crew: Crew<Task, TimedDone>,
): Promise<void> {
  const pace = new Pace(crew.taskMillis);
  while (!under.failed && !work.isOver()) {
    const task = work.next(pace.chunk);
    if (task === undefined) {
      if (under.way === 0) return;
      await new Promise((resolve) => setTimeout(resolve, idleMillis));
      continue;
    }
    under.way++;
    try {
      const { done, millis } = await crew.run(task);
      pace.took(task.count, millis);
      work.take(done);
    } catch (error) {
      under.failed = true;
      throw error;
    } finally {
      under.way--;
    }
  }
}

/** Runs tasks and says how long each took. */
export function timedRunner(plan: SweepPlan): (task: Task) => TimedDone {
  const run = taskRunner(plan);
  return (task) => {
    const begun = performance.now();
    const done = run(task);
    return { done, millis: performance.now() - begun };
  };
}
