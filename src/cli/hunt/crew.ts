import { setImmediate as nextTurn } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Order } from "../../lab/hunt/queue.ts";
import type { Subject } from "../../lab/hunt/subject.ts";
import { type TimedChunk, chunkRunner } from "./timed-chunk.ts";

/** Those who run chunks of seeds. */
export interface Crew {
  /** How many chunks it can be given at once. */
  readonly lanes: number;
  run(order: Order): Promise<TimedChunk>;
  dismiss(): Promise<void>;
}

/** This thread. Between chunks it minds what else there is: signals, answers of workers, what is written to pipes. */
export function thisThread(subject: Subject): Crew {
  const runChunk = chunkRunner(subject);
  const run = async (order: Order): Promise<TimedChunk> => {
    await nextTurn();
    return runChunk(order);
  };
  return { lanes: 1, run, dismiss: () => Promise.resolve() };
}

/** A chunk that is run and one in the worker's mailbox: it has something to do while this thread is busy itself. */
const chunksOfEach = 2;

/** So many worker threads. The pool is loaded only here, for most hunts need none. */
export async function workerThreads(subject: Subject, count: number): Promise<Crew> {
  const { Tinypool } = await import("tinypool");
  const pool = new Tinypool({
    filename: workerFile,
    name: "run",
    minThreads: count,
    maxThreads: count,
    concurrentTasksPerWorker: chunksOfEach,
    workerData: subject,
  });
  return {
    lanes: count * chunksOfEach,
    run: (order) => pool.run(order) as Promise<TimedChunk>,
    dismiss: () => pool.destroy(),
  };
}

/**
 * Whether there can be worker threads. Run from its sources, as by tests, the command has none: a worker of Node 20 reads
 * no TypeScript, whoever translates it for this thread.
 */
export const areThreadsPossible = !import.meta.url.endsWith(".ts");

const workerFile = fileURLToPath(new URL("./worker.js", import.meta.url));
