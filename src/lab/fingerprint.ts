import { type Circumstance, circumstances } from "../model/properties/circumstances.ts";
import type { JudgedViolation, RunResult } from "../scenarios/run.ts";

/** One way in which a run was not what it should be. */
export interface Finding {
  /** `property/shape/cause`: what a hunt counts failures by, and what a shrunk run must still show. */
  readonly fingerprint: string;
  readonly property: string;
  readonly kind: "safety" | "liveness";
  /** What the run had in place of what was promised, in words. */
  readonly got: string;
  readonly atMicros: number;
}

/** The property of runs that are not what their scenario says. */
export const asTheScenarioSays = "as-the-scenario-says";
/** The property of runs that a limit cut off. */
export const comesToRest = "comes-to-rest";

/** What was wrong with a run: broken promises that nothing allows for, what its scenario expects, and a limit. */
export function findingsOf(result: RunResult): readonly Finding[] {
  const findings = result.violations.filter(({ allowed }) => !allowed).map(findingOf);
  const atMicros = result.virtualTime;
  for (const { shape, text: got } of result.shortfalls) {
    findings.push({
      fingerprint: `${asTheScenarioSays}/${shape}`,
      property: asTheScenarioSays,
      kind: "safety",
      got,
      atMicros,
    });
  }
  if (result.outcome === "limit-reached") {
    const got = "a limit was reached first";
    findings.push({
      fingerprint: `${comesToRest}/limit-reached`,
      property: comesToRest,
      kind: "liveness",
      got,
      atMicros,
    });
  }
  return findings;
}

export const findingOf = (violation: JudgedViolation): Finding => {
  const { property, kind, got, at } = violation;
  return { fingerprint: fingerprintOf(violation), property, kind, got, atMicros: at };
};

/**
 * Which promise broke, in which way, and by what: not where, when, how often or with which names. Of several circumstances
 * that concern a breach the first in their own order counts, so that whatever else went on in a run makes no other
 * fingerprint.
 */
function fingerprintOf({ property, shape, excuses, hints }: JudgedViolation): string {
  const concern: readonly Circumstance[] = [...excuses, ...hints];
  const cause = Object.keys(circumstances).find((known) => concern.some((circumstance) => circumstance === known));
  return `${property}/${shape}/${cause ?? "unexplained"}`;
}
