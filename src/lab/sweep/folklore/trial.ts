import type { Interval } from "../intervals.ts";
import type { SweepPlan } from "../plan-data.ts";
import { planOf } from "../plan.ts";
import { sweepSchema } from "../spec.ts";
import type { Found } from "../tables.ts";
import type { Case, Claim, Rule } from "./rule.ts";

/**
 * Whether what a rule claims is so in one circumstance: it is, the interval leaves no room for it, or so many seeds do not
 * show it.
 */
export type Seen = "holds" | "does not hold" | "is not seen";

export interface Verdict {
  readonly seen: Seen;
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
  if (claim.is === "refused") return { seen: after === undefined ? "holds" : "does not hold", difference: undefined };
  const difference = after?.comparison.differences[claim.of];
  if (difference === undefined) return { seen: "does not hold", difference };
  return { seen: seenOf(claim, difference, before?.summary.measures[claim.of]?.low ?? 0), difference };
}

/** `was`: the least that the measure can have been before the change. */
function seenOf(claim: Exclude<Claim, { readonly is: "refused" }>, { low, high }: Interval, was: number): Seen {
  switch (claim.is) {
    case "more":
      return low > 0 ? "holds" : high <= 0 ? "does not hold" : "is not seen";
    case "less":
      return high < 0 ? "holds" : low >= 0 ? "does not hold" : "is not seen";
    case "no more":
      return low > 0 ? "does not hold" : "holds";
    case "far less": {
      const wanted = was - was / claim.times;
      return -high >= wanted && high < 0 ? "holds" : -low < wanted || low >= 0 ? "does not hold" : "is not seen";
    }
  }
}

export function verdictOf(verdicts: readonly Pick<Verdict, "seen">[]): RuleVerdict {
  const held = verdicts.filter(({ seen }) => seen === "holds").length;
  return held === 0 ? "false" : held === verdicts.length ? "true" : "when";
}
