import { setImmediate as nextTurn } from "node:timers/promises";
import { workerData } from "node:worker_threads";
import type { Order } from "../../lab/hunt/queue.ts";
import type { Subject } from "../../lab/hunt/subject.ts";
import { type TimedChunk, chunkRunner } from "./timed-chunk.ts";

// The pool puts what it was given for its workers behind data of its own.
const [, subject] = workerData as readonly [unknown, Subject];

const runChunk = chunkRunner(subject);

/**
 * What a worker thread does with each message: the only thing that it exchanges with the thread that hunts. The pool hands
 * over all messages that are there before it answers the first; without a turn between them none would be answered until
 * the last was worked off, and the thread would then stand still.
 */
export async function run(order: Order): Promise<TimedChunk> {
  await nextTurn();
  return runChunk(order);
}
