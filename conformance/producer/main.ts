import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { CommanderError } from "commander";
import { MissingTool, requireTools } from "../broker/real/maven.ts";
import { compare, describe } from "./compare.ts";
import { drawScripts, families, redraw } from "./families/index.ts";
import { isClean, recordAndCompare, shrinkDifference, tell } from "./live.ts";
import { readOptions, usage, type Options } from "./options.ts";
import { RealClient } from "./real/real-client.ts";
import { record } from "./recording.ts";
import { replay } from "./replay.ts";
import { BadInput, readScripts, readTraces, type Script } from "./script.ts";

/** Neither agreement nor difference: this machine can't run the real client. */
const skipped = 3;

async function run(options: Options): Promise<number> {
  if (options.live === true) return live(options);
  if (options.record !== undefined) return recordInto(options.record, options);
  if (options.shrink !== undefined) return shrinkOne(options.shrink, options);
  return options.compare === undefined ? writeTraces(options) : compareWith(options.compare, options);
}

function writeTraces(options: Options): number {
  const { files } = options;
  const [scripts, out, ...rest] = files;
  if (scripts === undefined || out === undefined || rest.length > 0) throw new BadInput(usage);
  const lines = readScriptFile(scripts).map((script) => JSON.stringify(replay(script, { line: lineOf(options) })));
  writeFileSync(out, `${lines.join("\n")}\n`);
  return 0;
}

function compareWith(traces: string, options: Options): number {
  const { files } = options;
  if (files.length > 1) throw new BadInput(usage);
  const scripts = files[0] ?? join(dirname(traces), "scripts.jsonl");
  const comparison = compare(readScriptFile(scripts), readTraces(read(traces), traces), { line: lineOf(options) });
  if (comparison.scripts === 0) throw new BadInput(`${traces}: holds no trace of a script in ${scripts}`);
  process.stdout.write(`${describe(comparison)}\n`);
  return comparison.differences.length === 0 ? 0 : 1;
}

const drawn = ({ family, seed, scripts }: Options): readonly Script[] => drawScripts(family ?? families, seed, scripts);

/** The scripts of the file that was named, or drawn ones. */
function chosen(options: Options): readonly Script[] {
  const [file, ...rest] = options.files;
  if (rest.length > 0) throw new BadInput(usage);
  return file === undefined ? drawn(options) : readScriptFile(file);
}

async function withRealClient<Result>(options: Options, use: (real: RealClient) => Promise<Result>): Promise<Result> {
  requireTools("the real client");
  const real = new RealClient(options.real);
  try {
    return await use(real);
  } finally {
    real.stop();
  }
}

const lineOf = ({ profile, real }: Options): NonNullable<Options["profile"]> => profile ?? real.line;

function live(options: Options): Promise<number> {
  const scripts = chosen(options);
  return withRealClient(options, async (real) => {
    const { version } = options.real;
    process.stdout.write(
      `kafka-clients ${version} against ${lineOf(options)}, seed ${options.seed}, ${scripts.length} scripts\n`,
    );
    const report = await recordAndCompare(real, scripts, lineOf(options));
    process.stdout.write(`${tell(report)}\n`);
    const [first] = report.comparison.differences;
    if (first !== undefined) {
      process.stdout.write(`small: npm run conformance:producer -- --shrink ${first.id} --version ${version}\n`);
    }
    return isClean(report) ? 0 : 1;
  });
}

function recordInto(folder: string, options: Options): Promise<number> {
  const scripts = chosen(options);
  return withRealClient(options, async (real) => {
    const recorded = await record(real, scripts);
    mkdirSync(folder, { recursive: true });
    const write = (name: string, values: readonly unknown[]): void =>
      writeFileSync(join(folder, name), `${values.map((value) => JSON.stringify(value)).join("\n")}\n`);
    write("scripts.jsonl", recorded.scripts);
    write("traces.jsonl", recorded.traces);
    const leftOut = recorded.leftOut.length === 0 ? "" : `, left out ${recorded.leftOut.length} (KAFKA-19012)`;
    process.stdout.write(`recorded ${recorded.traces.length} scripts into ${folder}${leftOut}\n`);
    return 0;
  });
}

function shrinkOne(id: string, options: Options): Promise<number> {
  const [file] = options.files;
  const script = file === undefined ? redraw(id) : readScriptFile(file).find((candidate) => candidate.id === id);
  if (script === undefined) {
    throw new BadInput(
      `--shrink ${id}: ${file ?? "the families"} hold no such script; those of a family are like wrap-7-12`,
    );
  }
  return withRealClient(options, async (real) => {
    const small = await shrinkDifference(real, script, lineOf(options));
    if (small === undefined) {
      process.stdout.write(`${id}: the real client and ours agree\n`);
      return 0;
    }
    process.stdout.write(`${JSON.stringify(small.script)}\n${small.told}\n`);
    return 1;
  });
}

const readScriptFile = (file: string): readonly Script[] => readScripts(read(file), file);

function read(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function main(args: readonly string[]): Promise<number> {
  try {
    return await run(readOptions(args));
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.helpDisplayed") return 0;
    const isUsage = error instanceof CommanderError || error instanceof BadInput;
    if (!isUsage && !(error instanceof MissingTool)) throw error;
    process.stderr.write(`${error.message}\n`);
    return isUsage ? 2 : skipped;
  }
}

process.exitCode = await main(process.argv.slice(2));
