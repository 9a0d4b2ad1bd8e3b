import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError, Option } from "commander";
import { kafka44 } from "../../src/model/broker/profiles.ts";
import { MissingTool as MissingBroker } from "../broker/real/maven.ts";
import { Undertaker } from "../broker/real/undertaker.ts";
import { cases, type Case } from "./cases.ts";
import { plantedForgetting, plantedLoss, type Planted } from "./planted.ts";
import { MissingTool, clients, type Program } from "./programs.ts";
import { describe, describePlanted, isClean, renewed, type CaseReport, type Report } from "./report.ts";
import { exitOfUsage } from "../usage.ts";
import { runCase, type Outcome } from "./run.ts";
import { ServeTarget, type Target, realTarget } from "./targets.ts";

interface Options {
  readonly client?: readonly string[];
  readonly case?: string;
  readonly target: "serve" | "real" | "both";
  readonly report?: string;
  readonly histories?: string;
}

const root = join(import.meta.dirname, "../..");
const cache = join(root, ".cache");
const skippedAll = 3;
const brokerVersion = "4.4.0";

function readOptions(args: readonly string[]): Options {
  const names = clients.map(({ name }) => name);
  const command = new Command("conformance:clients")
    .description("runs real clients against the broker, without faults and under them, and judges what they said")
    .option("--client <names>", `only these, with commas: ${names.join(", ")}`, knownClients)
    .option("--case <text>", "only cases whose name has this in it")
    .addOption(
      new Option("--target <target>", "a server of ours, a real broker, or one after the other")
        .choices(["serve", "real", "both"])
        .default("both"),
    )
    .option("--report <file>", "renews the tables of a document that has room for them")
    .option("--histories <folder>", "writes the history of every run as JSON")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  return command.parse(args, { from: "user" }).opts();
}

const knownClients = (text: string): readonly string[] =>
  text.split(",").map((wanted) => {
    if (clients.some(({ name }) => name === wanted)) return wanted;
    throw new InvalidArgumentError(`known: ${clients.map(({ name }) => name).join(", ")}`);
  });

const isChosen = ({ client, name }: Case, options: Options): boolean =>
  (options.client?.includes(client) ?? true) && name.includes(options.case ?? "");

/** What runs here of the clients that cases need; a line on each that does not. */
function install(names: ReadonlySet<string>): { programs: ReadonlyMap<string, Program>; skipped: readonly string[] } {
  const programs = new Map<string, Program>();
  const skipped: string[] = [];
  for (const client of clients.filter(({ name }) => names.has(name))) {
    try {
      programs.set(client.name, client.install(join(cache, "clients")));
    } catch (error) {
      if (!(error instanceof MissingTool)) throw error;
      skipped.push(`${client.name}: ${error.message}`);
    }
  }
  return { programs, skipped };
}

function targetsFor(wanted: Options["target"]): { targets: readonly Target[]; skipped: readonly string[] } {
  const targets: Target[] = wanted === "real" ? [] : [new ServeTarget(() => ({ profile: kafka44 }))];
  if (wanted === "serve") return { targets, skipped: [] };
  try {
    return { targets: [...targets, realTarget(brokerVersion, join(cache, "kafka"))], skipped: [] };
  } catch (error) {
    if (!(error instanceof MissingBroker)) throw error;
    return { targets, skipped: [`Kafka ${brokerVersion}: ${error.message}`] };
  }
}

async function run(options: Options, undertaker: Undertaker): Promise<Report> {
  const begin = performance.now();
  const date = new Date().toISOString().slice(0, 10);
  const chosen = cases.filter((one) => isChosen(one, options));
  const { programs, skipped: absent } = install(new Set(chosen.map(({ client }) => client)));
  const { targets, skipped } = targetsFor(options.target);
  for (const why of [...absent, ...skipped]) console.log(`skipped: ${why}`);
  const reports: CaseReport[] = [];
  try {
    for (const one of chosen) {
      const program = programs.get(one.client);
      if (program === undefined) continue;
      const outcomes: Outcome[] = [];
      for (const target of targets) {
        const outcome = await runCase(one, program, target, undertaker);
        console.log(describe(one, outcome));
        if (options.histories !== undefined) keep(options.histories, one, outcome);
        outcomes.push(outcome);
      }
      reports.push({ one, outcomes });
    }
    const planted = await plant(reports, programs, undertaker);
    for (const breach of planted) console.log(describePlanted(breach));
    const seconds = (performance.now() - begin) / 1_000;
    return { date, seconds, cases: reports, skipped: [...absent, ...skipped], planted };
  } finally {
    for (const target of targets) await target.stop();
  }
}

/** Breaches for what was run: one in a faultless history, one in a broker under the last client that withstood faults. */
async function plant(
  reports: readonly CaseReport[],
  programs: ReadonlyMap<string, Program>,
  undertaker: Undertaker,
): Promise<readonly Planted[]> {
  const planted: Planted[] = [];
  const clean = reports.flatMap(({ outcomes }) => outcomes).find(({ deviations }) => deviations.length === 0);
  if (clean !== undefined) planted.push(plantedLoss(clean.history));
  const faulty = reports.findLast(({ one }) => one.expected.length === 0 && one.faults !== "none");
  const program = faulty === undefined ? undefined : programs.get(faulty.one.client);
  if (faulty !== undefined && program !== undefined) {
    planted.push(await plantedForgetting(faulty.one, program, undertaker));
  }
  return planted;
}

function keep(folder: string, one: Case, { target, history }: Outcome): void {
  mkdirSync(folder, { recursive: true });
  const name = `${one.client} ${one.name} ${target}`.replaceAll(/[^\w.]+/g, "-");
  const written = { ...history, acked: [...history.acked], failed: [...history.failed], partitionOf: undefined };
  writeFileSync(join(folder, `${name}.json`), `${JSON.stringify(written)}\n`);
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const undertaker = new Undertaker();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
  try {
    const report = await run(options, undertaker);
    if (report.cases.every(({ outcomes }) => outcomes.length === 0)) return skippedAll;
    if (options.report !== undefined) {
      const file = join(process.cwd(), options.report);
      writeFileSync(file, renewed(readFileSync(file, "utf8"), report));
    }
    const runs = report.cases.flatMap(({ outcomes }) => outcomes);
    const expected = runs.filter(({ surprises }) => surprises.length === 0).length;
    console.log(`${expected} of ${runs.length} runs as expected, ${Math.round(report.seconds)} s`);
    return isClean(report) ? 0 : 1;
  } finally {
    await undertaker.finish();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = exitOfUsage(error);
  } else {
    throw error;
  }
}
