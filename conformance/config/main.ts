import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { clientLines, type ClientLine } from "../../src/model/config/definition.ts";
import { MissingTool } from "../broker/real/maven.ts";
import { findings, judgeOf, planted, shrink, type Judged } from "./compare.ts";
import { definitionDifferences } from "./definitions.ts";
import { coverage, drawScripts } from "./draw.ts";
import { RealProducer, realVersions, type RealVersion } from "./real.ts";
import { describe, isClean, type Report } from "./report.ts";
import { readScripts, BadInput } from "./scripts.ts";
import { compareSpring, describeSpring, isSpringClean } from "./spring/report.ts";
import { recordedVerdict } from "./verdicts.ts";

interface Options {
  readonly profile: ClientLine;
  readonly live?: true;
  readonly scripts: number;
  readonly seed: number;
  readonly version: RealVersion;
  readonly shrink?: true;
  readonly record?: string;
  readonly spring?: true;
}

/** Neither agreement nor difference: this machine can't ask the real client. */
const skipped = 3;
const cache = join(import.meta.dirname, "../../.cache/config");

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("a whole number would be right");
  return value;
}

function knownVersion(text: string): RealVersion {
  const known = realVersions.find(({ version }) => version === text);
  if (known === undefined) {
    throw new InvalidArgumentError(`known: ${realVersions.map(({ version }) => version).join(", ")}`);
  }
  return known;
}

function readCommand(args: readonly string[]): { readonly files: readonly string[]; readonly options: Options } {
  const command = new Command("conformance:config")
    .description("what our producer says of settings, beside what the real one says")
    .argument("[in]", "settings, one JSON object with `props` a line")
    .argument("[out]", "where the verdicts go, in the recorded format")
    .addOption(new Option("--profile <line>", "the client line").choices(clientLines).default("java-3.9"))
    .option("--live", "draws random settings and asks the real client too; needs Java 17 and Maven")
    .option("--spring", "draws files of Spring Boot applications and asks Spring Boot what its producer gets")
    .option("--scripts <count>", "how many settings to draw", wholeNumber, 1_000)
    .option("--seed <number>", "draws the settings", wholeNumber, 1)
    .option("--version <version>", "of the real client: 3.9.1, 4.4.0", knownVersion, realVersions[0])
    .option("--shrink", "makes the first difference as small as it gets")
    .option("--record <file>", "writes the settings with the real verdicts")
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  command.parse(args, { from: "user" });
  return { files: command.args, options: command.opts<Options>() };
}

function writeVerdicts([input, output]: readonly string[], { profile }: Options): void {
  if (input === undefined || output === undefined) {
    throw new BadInput("give IN.jsonl and OUT.jsonl, or --live to ask the real client");
  }
  const verdicts = readScripts(input).map((script) => ({
    props: script.props,
    ...recordedVerdict(script, profile),
  }));
  writeFileSync(output, verdicts.map((verdict) => `${JSON.stringify(verdict)}\n`).join(""));
}

function compareLive(options: Options): Report {
  const { version, seed } = options;
  const real = new RealProducer(version, cache);
  const scripts = drawScripts(seed, options.scripts);
  const verdicts = real.verdicts(scripts);
  const judged: Judged[] = scripts.map((script, at) => ({ script, real: verdicts[at] ?? { ok: false } }));
  const judge = judgeOf(version.line);
  const found = findings(judged, judge);
  const definitions = real.definitions();
  const [first] = found;
  if (options.record !== undefined) {
    const lines = judged.map(({ script, real: verdict }) => `${JSON.stringify({ ...script, ...verdict })}\n`);
    writeFileSync(options.record, lines.join(""));
  }
  return {
    version,
    seed,
    judged,
    coverage: coverage(scripts),
    findings: found,
    first:
      first === undefined || options.shrink === undefined
        ? first
        : shrink(first, judge, (candidates) => real.verdicts(candidates)),
    definitions: definitions.length,
    definitionDifferences: definitionDifferences(version.line, definitions),
    planted: findings(judged, planted(version.line)).length,
  };
}

function main(args: readonly string[]): number {
  try {
    const { files, options } = readCommand(args);
    if (options.spring === true) {
      const report = compareSpring(options.seed, options.scripts, cache);
      process.stdout.write(`${describeSpring(report)}\n`);
      return isSpringClean(report) ? 0 : 1;
    }
    if (options.live !== true) {
      writeVerdicts(files, options);
      return 0;
    }
    const report = compareLive(options);
    process.stdout.write(`${describe(report)}\n`);
    return isClean(report) ? 0 : 1;
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.helpDisplayed") return 0;
    const isUsage = error instanceof CommanderError || error instanceof BadInput;
    if (!isUsage && !(error instanceof MissingTool)) throw error;
    process.stderr.write(`${error.message}\n`);
    return isUsage ? 2 : skipped;
  }
}

process.exitCode = main(process.argv.slice(2));
