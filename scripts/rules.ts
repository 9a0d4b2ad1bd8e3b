import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { freshRuleDocument, ruleDocument } from "./check/rules.ts";

/** Writes down which rules code and tests cite, and where: `npm run rules`. */
const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const { text, saw } = await freshRuleDocument(root);
writeFileSync(join(root, ruleDocument), text);
console.log(`${ruleDocument}: the rules that ${saw} files cite`);
