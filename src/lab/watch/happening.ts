import type { Simulation } from "../../model/run/simulation.ts";
import type { Violation } from "../../model/run/violation.ts";
import type { TraceEntry } from "../../sim/index.ts";

/** What one event of a run brought about. */
export interface Happening {
  /** The run just after it. */
  readonly simulation: Simulation;
  /** What was noted in it, in order. */
  readonly entries: readonly TraceEntry[];
  /** What it broke. */
  readonly violations: readonly Violation[];
  /** Faults that struck in it, by their places in the run's list. */
  readonly faults: readonly number[];
}
