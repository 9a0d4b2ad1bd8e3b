import { expect, test } from "vitest";
import { exemptRules, unheldRules } from "../../scripts/check/producer-rules.ts";

// Put together here, so that this file cites no rule.
const rule = (number: number): string => ["P", number].join("-");
const all = Array.from({ length: 123 }, (_, at) => rule(at + 1));

const tested = (rules: readonly string[]): ReadonlyMap<string, string> =>
  new Map([
    ["test/a.test.ts", `describe("group (${rules[0]})", () => test("others (${rules.slice(1).join(", ")})", f));`],
  ]);
const excuses = (...rows: readonly string[]): string =>
  [
    "# Title",
    "",
    "## Producer rules without a test",
    "",
    "| rules | why |",
    "| --- | --- |",
    ...rows,
    "",
    "## Next",
  ].join("\n");
const found = (
  files: ReadonlyMap<string, string>,
  document: string,
  broken: readonly string[] = all,
): readonly string[] => unheldRules(files, document, broken).map(({ where, what }) => `${where}: ${what}`);

test("each rule needs a test with a title that cites it, or a row that says why not", () => {
  expect(found(tested(all), excuses())).toEqual([]);
  expect(found(tested(all.slice(2)), excuses(`| ${all[0]}, ${all[1]} | nobody sends that |`))).toEqual([]);
  expect(found(tested(all.slice(1)), excuses())).toEqual([
    `test: no title of a test cites ${all[0]}, and no row of docs/conformance.md says why not`,
  ]);
  expect(found(tested(all.slice(1)), excuses(`| ${all[0]} | |`))).toEqual([
    `docs/conformance.md: does not say why ${all[0]} has no test`,
  ]);
});

test("a rule that is cited beside a test, or in code alone, is not tested", () => {
  const files = new Map([
    ...tested(all.slice(1)),
    ["test/b.test.ts", `// ${all[0]}\n`],
    ["src/c.ts", `test("${all[0]}", f)`],
  ]);
  expect(found(files, excuses())).toHaveLength(1);
});

test("each tested rule needs a mutant that breaks it", () => {
  expect(found(tested(all), excuses(), [all.slice(0, 122).join(", ")])).toEqual([
    `scripts/mutants/producer: no mutant breaks ${all[122]}: nothing shows that its test means it`,
  ]);
});

test("an excuse for a rule that is tested, or that does not exist, is told", () => {
  expect(found(tested(all), excuses(`| ${all[4]} | too hard |`))).toEqual([
    `docs/conformance.md: says that ${all[4]} has no test, but test/a.test.ts has one`,
  ]);
  expect(found(tested(all), excuses(`| ${rule(124)} | not there |`))).toEqual([
    `docs/conformance.md: speaks of ${rule(124)}, which is no rule of the producer`,
  ]);
  expect(exemptRules(`## Other\n\n| ${all[0]} | a row elsewhere |\n`).size).toBe(0);
});
