import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { Admin } from "../../broker/client/admin.ts";
import { MissingTool as MissingBroker, requireTools, resolveClassPath } from "../../broker/real/maven.ts";
import { Undertaker } from "../../broker/real/undertaker.ts";
import { realVersion } from "../../broker/real/versions.ts";
import { MissingTool, goProgram, type Program } from "../programs.ts";
import { startKfake, startReal, startServe, type Server } from "./targets.ts";

/** What the load generator is told; all clients write at once, each to a partition of its own. */
interface Load {
  readonly name: string;
  readonly clients: number;
  /** Records in a request. */
  readonly batch: number;
  /** Bytes of a record's value. */
  readonly size: number;
}

/** What it says of one run; times in microseconds. */
interface Measured {
  readonly requestsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly failures: number;
}

interface Options {
  readonly rounds: number;
  readonly millis: number;
  readonly nodeFlags: string;
}

const loads: readonly Load[] = [
  { name: "8 clients, one record of 300 bytes a request", clients: 8, batch: 1, size: 300 },
  { name: "4 clients, 100 records of 100 bytes a request", clients: 4, batch: 100, size: 100 },
];

const root = join(import.meta.dirname, "../../..");
const cache = join(root, ".cache");
const skippedAll = 3;
const graceMillis = 30_000;

function readOptions(args: readonly string[]): Options {
  return new Command("bench:serve")
    .description("produce requests a second and their times: serve, kfake and a real broker under one load")
    .option("--rounds <count>", "measured rounds, after one that warms up", wholeNumber, 5)
    .option("--millis <count>", "how long each is loaded in a round", wholeNumber, 3_000)
    .option("--node-flags <flags>", "for the process of serve, with commas, such as --cpu-prof", "")
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .parse(args, { from: "user" })
    .opts();
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1) throw new InvalidArgumentError("a whole number from 1 would be right");
  return value;
}

let topics = 0;

async function measure(generator: Program, { port }: Server, load: Load, millis: number): Promise<Measured> {
  topics += 1;
  const topic = `load-${topics}`;
  const admin = await Admin.open("127.0.0.1", port);
  await admin.createTopics([{ name: topic, partitions: load.clients, config: {} }]);
  const settings = { bootstrap: `127.0.0.1:${port}`, topic, clients: load.clients, batch: load.batch, size: load.size };
  const args = Object.entries({ ...settings, millis }).flatMap(([name, value]) => [`-${name}`, String(value)]);
  const done = spawnSync(generator.command, args, { encoding: "utf8", timeout: millis + graceMillis });
  // What a round has stored would be a burden on the next one.
  await admin.deleteTopics([topic]);
  admin.close();
  if (done.status !== 0) throw new Error(`the load generator ended with ${done.status}: ${done.stderr.trim()}`);
  return JSON.parse(done.stdout) as Measured;
}

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** All rounds of one load, the servers in turn, each round beginning with another one. */
async function compare(generator: Program, servers: readonly Server[], load: Load, options: Options): Promise<void> {
  const measured = new Map<string, Measured[]>(servers.map(({ name }) => [name, []]));
  for (let round = 0; round <= options.rounds; round += 1) {
    for (let turn = 0; turn < servers.length; turn += 1) {
      const server = servers[(round + turn) % servers.length];
      if (server === undefined) continue;
      const result = await measure(generator, server, load, options.millis);
      if (round > 0) measured.get(server.name)?.push(result);
    }
  }
  console.log(`\n${load.name}: medians of ${options.rounds} rounds of ${options.millis} ms`);
  const rates = [...measured].map(([name, results]) => print(name, results));
  const [serve, ...others] = rates;
  for (const other of others) {
    const ratio = (serve?.rate ?? Number.NaN) / other.rate;
    console.log(`  requests a second of ${serve?.name ?? ""} / ${other.name}: ${ratio.toFixed(2)}`);
  }
}

function print(name: string, results: readonly Measured[]): { readonly name: string; readonly rate: number } {
  const rates = results.map(({ requestsPerSecond }) => requestsPerSecond);
  const median = (pick: (one: Measured) => number): number => Math.round(medianOf(results.map(pick)));
  const rate = medianOf(rates);
  const [low, high] = [Math.min(...rates), Math.max(...rates)].map(Math.round);
  const failures = results.reduce((sum, one) => sum + one.failures, 0);
  console.log(
    `  ${name.padEnd(20)} ${Math.round(rate)} requests/s (${low} to ${high}), ` +
      `${median((one) => one.recordsPerSecond)} records/s, p50 ${median((one) => one.p50Micros)} us, ` +
      `p99 ${median((one) => one.p99Micros)} us${failures === 0 ? "" : `, ${failures} FAILED`}`,
  );
  return { name, rate };
}

async function startAll(undertaker: Undertaker, options: Options, kfake: Program, into: Server[]): Promise<void> {
  const nodeFlags = options.nodeFlags.split(",").filter((flag) => flag !== "");
  // With its own history of what clients were told, and, like all the others, without one.
  into.push(await startServe(undertaker, nodeFlags, "--no-history"), await startServe(undertaker, nodeFlags));
  into.push(await startKfake(kfake, undertaker));
  const version = realVersion("4.4.0");
  try {
    requireTools("a real broker");
    if (version !== undefined) {
      into.push(await startReal(version, resolveClassPath(version.version, join(cache, "kafka"))));
    }
  } catch (error) {
    if (!(error instanceof MissingBroker)) throw error;
    console.log(`skipped: Kafka 4.4.0: ${error.message}`);
  }
}

async function main(args: readonly string[]): Promise<number> {
  const options = readOptions(args);
  const undertaker = new Undertaker();
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(130));
  const servers: Server[] = [];
  try {
    const [generator, kfake] = ["load", "kfake"].map((name) => goProgram(name, join(cache, "clients")));
    if (generator === undefined || kfake === undefined) return skippedAll;
    await startAll(undertaker, options, kfake, servers);
    for (const load of loads) await compare(generator, servers, load, options);
    return 0;
  } catch (error) {
    if (!(error instanceof MissingTool)) throw error;
    console.log(`skipped: ${error.message}`);
    return skippedAll;
  } finally {
    for (const server of servers) await server.stop();
    await undertaker.finish();
  }
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  if (error.exitCode !== 0) console.error(error.message);
  process.exitCode = error.exitCode === 0 ? 0 : 2;
}
