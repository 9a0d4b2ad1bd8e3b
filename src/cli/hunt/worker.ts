import { workerData } from "node:worker_threads";
import { type Subject, runSeedOfSubject } from "../../lab/hunt/subject.ts";
import type { Seeds } from "../../lab/seeds.ts";
import { type TimedChunk, timedChunk } from "./timed-chunk.ts";

// The pool puts what it was given for its workers behind data of its own.
const [, subject] = workerData as readonly [unknown, Subject];
const runSeed = runSeedOfSubject(subject);

/** What a worker thread does with each message: the only thing that it exchanges with the thread that hunts. */
export const run = (seeds: Seeds): TimedChunk => timedChunk(runSeed, seeds);
