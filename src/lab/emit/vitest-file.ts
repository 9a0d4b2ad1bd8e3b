import { wrapped } from "../../input/wrapped.ts";
import { properties } from "../../model/properties/index.ts";
import { faultSentence } from "../../scenarios/fault-text.ts";
import { leftOutText } from "../shrinking/counterfactuals.ts";
import type { ToldFailure } from "../shrinking/told.ts";
import { literal } from "./literal.ts";
import { emittedOf } from "./subject.ts";

const commentWidth = 110;

/**
 * A failure as a test of its own, for vitest: it says that the promise holds, so that it fails until that is so. It
 * imports nothing but `onceproof`, and runs as TypeScript and as JavaScript. `says` are lines for the end of its head.
 */
export function vitestFile(told: ToldFailure, says: readonly string[] = []): string {
  const { finding, story } = told;
  const head = [...wrapped(story, commentWidth), "", finding.fingerprint, ...says];
  return [
    `import { simulate } from "onceproof";`,
    `import { expect, test } from "vitest";`,
    "",
    ...head.map((line) => `// ${line}`.trimEnd()),
    "",
    `test(${JSON.stringify(titleOf(told))}, () => {`,
    `  const report = simulate(${codeOf(told)});`,
    ...assertionOf(told).map((line) => `  ${line}`),
    "});",
    "",
  ].join("\n");
}

function titleOf({ finding: { property } }: ToldFailure): string {
  const promise = properties.find(({ name }) => name === property)?.promise;
  return (promise ?? titles[property] ?? property).replace(/\.$/, "");
}

const titles: Readonly<Record<string, string>> = {
  "comes-to-rest": "the run comes to rest before its limit",
  "as-the-scenario-says": "what the scenario expects comes true",
};

/** The scenario as an argument; each fault below what it does and what comes of leaving it out. */
function codeOf(told: ToldFailure): string {
  const { value, faults } = emittedOf(told);
  const { faults: _faults, ...others } = value;
  const indent = "    ";
  const parts = Object.entries(others).map(([key, part]) => `${indent}${key}: ${literal(part, indent)},`);
  const listed = faults.flatMap((fault, at) => {
    const without = told.counterfactuals.find((known) => known.fault === at);
    const then = without === undefined ? "" : `; ${leftOutText(without)}`;
    return [`${indent}  // ${faultSentence(fault)}${then}`, `${indent}  ${literal(fault, `${indent}  `)},`];
  });
  return ["{", ...parts, ...(listed.length === 0 ? [] : [`${indent}faults: [`, ...listed, `${indent}],`]), "  }"].join(
    "\n",
  );
}

function assertionOf({ finding, result }: ToldFailure): readonly string[] {
  const { property } = finding;
  if (property === "comes-to-rest") return ["expect(report.limitReached).toBeNull();"];
  if (property === "as-the-scenario-says") return ["expect(report.shortfalls).toEqual([]);"];
  // What a promise allows for counts only where that itself was made small.
  const isAllowed = result.violations.some((violation) => violation.property === property && violation.allowed);
  const counts = isAllowed ? "" : " && !expected";
  const parts = isAllowed ? "{ property }" : "{ property, expected }";
  return [
    `const broken = report.violations.filter((${parts}) => property === ${JSON.stringify(property)}${counts});`,
    "expect(broken).toEqual([]);",
  ];
}
