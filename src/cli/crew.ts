import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { givingMillis, usualMillis } from "../lab/hunt/pace.ts";

/** Those who do tasks. */
export interface Crew<Task, Done> {
  /** How many tasks it can be given at once. */
  readonly lanes: number;
  /** How long a task for it should take. */
  readonly taskMillis: number;
  run(task: Task): Promise<Done>;
  dismiss(): Promise<void>;
}

/**
 * Does each task in a turn of its own. This thread minds between tasks what else there is: signals, answers of workers,
 * what is written to pipes. A worker answers between them: the pool hands over all messages that are there before it
 * answers the first, and without turns none would be answered until the last was worked off; it would then stand still.
 */
export const inTurns =
  <Task, Done>(work: (task: Task) => Done) =>
  async (task: Task): Promise<Done> => {
    await nextTurn();
    return work(task);
  };

export const thisThread = <Task, Done>(work: (task: Task) => Done): Crew<Task, Done> => ({
  lanes: 1,
  taskMillis: givingMillis,
  run: inTurns(work),
  dismiss: () => Promise.resolve(),
});

/** A task that is run and one in the worker's mailbox: it has something to do while this thread is busy itself. */
const tasksOfEach = 2;

/**
 * So many worker threads, each of which is given `workerData` and does with tasks what `run` of that module does. The pool
 * is loaded only here, for most commands need none.
 */
export async function workerThreads<Task, Done>(
  module: URL,
  workerData: object,
  count: number,
): Promise<Crew<Task, Done>> {
  const { Tinypool } = await import("tinypool");
  const pool = new Tinypool({
    filename: fileURLToPath(module),
    name: "run",
    minThreads: count,
    maxThreads: count,
    concurrentTasksPerWorker: tasksOfEach,
    workerData,
  });
  return {
    lanes: count * tasksOfEach,
    taskMillis: usualMillis,
    run: (task) => pool.run(task) as Promise<Done>,
    dismiss: () => pool.destroy(),
  };
}

/**
 * Whether there can be worker threads. Run from its sources, as by tests, the command has none: a worker of Node 20 reads
 * no TypeScript, whoever translates it for this thread.
 */
export const areThreadsPossible = !import.meta.url.endsWith(".ts");
