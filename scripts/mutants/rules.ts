import { rulesIn } from "../check/rule-list.ts";
import type { Verdict } from "./verdict.ts";

/** What came of breaking one rule of the producer: by whom it was noticed, over all mutants that break it. */
export interface RuleVerdict {
  readonly rule: string;
  /** What the broken programs did. */
  readonly broken: readonly string[];
  /** Names of tests that failed and cite this very rule. */
  readonly tests: readonly string[];
  /** How many of the recorded scripts came out otherwise, with the mutant that changed most of them. */
  readonly recorded: number;
}

/** Whether somebody who has to do with the rule noticed: a test that cites it, or the recordings of the real client. */
export const isHeld = ({ tests, recorded }: RuleVerdict): boolean => tests.length > 0 || recorded > 0;

/** The rules of the producer that the mutants broke, by number. */
export function ruleVerdicts(verdicts: readonly Verdict[]): readonly RuleVerdict[] {
  const rules = new Set(verdicts.flatMap(({ mutant }) => [...rulesIn(mutant.rule)]));
  return [...rules]
    .filter((rule) => rule.startsWith("P-"))
    .toSorted((one, other) => Number(one.slice(2)) - Number(other.slice(2)))
    .map((rule) => {
      const broken = verdicts.filter(({ mutant }) => rulesIn(mutant.rule).has(rule));
      const failed = broken.flatMap(({ said }) =>
        said.flatMap(({ answer }) => (answer.kind === "noticed" ? answer.tests : [])),
      );
      return {
        rule,
        broken: broken.map(({ mutant }) => mutant.does),
        tests: [...new Set(failed.filter((test) => rulesIn(test).has(rule)))],
        recorded: Math.max(0, ...broken.map(({ recorded }) => recorded ?? 0)),
      };
    });
}

/** The table: rule, what was broken, noticed by what; and a last line that counts. */
export function ruleTable(rules: readonly RuleVerdict[]): readonly string[] {
  const lines = rules.flatMap((verdict) => {
    const { rule, broken, tests, recorded } = verdict;
    const [test, ...others] = tests;
    const more = others.length === 0 ? "" : ` and ${others.length} more`;
    const byTest = test === undefined ? "no test that cites it" : `"${test}"${more}`;
    return [
      `${isHeld(verdict) ? "ok  " : "FAIL"}  ${rule.padEnd(5)}  ${broken.join("; ")}`,
      `             noticed by ${byTest}; recorded scripts: ${recorded}`,
    ];
  });
  const held = rules.filter(isHeld).length;
  const [byTests, byScripts] = [rules.filter(({ tests }) => tests.length > 0), rules.filter((one) => one.recorded > 0)];
  const counts = `${byTests.length} by a test that cites the rule, ${byScripts.length} by recorded scripts`;
  return [...lines, `${rules.length} rules of the producer broken, ${held} noticed: ${counts}`];
}
