import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { settingsText } from "../../src/lab/sweep/points.ts";
import { MissingTool as MissingBroker, requireTools, resolveClassPath } from "../broker/real/maven.ts";
import { realVersion } from "../broker/real/versions.ts";
import { MissingTool as MissingProgram, javaProgram } from "../clients/programs.ts";
import { type Measured, readMeasured, roundTripsText, writeMeasured } from "./data.ts";
import { explanations, knownToDiffer, surprises } from "./expected.ts";
import { experimentOf, measuredByPoint, planWith, rowsOf } from "./experiment.ts";
import { type Tools, measure } from "./measure.ts";
import { plant } from "./planted.ts";
import { describePlanted } from "../clients/report.ts";
import { hasRoom } from "../room.ts";
import { exitOfUsage } from "../usage.ts";
import { agreements, described, renewed, room } from "./report.ts";

interface Options {
  readonly repetitions: number;
  readonly measured: boolean;
  readonly keep: boolean;
  readonly report?: string;
}

const root = join(import.meta.dirname, "../..");
const cache = join(root, ".cache");
const version = "4.4.0";
const skipped = 3;
const limitMinutes = 12;

function readOptions(args: readonly string[]): Options {
  const command = new Command("conformance:tradeoffs")
    .description(
      "puts the real Java producer and the simulated one through the same outages, and compares what it cost",
    )
    .option("--repetitions <count>", "how often the real producer runs each setting", wholeNumber, 6)
    .option("--measured", "runs nothing real: compares with the measurements that are kept", false)
    .option("--keep", "writes what was measured into conformance/tradeoffs/data", false)
    .option("--report <file>", "renews the table of a document that has room for it", documentWithRoom)
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined });
  return command.parse(args, { from: "user" }).opts();
}

function wholeNumber(text: string): number {
  if (/^[1-9]\d{0,2}$/.test(text) && Number(text) > 1) return Number(text);
  throw new InvalidArgumentError("a whole number from 2 to 999");
}

/** Said at once, and not after minutes of measuring. */
function documentWithRoom(file: string): string {
  if (!existsSync(file)) throw new InvalidArgumentError("there is no such file");
  if (!hasRoom(readFileSync(file, "utf8"), room))
    throw new InvalidArgumentError("the file has no markers for the table");
  return file;
}

/** @throws MissingBroker, MissingProgram where Java or Maven is missing. */
function toolsHere(): Tools {
  requireTools("the real producer");
  const broker = realVersion(version);
  if (broker === undefined) throw new Error(`no broker ${version} is known`);
  const program = javaProgram(version, join(cache, "clients"), join(import.meta.dirname, "Load.java"));
  return { broker, classPath: resolveClassPath(version, join(cache, "kafka")), program };
}

/** What the real producer comes to now, and the network that it met. */
async function measureNow({ repetitions, keep }: Options): Promise<{ measured: Measured; roundTrips: string }> {
  const tools = toolsHere();
  const plan = planWith("30ms\n");
  const { roundTrips, came } = await measure(experimentOf(plan), tools, repetitions, (line) => console.log(line));
  const date = new Date().toISOString().slice(0, 10);
  const java = /version "([^"]+)"/.exec(spawnSync("java", ["-version"], { encoding: "utf8" }).stderr)?.[1];
  const where = `Kafka ${version}, client and broker, Java ${java ?? "unknown"}, ${cpus().length} processors`;
  const settings = plan.points.map(({ point, settings: own }) => ({ settings: own, runs: came.get(point) ?? [] }));
  const measured = { date, where, settings };
  const text = roundTripsText(roundTrips, `${date}, ${where}.`);
  if (keep) writeMeasured(measured, text);
  return { measured, roundTrips: text };
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const { measured, roundTrips } = options.measured
    ? { measured: readMeasured(), roundTrips: undefined }
    : await measureNow(options);
  const plan = planWith(roundTrips);
  const byPoint = measuredByPoint(plan, measured);
  const rows = rowsOf(plan, byPoint);
  console.log(described(rows));
  const planted = plant(plan, byPoint);
  for (const breach of planted) console.log(describePlanted(breach));
  const where = `${measured.date}, ${measured.where}`;
  if (options.report !== undefined) {
    writeFileSync(options.report, renewed(readFileSync(options.report, "utf8"), rows, where));
  }
  const { agree, all } = agreements(rows);
  const unknown = surprises(rows);
  for (const { point, because } of knownToDiffer) console.log(`known to differ, ${point}: ${because}`);
  const explained = explanations(plan, byPoint);
  for (const { point, inItsPlace, differ } of explained) {
    const said = differ.length === 0 ? "all agrees" : `still DIFFERS in ${differ.join(", ")}`;
    console.log(`${point}, simulated with ${settingsText(inItsPlace)} in place of what lacks: ${said}`);
  }
  for (const surprise of unknown) console.log(`DIFFERS, and nobody knows why: ${surprise}`);
  console.log(`${agree} of ${all} measures agree, ${all - agree - unknown.length} differ as is known (${where})`);
  const isExplained = explained.every(({ differ }) => differ.length === 0);
  return unknown.length === 0 && isExplained && planted.every(({ caught }) => caught) ? 0 : 1;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
const late = setTimeout(() => {
  console.error(
    `not done within ${limitMinutes} minutes: a broker or a producer hangs; everything that was started is ended`,
  );
  process.exit(1);
}, limitMinutes * 60_000);

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    process.exitCode = exitOfUsage(error);
  } else if (error instanceof MissingBroker || error instanceof MissingProgram) {
    console.error(error.message);
    process.exitCode = skipped;
  } else {
    throw error;
  }
} finally {
  clearTimeout(late);
}
