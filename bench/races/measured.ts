import * as fc from "fast-check";
import type { Race } from "./race.ts";

/** What fast-check comes to for one race with one seed. */
export interface Measured {
  readonly found: boolean;
  /** Tasks that the counterexample's run resolves. */
  readonly steps: number;
  /** How many of them go before one that has waited for longer. */
  readonly outOfOrder: number;
  /** Runs of the property until it failed, and while the counterexample was made smaller. */
  readonly runs: number;
  readonly shrinkRuns: number;
  readonly millis: number;
}

/** Where the scheduler comes from, and its place among the values of a property. */
export interface Kind {
  readonly schedulers: fc.Arbitrary<fc.Scheduler>;
  readonly place: "first" | "last";
}

export async function measured({ property }: Race, { schedulers, place }: Kind, seed: number): Promise<Measured> {
  let calls = 0;
  const watched = property(schedulers, place).beforeEach(() => void calls++);
  const begun = performance.now();
  const { failed, counterexample, numRuns } = await fc.check(watched, { seed, numRuns: 1_000 });
  const millis = performance.now() - begun;
  const s = counterexample?.find(isScheduler);
  const found = failed && s !== undefined;
  return { found, ...disorderOf(s), runs: numRuns, shrinkRuns: calls - numRuns, millis };
}

const isScheduler = (value: unknown): value is fc.Scheduler =>
  typeof value === "object" && value !== null && "scheduleSequence" in value;

/** Tasks are numbered as they are scheduled: one goes out of order while one with a lower number waits. */
function disorderOf(s: fc.Scheduler | undefined): Pick<Measured, "steps" | "outOfOrder"> {
  const report = s?.report() ?? [];
  const resolved = report.filter(({ status }) => status !== "pending").map(({ taskId }) => taskId);
  const waiting = new Set(report.map(({ taskId }) => taskId));
  let outOfOrder = 0;
  for (const taskId of resolved) {
    if ([...waiting].some((other) => other < taskId)) outOfOrder++;
    waiting.delete(taskId);
  }
  return { steps: resolved.length, outOfOrder };
}
