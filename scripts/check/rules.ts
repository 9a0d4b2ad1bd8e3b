import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import type { Gate } from "./gate.ts";
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

/** The list of rules says what the code cites: no more, no less. */
export const rules: Gate = {
  name: "rules",
  async look(root) {
    const file = join(root, ruleDocument);
    const { text, saw } = await freshRuleDocument(root);
    const isStale = !existsSync(file) || readFileSync(file, "utf8") !== text;
    const findings = isStale ? [{ where: ruleDocument, what: "is stale; renew it with: npm run rules" }] : [];
    const files = await citingFiles(root);
    // A rule that nobody has, so that no citation of it can be there already.
    const breach = `// follows ${["B", 9_999].join("-")}`;
    const planted = ruleList(new Map([...files, ["src/breach.ts", breach]])) !== ruleList(files);
    return { saw, findings, planted: [{ breach: `${breach} in src/breach.ts`, caught: planted }] };
  },
};
