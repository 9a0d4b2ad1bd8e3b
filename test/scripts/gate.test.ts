import { describe, expect, it } from "vitest";
import { type GateReport, objections, summary } from "../../scripts/check/gate.ts";

const fine: GateReport = { saw: 3, findings: [], planted: [{ breach: "a blank", caught: true }] };

describe("a gate", () => {
  it("lets pass what it looked at and found fine", () => {
    expect(objections(fine)).toEqual([]);
    expect(summary("format", fine, 1_234)).toBe(
      "ok   format         3 files seen    0 problems     1 of 1 planted breaches caught    1.2s",
    );
  });

  it("lets nothing pass with a finding", () => {
    const found = { ...fine, findings: [{ where: "src/a.ts:3", what: "is wrong" }] };
    expect(objections(found)).toEqual(["src/a.ts:3: is wrong"]);
    expect(summary("format", found, 0)).toMatch(/^FAIL format .* 1 problem /);
  });

  it("lets nothing pass when it misses what was planted, plants nothing or sees nothing", () => {
    expect(objections({ ...fine, planted: [{ breach: "a blank", caught: false }] })).toEqual([
      "missed the planted breach: a blank",
    ]);
    expect(objections({ ...fine, planted: [] })).toEqual(["planted no breach, so proves nothing"]);
    expect(objections({ ...fine, saw: 0 })).toEqual(["saw no file at all"]);
  });
});
