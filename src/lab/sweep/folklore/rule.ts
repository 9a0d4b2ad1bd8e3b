import type { MeasureName } from "../summary.ts";
import type { Settings, SweepInput } from "../spec.ts";

/** A rule that people repeat, and the circumstances under which it is put to the test. */
export interface Rule {
  readonly name: string;
  /** As people say it. */
  readonly says: string;
  readonly cases: readonly Case[];
}

/** One circumstance: what the rule would change, against what there was before, and what would come of it. */
export interface Case {
  /** Where: goes on after "holds" or "does not hold". */
  readonly where: string;
  readonly name: string;
  readonly sweep: Omit<SweepInput, "name" | "vary" | "baseline">;
  readonly before: Settings;
  readonly after: Settings;
  readonly claim: Claim;
}

/**
 * What the rule claims of the change: more of a measure, less of it, or that it makes no difference, or that the client
 * refuses it.
 */
export type Claim =
  | { readonly of: MeasureName; readonly is: "more" | "less" | "no more" }
  /** At least so many times as much, or as little: "much faster" is no claim of a hair's breadth. */
  | { readonly of: MeasureName; readonly is: "far less"; readonly times: number }
  | { readonly is: "refused" };
