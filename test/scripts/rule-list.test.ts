import { expect, test } from "vitest";
import { ruleList, rulesIn } from "../../scripts/check/rule-list.ts";

// Put together here, so that this file cites no rule.
const rule = (sign: string, number: number): string => [sign, number].join("-");
const [first, second, third] = [rule("B", 901), rule("B", 902), rule("B", 903)];

test("a text cites each rule that it names, and all of a range", () => {
  expect([...rulesIn(`as ${first} and ${third} have it`)]).toEqual([first, third]);
  expect([...rulesIn(`${first} … ${third}`)].sort()).toEqual([first, second, third]);
  expect([...rulesIn("UTF-8, ISO-8859-1, KB-12, B-side")]).toEqual([]);
});

test("each rule is told once, with a sentence and all places, in the order of numbers", () => {
  const [late, gallery] = [rule("P", 1000), ["Z", "99"].join("")];
  const list = ruleList(
    new Map([
      [
        "src/a.ts",
        `/** Of two batches the first counts (${second}). Nothing else does (${late}). */\nexport const a = 1;\n`,
      ],
      ["src/b.ts", `// by ${second}\nconst text = "a lesson that is long enough to be one (${gallery})";\n`],
      ["test/a.test.ts", `test("a sentence about what batches do (${first})", () => {});\n// ${second}\n`],
    ]),
  );
  const lines = list.split("\n").filter((line) => line.startsWith("- **") || line.startsWith("  - "));
  expect(lines).toEqual([
    `- **${first}** a sentence about what batches do (${first})`,
    "  - tests: `test/a.test.ts`",
    `- **${second}** Of two batches the first counts (${second})`,
    "  - code: `src/a.ts`, `src/b.ts`",
    "  - tests: `test/a.test.ts`",
    `- **${late}** Nothing else does (${late})`,
    "  - code: `src/a.ts`",
    `- **${gallery}** a lesson that is long enough to be one (${gallery})`,
    "  - code: `src/b.ts`",
  ]);
  expect(list).toContain("The 4 rules");
});

test("what means something to Markdown is said as it is", () => {
  expect(ruleList(new Map([["src/a.ts", `// with UNKNOWN_PRODUCER_ID and *stars* in it (${first})\n`]]))).toContain(
    String.raw`UNKNOWN\_PRODUCER\_ID and \*stars\*`,
  );
});
