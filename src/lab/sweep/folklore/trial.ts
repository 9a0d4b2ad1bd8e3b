import type { Interval } from "../intervals.ts";
import type { SweepPlan } from "../plan-data.ts";
import { planOf } from "../plan.ts";
import { sweepSchema } from "../spec.ts";
import type { Found } from "../tables.ts";
import type { Case, Claim, Rule } from "./rule.ts";

/** Whether what a rule claims was seen in one circumstance. */
export interface Verdict {
  readonly holds: boolean;
  /** How much more there is after the change, with its interval; `undefined`: the client refuses it. */
  readonly difference: Interval | undefined;
}

/** A rule holds in all of its circumstances, in some, or in none. */
export type RuleVerdict = "true" | "when" | "false";

/** A circumstance as a sweep of two points: before the change, which is the baseline, and after it. */
export function planOfCase(rule: Rule, { name, sweep, before, after }: Case): SweepPlan {
  const file = sweepSchema.parse({
    ...sweep,
    name: `${rule.name}.${name}`,
    title: rule.says,
    vary: { list: [before, after] },
    baseline: before,
  });
  return planOf(file, () => "");
}

/** Judges a claim by what came of the point after the change; `undefined`: the client refuses its settings. */
export function verdictOn(claim: Claim, before: Found | undefined, after: Found | undefined): Verdict {
  if (claim.is === "refused") return { holds: after === undefined, difference: undefined };
  const difference = after?.comparison.differences[claim.of];
  if (difference === undefined) return { holds: false, difference: undefined };
  const { low, high } = difference;
  switch (claim.is) {
    case "more":
      return { holds: low > 0, difference };
    case "less":
      return { holds: high < 0, difference };
    case "no more":
      return { holds: low <= 0, difference };
    case "far less": {
      const was = before?.summary.measures[claim.of]?.low ?? 0;
      return { holds: high < 0 && -high >= was - was / claim.times, difference };
    }
  }
}

export function verdictOf(verdicts: readonly Pick<Verdict, "holds">[]): RuleVerdict {
  const held = verdicts.filter(({ holds }) => holds).length;
  return held === 0 ? "false" : held === verdicts.length ? "true" : "when";
}
