import { Command, CommanderError, InvalidArgumentError } from "commander";
import { MissingTool } from "../broker/real/maven.ts";
import { compareLive } from "./live.ts";
import { probeBombs } from "./bombs.ts";
import { probeHalfOpen, probeIdle, probeSlowReaders } from "./crowd.ts";
import { deliveries, singleMutants } from "./frames.ts";
import { described, InProcessDoor } from "./in-process.ts";
import { probeLengths } from "./lengths.ts";
import { mega } from "./memory.ts";
import { SocketDoor } from "./over-sockets.ts";
import { plantedBreaches } from "./planted.ts";
import type { Probe } from "./probe.ts";
import { realRequests, type RealRequest } from "./requests.ts";
import { FrameRun, type RunReport } from "./run.ts";

interface Given {
  readonly frames: number;
  readonly socketFrames?: number;
  readonly seed: number;
  readonly beside: number;
}

interface Options extends Given {
  readonly socketFrames: number;
}

/** Neither agreement nor difference: this machine can't start a real broker. */
const skipped = 3;

/** Passed or failed, by what was looked at. */
class Tally {
  passed = 0;
  failed = 0;

  add(what: string, ill: readonly string[], figures: string): void {
    if (ill.length === 0) this.passed += 1;
    else this.failed += 1;
    console.log(`${ill.length === 0 ? "ok  " : "FAIL"} ${what}: ${figures}`);
    for (const line of ill) console.log(`     ${line}`);
  }
}

function readOptions(args: readonly string[]): Given {
  return new Command("robustness")
    .description(
      "sends the served broker frames of all kinds and looks whether it crashes, hangs, grows or starves others",
    )
    .option("--frames <count>", "how many frames past the sockets", wholeNumber, 1_000_000)
    .option("--socket-frames <count>", "how many over sockets; a thirtieth of the others unless given", wholeNumber)
    .option("--seed <number>", "draws the frames", wholeNumber, 1)
    .option(
      "--beside <count>",
      "only so many frames, to a real broker as well (needs Java 17 and Maven)",
      wholeNumber,
      0,
    )
    .allowExcessArguments(false)
    .exitOverride()
    .configureOutput({ outputError: () => undefined })
    .parse(args, { from: "user" })
    .opts();
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < 1)
    throw new InvalidArgumentError("a whole number from 1 on would be right");
  return value;
}

const reportOf = ({ frames, millis, kinds, healthChecks, slowestMillis, held, most }: RunReport): string => {
  const seen = Object.entries(kinds).filter(([, count]) => count > 0);
  return [
    `${frames} frames in ${(millis / 1_000).toFixed(1)} s (${Math.round((frames / millis) * 1_000)} a second)`,
    seen.map(([kind, count]) => `${count} ${kind}`).join(", "),
    `${healthChecks} looks of a healthy client`,
    `slowest ${slowestMillis.toFixed(0)} ms`,
    `held ${held.map(mega).join(" ")}`,
    `at most ${most.topics} topics and ${most.batches} batches in a broker`,
  ].join("; ");
};

async function framesPastSockets(requests: readonly RealRequest[], { frames, seed }: Options): Promise<RunReport> {
  const cadence = { looks: 12, renewEvery: 5_000, healthEvery: 2_500 };
  const drawn = deliveries({ requests, frames, seed });
  return new FrameRun({ door: new InProcessDoor(), deliveries: drawn, frames, ...cadence }).run();
}

async function framesOverSockets(requests: readonly RealRequest[], options: Options): Promise<RunReport> {
  const frames = options.socketFrames;
  const door = await SocketDoor.start();
  const cadence = { looks: 4, renewEvery: Infinity, healthEvery: 500 };
  // Others than those that go past the sockets.
  const drawn = deliveries({ requests, frames, seed: options.seed + 1 });
  const report = await new FrameRun({ door, deliveries: drawn, frames, ...cadence }).run();
  await door.close();
  return report;
}

/** Frames that a real broker reacts to in another way, which are known and told in the README. */
const toleratedShare = 0.02;

const probes: readonly Probe[] = [probeLengths, probeHalfOpen, probeSlowReaders, probeIdle, probeBombs];

async function run(given: Given, tally: Tally): Promise<void> {
  const options: Options = { ...given, socketFrames: given.socketFrames ?? Math.ceil(given.frames / 30) };
  const requests = realRequests(new InProcessDoor().advertised);
  console.log(`${requests.length} real requests, ${singleMutants(requests)} mutants of one byte; seed ${options.seed}`);
  const past = await framesPastSockets(requests, options);
  tally.add("frames past the sockets", past.failures, reportOf(past));
  const over = await framesOverSockets(requests, options);
  tally.add("frames over sockets", over.failures, reportOf(over));
  for (const probe of probes) {
    const door = await SocketDoor.start();
    const { probe: name, figures, ill } = await probe(door);
    tally.add(name, [...ill, ...door.mistakes()], figures);
    await door.close();
  }
  for (const { breach, objection } of await plantedBreaches(requests, options.seed)) {
    tally.add(`planted: ${breach}`, objection === "" ? ["nobody noticed"] : [], objection.slice(0, 120));
  }
}

/** Differences are told; whether they matter is for who reads them. */
async function besideReal({ beside, seed }: Given, tally: Tally): Promise<void> {
  const { comparison, version } = await compareLive(beside, seed);
  const { frames, differences } = comparison;
  const different = differences.reduce((sum, { count }) => sum + count, 0);
  for (const { count, ours, theirs, example } of differences) {
    console.log(`     ${count} times "${ours}" here and "${theirs}" there: ${example.slice(0, 400)}`);
  }
  const tooMany = different > frames * toleratedShare ? [`more than ${toleratedShare * 100} % differ`] : [];
  tally.add(`beside Kafka ${version}`, tooMany, `${frames} frames, ${frames - different} with the same reaction`);
}

async function main(args: readonly string[]): Promise<number> {
  const tally = new Tally();
  const strays: string[] = [];
  for (const kind of ["uncaughtException", "unhandledRejection", "warning"] as const) {
    process.on(kind, (error: unknown) => void strays.push(`${kind}: ${described(error)}`));
  }
  try {
    const given = readOptions(args);
    await (given.beside > 0 ? besideReal(given, tally) : run(given, tally));
  } catch (error) {
    if (error instanceof CommanderError && error.code === "commander.helpDisplayed") return 0;
    if (!(error instanceof CommanderError) && !(error instanceof MissingTool)) throw error;
    process.stderr.write(`${error.message}\n`);
    return error instanceof CommanderError ? 2 : skipped;
  }
  tally.add("nothing escaped", strays, `${strays.length} uncaught errors, rejections and warnings`);
  console.log(`${tally.passed} passed, ${tally.failed} failed`);
  return tally.failed === 0 ? 0 : 1;
}

process.exitCode = await main(process.argv.slice(2));
