import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { Command, CommanderError, InvalidArgumentError } from "commander";
import { Admin } from "../../broker/client/admin.ts";
import { MissingTool as MissingBroker, requireTools, resolveClassPath } from "../../broker/real/maven.ts";
import { Undertaker } from "../../broker/real/undertaker.ts";
import { realVersion } from "../../broker/real/versions.ts";
import { exitOfUsage } from "../../usage.ts";
import { MissingTool, goProgram, type Program } from "../programs.ts";
import { cpuMicrosOf, startKfake, startReal, startServe, type Server } from "./targets.ts";

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
  readonly requests: number;
  readonly requestsPerSecond: number;
  readonly recordsPerSecond: number;
  readonly p50Micros: number;
  readonly p99Micros: number;
  readonly failures: number;
}

/** The same with what it took of the server's processor time, where that can be told. */
interface Costed extends Measured {
  readonly cpuMicrosPerRequest: number;
}

interface Options {
  readonly servers: readonly string[];
  readonly rounds: number;
  readonly millis: number;
  readonly nodeFlags: string;
}

const loads: readonly Load[] = [
  { name: "8 clients, one record of 300 bytes a request", clients: 8, batch: 1, size: 300 },
  { name: "4 clients, 100 records of 100 bytes a request", clients: 4, batch: 100, size: 100 },
];

/** By the names that `--servers` takes. */
const contestants = ["no-history", "serve", "kfake", "kafka"] as const;

const root = join(import.meta.dirname, "../../..");
const cache = join(root, ".cache");
const skippedAll = 3;
const graceMillis = 30_000;

function readOptions(args: readonly string[]): Options {
  return new Command("bench:serve")
    .description("produce requests a second and their times: serve, kfake and a real broker under one load")
    .option("--rounds <count>", "measured rounds, after one that warms up", wholeNumber, 5)
    .option("--millis <count>", "how long each is loaded in a round", wholeNumber, 3_000)
    .option("--servers <names>", `some of ${contestants.join(",")}`, someServers, contestants)
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

function someServers(text: string): readonly string[] {
  const names = text.split(",");
  const unknown = names.find((name) => !contestants.some((known) => known === name));
  if (unknown !== undefined) throw new InvalidArgumentError(`no "${unknown}" among ${contestants.join(", ")}`);
  return names;
}

let topics = 0;

async function measure(generator: Program, server: Server, load: Load, millis: number): Promise<Costed> {
  const { port } = server;
  topics += 1;
  const topic = `load-${topics}`;
  const admin = await Admin.open("127.0.0.1", port);
  await admin.createTopics([{ name: topic, partitions: load.clients, config: {} }]);
  const settings = { bootstrap: `127.0.0.1:${port}`, topic, clients: load.clients, batch: load.batch, size: load.size };
  const args = Object.entries({ ...settings, millis }).flatMap(([name, value]) => [`-${name}`, String(value)]);
  const cpuBefore = cpuMicrosOf(server) ?? Number.NaN;
  const done = spawnSync(generator.command, args, { encoding: "utf8", timeout: millis + graceMillis });
  const cpuMicros = (cpuMicrosOf(server) ?? Number.NaN) - cpuBefore;
  // What a round has stored would be a burden on the next one.
  await admin.deleteTopics([topic]);
  admin.close();
  if (done.status !== 0) throw new Error(`the load generator ended with ${done.status}: ${done.stderr.trim()}`);
  const measured = JSON.parse(done.stdout) as Measured;
  return { ...measured, cpuMicrosPerRequest: cpuMicros / measured.requests };
}

const medianOf = (values: readonly number[]): number => {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** All rounds of one load, the servers in turn, each round beginning with another one. */
async function compare(generator: Program, servers: readonly Server[], load: Load, options: Options): Promise<void> {
  const measured = new Map<string, Costed[]>(servers.map(({ name }) => [name, []]));
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
    const [rate, cpu] = [(serve?.rate ?? Number.NaN) / other.rate, (serve?.cpu ?? Number.NaN) / other.cpu];
    console.log(
      `  ${serve?.name ?? ""} / ${other.name}: ${rate.toFixed(2)} of the requests a second, ` +
        `${cpu.toFixed(2)} of the processor time of each`,
    );
  }
}

/** The medians of a server's rounds. */
interface Figures {
  readonly name: string;
  readonly rate: number;
  readonly cpu: number;
}

function print(name: string, results: readonly Costed[]): Figures {
  const rates = results.map(({ requestsPerSecond }) => requestsPerSecond);
  const median = (pick: (one: Costed) => number): number => Math.round(medianOf(results.map(pick)));
  const rate = medianOf(rates);
  const cpu = medianOf(results.map(({ cpuMicrosPerRequest }) => cpuMicrosPerRequest));
  const [low, high] = [Math.min(...rates), Math.max(...rates)].map(Math.round);
  const failures = results.reduce((sum, one) => sum + one.failures, 0);
  console.log(
    `  ${name.padEnd(20)} ${Math.round(rate)} requests/s (${low} to ${high}), ` +
      `${median((one) => one.recordsPerSecond)} records/s, p50 ${median((one) => one.p50Micros)} us, ` +
      `p99 ${median((one) => one.p99Micros)} us, ${cpu.toFixed(1)} us of processor time each${failures === 0 ? "" : `, ${failures} FAILED`}`,
  );
  return { name, rate, cpu };
}

async function startAll(undertaker: Undertaker, options: Options, kfake: Program, into: Server[]): Promise<void> {
  const nodeFlags = options.nodeFlags.split(",").filter((flag) => flag !== "");
  const isIn = (name: (typeof contestants)[number]): boolean => options.servers.includes(name);
  // With its own history of what clients were told, and, like all the others, without one.
  if (isIn("no-history")) into.push(await startServe(undertaker, nodeFlags, "--no-history"));
  if (isIn("serve")) into.push(await startServe(undertaker, nodeFlags));
  if (isIn("kfake")) into.push(await startKfake(kfake, undertaker));
  if (!isIn("kafka")) return;
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
  process.exitCode = exitOfUsage(error);
}
