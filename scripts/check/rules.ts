import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { Gate, GateReport } from "./gate.ts";
import { producerMutants } from "../mutants/producer.ts";
import { exemptRules, exemptionDocument, producerRules, unheldRules } from "./producer-rules.ts";
import { type SourceFiles, ruleList } from "./rule-list.ts";
import { projectFiles } from "./tools.ts";

/** Where the list of cited rules lies. */
export const ruleDocument = "docs/rules.md";

/** What it should hold, as the formatter would leave it. */
export async function freshRuleDocument(root: string): Promise<{ readonly text: string; readonly saw: number }> {
  const files = await citingFiles(root);
  return { text: await formatted(ruleList(files), root), saw: files.size };
}

async function citingFiles(root: string): Promise<SourceFiles> {
  const paths = (await projectFiles(root)).filter((path) => /^(?:src|test|conformance)\/.*\.ts$/.test(path));
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

async function formatted(text: string, root: string): Promise<string> {
  const options = await resolveConfig(join(root, ruleDocument));
  return format(text, { ...options, parser: "markdown" });
}

const broken = producerMutants.map(({ rule }) => rule);

/** The list of rules says what the code cites: no more, no less. And each rule of the producer is held, or excused. */
export const rules: Gate = {
  name: "rules",
  async look(root) {
    const file = join(root, ruleDocument);
    const { text, saw } = await freshRuleDocument(root);
    const isStale = !existsSync(file) || readFileSync(file, "utf8") !== text;
    const stale = isStale ? [{ where: ruleDocument, what: "is stale; renew it with: npm run rules" }] : [];
    const files = await citingFiles(root);
    const excuses = readFileSync(join(root, exemptionDocument), "utf8");
    // A rule that nobody has, so that no citation of it can be there already.
    const breach = `// follows ${["B", 9_999].join("-")}`;
    const planted = ruleList(new Map([...files, ["src/breach.ts", breach]])) !== ruleList(files);
    return {
      saw,
      findings: [...stale, ...unheldRules(files, excuses, broken)],
      planted: [{ breach: `${breach} in src/breach.ts`, caught: planted }, ...plantedGaps(files, excuses)],
    };
  },
};

/** Each rule of the producer in turn loses its tests, or its excuse; and one has both. */
function plantedGaps(files: SourceFiles, excuses: string): GateReport["planted"] {
  const before = unheldRules(files, excuses, broken).length;
  const exempt = exemptRules(excuses);
  const without = (rule: string, text: string): string => text.replaceAll(new RegExp(`\\b${rule}\\b`, "g"), "P-0");
  const gaps = producerRules.map((rule) => {
    const [tests, document] = exempt.has(rule)
      ? [files, without(rule, excuses)]
      : [new Map([...files].map(([path, text]) => [path, without(rule, text)])), excuses];
    return {
      breach: `${rule} without a test and without an excuse`,
      caught: unheldRules(tests, document, broken).length > before,
    };
  });
  const missed = gaps.find(({ caught }) => !caught);
  const both = ["test/breach.test.ts", `test("${[...exempt.keys()].join(", ")}", () => {});`] as const;
  const excusedAndTested = unheldRules(new Map([...files, both]), excuses, broken).length > before;
  return [
    missed ?? { breach: "each rule without a test and without an excuse", caught: gaps.length > 0 },
    { breach: "rules with a test and with an excuse", caught: excusedAndTested },
    { breach: "rules without a mutant", caught: unheldRules(files, excuses, []).length > before },
  ];
}
