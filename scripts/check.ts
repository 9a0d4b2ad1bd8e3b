import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { directions } from "./check/directions.ts";
import { deadExports } from "./check/exports.ts";
import { facts } from "./check/facts.ts";
import { format } from "./check/format.ts";
import { gallery } from "./check/gallery.ts";
import { properties } from "./check/properties.ts";
import { type Gate, type GateReport, objections, summary } from "./check/gate.ts";
import { linting } from "./check/lint.ts";
import { producers } from "./check/producers.ts";
import { rules } from "./check/rules.ts";
import { settings } from "./check/settings.ts";
import { types } from "./check/types.ts";
import { words } from "./check/words.ts";

/**
 * The gates that every change passes: `npm run check`. Each says how many files it saw and catches breaches that were
 * planted for it; a gate that misses one fails, for its silence about the rest means nothing. With names, only those run.
 */
const gates: readonly Gate[] = [
  words,
  facts,
  rules,
  settings,
  producers,
  gallery,
  properties,
  linting,
  format,
  types,
  directions,
  deadExports,
];
const shown = 50;

async function look(gate: Gate, root: string): Promise<GateReport> {
  try {
    return await gate.look(root);
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    return { saw: 0, findings: [{ where: gate.name, what }], planted: [] };
  }
}

async function main(names: readonly string[]): Promise<boolean> {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..");
  const chosen = gates.filter(({ name }) => names.length === 0 || names.includes(name));
  const begin = performance.now();
  let passed = 0;
  let planted = 0;
  for (const gate of chosen) {
    const since = performance.now();
    const report = await look(gate, root);
    const problems = objections(report);
    for (const problem of problems.slice(0, shown)) console.log(`     ${problem}`);
    if (problems.length > shown) console.log(`     … and ${problems.length - shown} more`);
    console.log(summary(gate.name, report, performance.now() - since));
    passed += problems.length === 0 ? 1 : 0;
    planted += report.planted.filter(({ caught }) => caught).length;
  }
  const took = ((performance.now() - begin) / 1_000).toFixed(1);
  console.log(`${passed} of ${chosen.length} gates passed, ${planted} planted breaches caught, ${took}s`);
  return chosen.length > 0 && passed === chosen.length;
}

// Leaving by a signal takes the planted files along, too.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
process.exitCode = (await main(process.argv.slice(2))) ? 0 : 1;
