import { expect, test } from "vitest";
import { rules } from "../../../src/lab/sweep/folklore/rules.ts";
import { planOfCase, verdictOf, verdictOn } from "../../../src/lab/sweep/folklore/trial.ts";
import { comparisonOf, summaryOf } from "../../../src/lab/sweep/summary.ts";
import { rowsOf } from "../../support/sweeps.ts";

test("each circumstance of each rule is a sweep of two points that the client takes, or refuses where that is the claim", () => {
  expect(rules.length).toBeGreaterThanOrEqual(12);
  for (const rule of rules) {
    for (const one of rule.cases) {
      const { points, baseline } = planOfCase(rule, one);
      const refused = points.map(({ refusal }) => refusal !== undefined);
      expect([rule.name, one.name, refused, baseline]).toEqual([
        rule.name,
        one.name,
        [false, one.claim.is === "refused"],
        1,
      ]);
    }
  }
});

test("a rule is true, false or when by what runs show, and that a few seeds show nothing is not that it is false", () => {
  const rule = rules.find(({ name }) => name === "linger-costs-latency");
  const [light] = rule?.cases ?? [];
  if (rule === undefined || light === undefined) throw new Error("there is no such rule");
  const plan = planOfCase(rule, light);
  const [before, after] = [rowsOf(plan, 1, 3), rowsOf(plan, 2, 3)];
  const found = [before, after].map((rows) => ({ summary: summaryOf(rows), comparison: comparisonOf(rows, before) }));
  const seen = (claim: Parameters<typeof verdictOn>[0]) => verdictOn(claim, found[0], found[1]).seen;
  expect(seen({ of: "p50", is: "more" })).toBe("holds");
  expect(seen({ of: "p50", is: "less" })).toBe("does not hold");
  expect(seen({ of: "p50", is: "no more" })).toBe("does not hold");
  expect(seen({ of: "failed", is: "less" })).toBe("is not seen");
  expect(verdictOf([{ seen: "holds" }, { seen: "is not seen" }])).toBe("when");
  expect(verdictOf([{ seen: "holds" }])).toBe("true");
  expect(verdictOf([{ seen: "does not hold" }])).toBe("false");
});
