import type { Order } from "../../lab/hunt/queue.ts";
import type { Subject } from "../../lab/hunt/subject.ts";
import * as crew from "../crew.ts";
import { type TimedChunk, chunkRunner } from "./timed-chunk.ts";

/** Those who run chunks of seeds. */
export type Crew = crew.Crew<Order, TimedChunk>;

export const thisThread = (subject: Subject): Crew => crew.thisThread(chunkRunner(subject));

/** So many worker threads. */
export const workerThreads = (subject: Subject, count: number): Promise<Crew> =>
  crew.workerThreads(new URL("./worker.js", import.meta.url), subject, count);
