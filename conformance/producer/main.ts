import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compare, describe } from "./compare.ts";
import { replay } from "./replay.ts";
import { BadInput, readScripts, readTraces } from "./script.ts";

/**
 * Replays fault scripts against the producer:
 *   main.ts SCRIPTS.jsonl OUT.jsonl                    writes a trace for each script
 *   main.ts [SCRIPTS.jsonl] --compare TRACES.jsonl     compares with recordings; without scripts, those next to them
 */
const usage = "usage: main.ts SCRIPTS.jsonl OUT.jsonl | main.ts [SCRIPTS.jsonl] --compare TRACES.jsonl";

function main(args: readonly string[]): number {
  const flag = args.indexOf("--compare");
  if (flag < 0) {
    const [scripts, out, ...rest] = args;
    if (scripts === undefined || out === undefined || rest.length > 0) throw new BadInput(usage);
    const lines = readScripts(read(scripts), scripts).map((script) => JSON.stringify(replay(script)));
    writeFileSync(out, `${lines.join("\n")}\n`);
    return 0;
  }
  const traces = args[flag + 1];
  const rest = args.filter((_, at) => at !== flag && at !== flag + 1);
  if (traces === undefined || rest.length > 1) throw new BadInput(usage);
  const scripts = rest[0] ?? join(dirname(traces), "scripts.jsonl");
  const comparison = compare(readScripts(read(scripts), scripts), readTraces(read(traces), traces));
  if (comparison.scripts === 0) throw new BadInput(`${traces}: holds no trace of a script in ${scripts}`);
  process.stdout.write(`${describe(comparison)}\n`);
  return comparison.differences.length === 0 ? 0 : 1;
}

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

try {
  process.exitCode = main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}
