/**
 * Onceproof for property tests with fast-check, which has to be installed beside it: arbitraries of scenarios that shrink,
 * and a scheduler of asynchronous tasks whose order shrinks as well.
 */
import * as fc from "fast-check";
import { type Arbitraries, arbitraries as arbitrariesWith } from "./scenarios/arbitraries.ts";

export type { Arbitraries, Shape } from "./scenarios/arbitraries.ts";
export { type Scheduler, scheduler, schedulerFor } from "./testing/scheduler.ts";

/** Settings, workloads, fault plans and whole scenarios. */
export const arbitraries: Arbitraries = arbitrariesWith(fc);
