import { workerData } from "node:worker_threads";
import type { Subject } from "../../lab/hunt/subject.ts";
import { inTurns } from "../crew.ts";
import { chunkRunner } from "./timed-chunk.ts";

// The pool puts what it was given for its workers behind data of its own.
const [, subject] = workerData as readonly [unknown, Subject];

/** What a worker thread does with each message: the only thing that it exchanges with the thread that hunts. */
export const run = inTurns(chunkRunner(subject));
