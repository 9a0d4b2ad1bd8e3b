import { expect, it } from "vitest";
import { readDiagnostics } from "../../scripts/check/types.ts";

it("the compiler's complaints are read with their places, and its other lines are not", () => {
  const out = [
    "src/a.ts(3,5): error TS2322: Type 'number' is not assignable to type 'string'.",
    "  Types of property 'x' are incompatible.",
    "error TS18003: No inputs were found.",
    "somewhere/src/a.ts",
  ].join("\n");
  expect(readDiagnostics(out)).toEqual([
    { where: "src/a.ts(3,5)", what: "TS2322: Type 'number' is not assignable to type 'string'." },
    { where: "tsconfig.json", what: "TS18003: No inputs were found." },
  ]);
});
