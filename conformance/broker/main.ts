import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { format, resolveConfig } from "prettier";
import { brokerProfileNamed, variantOf, type BrokerProfile } from "../../src/model/broker/profiles.ts";
import type { ApiRange } from "./client/admin.ts";
import type { Family } from "./families/family.ts";
import { drawScripts, families } from "./families/index.ts";
import { MissingTool, requireTools, resolveClassPath } from "./real/maven.ts";
import { realVersion, realVersions, type RealVersion } from "./real/versions.ts";
import { describe, isClean, renewTable, type Report } from "./report.ts";
import { compareWith, plantedBreach, type Comparison, type Planted, type Played } from "./run.ts";
import { BadInput, readLines, type Answers, type Script } from "./script.ts";
import { ModelTarget, RealTarget, ServeTarget, type Target } from "./targets.ts";

interface Options {
  readonly scripts: number;
  readonly version: RealVersion;
  readonly family?: readonly Family[];
  readonly seed: number;
  readonly target: "model" | "serve" | "both";
  readonly apiVersions?: string;
  readonly report?: string;
  readonly record?: string;
  readonly vectors?: true;
}

/** Neither agreement nor difference: this machine can't start a real broker. */
const skipped = 3;
const root = join(import.meta.dirname, "../..");
const cache = join(root, ".cache/kafka");
const vectorFolder = join(root, "test/data/broker");

function readOptions(args: readonly string[]): Options {
  const command = new Command("conformance:broker")
    .description("plays random produce scripts against a real broker and against the model, and compares all answers")
    .option("--scripts <count>", "how many scripts, over all families", wholeNumber, 2_000)
    .option(
      "--version <version>",
      `of the real broker: ${realVersions.map(({ version }) => version).join(", ")}`,
      knownVersion,
      realVersions[0],
    )
    .option(
      "--family <names>",
      `only these, with commas: ${families.map(({ name }) => name).join(", ")}`,
      knownFamilies,
    )
    .option("--seed <number>", "draws the scripts", wholeNumber, 1)
    .addOption(
      new Option("--target <target>", "who is compared with the real broker")
        .choices(["model", "serve", "both"])
        .default("both"),
    )
    .option("--vectors", "also plays the committed scripts of this version")
    .option("--report <file>", "writes the report: a table into a .md that has room for it, else JSON")
    .option("--api-versions <folder>", "writes what the real broker advertises as api-versions-VERSION.json")
    .option("--record <folder>", "writes scripts and real answers as scripts.jsonl and answers.jsonl")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  return command.parse(args, { from: "user" }).opts();
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("a whole number would be right");
  return value;
}

function knownVersion(text: string): RealVersion {
  const known = realVersion(text);
  if (known === undefined)
    throw new InvalidArgumentError(`known: ${realVersions.map(({ version }) => version).join(", ")}`);
  return known;
}

const knownFamilies = (text: string): readonly Family[] =>
  text.split(",").map((wanted) => {
    const known = families.find(({ name }) => name === wanted);
    if (known === undefined) throw new InvalidArgumentError(`known: ${families.map(({ name }) => name).join(", ")}`);
    return known;
  });

function profileOf({ profile, version }: RealVersion): BrokerProfile {
  const known = brokerProfileNamed(profile);
  if (known === undefined) throw new Error(`no profile ${profile} for ${version}`);
  return known;
}

/** One batch less than a producer may have in flight: what KAFKA-5494 was about, all but one. */
const windowOfFour = (profile: BrokerProfile): BrokerProfile =>
  variantOf(profile, { ...profile, name: "window-of-four", title: "a window of four batches" }, { windowOfBatches: 4 });

/** Scripts that came to be committed for this version, whatever family they are of. */
function committedScripts({ version }: RealVersion): readonly Script[] {
  const folder = join(vectorFolder, `live-${version}`);
  if (!existsSync(folder)) return [];
  const file = join(folder, "scripts.jsonl");
  return readLines<Script>(readFileSync(file, "utf8"), file);
}

async function run(options: Options): Promise<Report> {
  requireTools("a real broker");
  const began = Date.now();
  const { version, seed } = options;
  const chosen = options.family ?? families;
  const drawn = options.scripts === 0 ? [] : drawScripts(chosen, seed, options.scripts, version);
  const scripts = [...drawn, ...(options.vectors === true ? committedScripts(version) : [])];
  const real = new RealTarget(version, resolveClassPath(version.version, cache));
  try {
    const answers = await real.play(scripts);
    const played = scripts.map((script, at): Played => ({ script, expected: answered(answers, at, script) }));
    if (options.record !== undefined) record(options.record, played);
    if (options.apiVersions !== undefined) writeApiVersions(options.apiVersions, version, await real.apiVersions());
    const comparisons: Comparison[] = [];
    for (const target of await targetsOf(options, profileOf(version))) {
      comparisons.push(await compareWith(target, real, played));
      await target.stop();
    }
    const planted = await plantBreach(profileOf(version), played);
    const seconds = Math.round((Date.now() - began) / 1_000);
    const date = new Date(began).toISOString().slice(0, 10);
    return { version: version.version, date, seed, scripts: scripts.length, seconds, comparisons, planted };
  } finally {
    await real.stop();
  }
}

/** Only scripts that fill windows can tell; of a few of them perhaps none does. */
const enoughToTell = 20;

async function plantBreach(profile: BrokerProfile, played: readonly Played[]): Promise<Planted | undefined> {
  const telling = played.filter(({ script }) => script.family === "dedup");
  return telling.length < enoughToTell ? undefined : plantedBreach(profile, windowOfFour(profile), played);
}

async function targetsOf({ target }: Options, profile: BrokerProfile): Promise<readonly Target[]> {
  const model = target === "serve" ? [] : [new ModelTarget(profile)];
  return target === "model" ? model : [...model, await ServeTarget.start(profile)];
}

function writeApiVersions(folder: string, { version }: RealVersion, ranges: readonly ApiRange[]): void {
  mkdirSync(folder, { recursive: true });
  const lines = ranges.map(({ key, min, max }) => `  { "key": ${key}, "min": ${min}, "max": ${max} }`);
  writeFileSync(join(folder, `api-versions-${version}.json`), `[\n${lines.join(",\n")}\n]\n`);
}

function answered(answers: readonly Answers[], at: number, { id }: Script): Answers {
  const answer = answers[at];
  if (answer === undefined) throw new Error(`the real broker did not play ${id}`);
  return answer;
}

function record(folder: string, played: readonly Played[]): void {
  mkdirSync(folder, { recursive: true });
  const write = (name: string, lines: readonly unknown[]): void =>
    writeFileSync(join(folder, name), `${lines.map((line) => JSON.stringify(line)).join("\n")}\n`);
  write(
    "scripts.jsonl",
    played.map(({ script }) => script),
  );
  write(
    "answers.jsonl",
    played.map(({ expected }) => expected),
  );
}

async function writeReport(file: string, report: Report): Promise<void> {
  if (!file.endsWith(".md")) return writeFileSync(file, `${JSON.stringify(report, null, 2)}\n`);
  const text = renewTable(readFileSync(file, "utf8"), report);
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
}

async function main(args: readonly string[]): Promise<number> {
  try {
    const options = readOptions(args);
    if (options.report?.endsWith(".md") === true && !existsSync(options.report)) {
      throw new BadInput(`--report: there is no ${options.report} to renew a table in`);
    }
    const report = await run(options);
    process.stdout.write(`${describe(report)}\n`);
    if (options.report !== undefined) await writeReport(options.report, report);
    return isClean(report) ? 0 : 1;
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.helpDisplayed") return 0;
    const isUsage = error instanceof CommanderError || error instanceof BadInput;
    if (!isUsage && !(error instanceof MissingTool)) throw error;
    process.stderr.write(`${error.message}\n`);
    return isUsage ? 2 : skipped;
  }
}

// The first Ctrl-C ends this process; the brokers are ended by who outlives it (real/undertaker.ts).
for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => process.exit(130));

process.exitCode = await main(process.argv.slice(2));
