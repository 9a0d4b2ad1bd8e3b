import { workerData } from "node:worker_threads";
import type { SweepPlan } from "../../lab/sweep/plan-data.ts";
import { inTurns } from "../crew.ts";
import { timedRunner } from "./drive.ts";

// The pool puts what it was given for its workers behind data of its own.
const [, plan] = workerData as readonly [unknown, SweepPlan];

/** What a worker thread does with each message: the only thing that it exchanges with the thread that sweeps. */
export const run = inTurns(timedRunner(plan));
