import type { Finding } from "./gate.ts";
import { type SourceFiles, rulesIn, titlesOf } from "./rule-list.ts";

/** The rulebook of the producer has the rules P-1 to P-123. */
const lastRule = 123;
export const producerRules: readonly string[] = Array.from({ length: lastRule }, (_, at) => `P-${at + 1}`);

/** Where it says which of them have no test, and why: one row of a table each. */
export const exemptionDocument = "docs/conformance.md";
const exemptionHeading = "## Producer rules without a test";

/** The rules that the document leaves without a test, by its rows of the form `| P-21 | why |`. */
export function exemptRules(document: string): ReadonlyMap<string, string> {
  const [, after = ""] = document.split(`${exemptionHeading}\n`);
  const [section = ""] = after.split(/^## /m);
  const exempt = new Map<string, string>();
  for (const [, rules = "", why = ""] of section.matchAll(/^\|([^|\n]*)\|([^|\n]*)\|$/gm)) {
    for (const rule of rulesIn(rules)) exempt.set(rule, why.trim());
  }
  return exempt;
}

/** By rule of the producer: the files of tests with a title that cites it. */
function titledRules(files: SourceFiles): ReadonlyMap<string, readonly string[]> {
  const titled = new Map<string, string[]>();
  for (const [path, text] of files) {
    if (!/^test\/.*\.test\.ts$/.test(path)) continue;
    for (const rule of new Set(titlesOf(text).flatMap((title) => [...rulesIn(title)]))) {
      titled.set(rule, [...(titled.get(rule) ?? []), path]);
    }
  }
  return titled;
}

/**
 * What keeps a rule of the producer from being held: no test names it in its title and no row says why not, or no mutant
 * (by the rules that it breaks) shows that the test means it. Rows that no longer hold are findings, too.
 */
export function unheldRules(files: SourceFiles, document: string, broken: readonly string[]): readonly Finding[] {
  const [titled, exempt] = [titledRules(files), exemptRules(document)];
  const mutated = rulesIn(broken.join(", "));
  const findings: Finding[] = [];
  const find = (where: string, what: string): unknown => findings.push({ where, what });
  for (const rule of producerRules) {
    const [tests, why] = [titled.get(rule), exempt.get(rule)];
    if (why === undefined && tests === undefined)
      find("test", `no title of a test cites ${rule}, and no row of ${exemptionDocument} says why not`);
    else if (why === "") find(exemptionDocument, `does not say why ${rule} has no test`);
    else if (why !== undefined && tests !== undefined)
      find(exemptionDocument, `says that ${rule} has no test, but ${tests.join(", ")} has one`);
    else if (why === undefined && !mutated.has(rule))
      find("scripts/mutants/producer", `no mutant breaks ${rule}: nothing shows that its test means it`);
  }
  for (const rule of exempt.keys()) {
    if (!producerRules.includes(rule)) find(exemptionDocument, `speaks of ${rule}, which is no rule of the producer`);
  }
  return findings;
}
