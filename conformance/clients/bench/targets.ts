import { spawn, type ChildProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { RealBroker } from "../../broker/real/real-broker.ts";
import type { RealVersion } from "../../broker/real/versions.ts";
import type { Watch } from "../play.ts";
import type { Program } from "../programs.ts";

/** Whoever takes the load, as a process of its own on a port of loopback. */
export interface Server {
  readonly name: string;
  readonly port: number;
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

const startMillis = 30_000;
const root = join(import.meta.dirname, "../../..");

/** The built command, as users start it; `flags` are for the command itself, `nodeFlags` for the process. */
export function startServe(watch: Watch, nodeFlags: readonly string[], ...flags: string[]): Promise<Server> {
  const main = join(root, "dist/cli/main.js");
  const program = { command: process.execPath, args: [...nodeFlags, main, "serve", "--port", "0", ...flags] };
  return start(["serve", ...flags].join(" "), program, /:(\d+)\s*$/, watch);
}

export const startKfake = (program: Program, watch: Watch): Promise<Server> =>
  start("kfake", program, /^port (\d+)$/, watch);

/** With the heap and the compilers that a broker has by default: here it is not only to be right. */
export async function startReal(version: RealVersion, classPath: string): Promise<Server> {
  const javaFlags = ["-Xms1g", "-Xmx1g"];
  const broker = await RealBroker.start(version, classPath, { expirySweepMillis: 600_000, javaFlags });
  return { name: `Kafka ${version.version}`, port: broker.port, pid: broker.pid, stop: () => broker.stop() };
}

/** Linux counts the time of processes in hundredths of a second. */
const microsPerTick = 10_000;

/**
 * Processor time that a server has taken so far, all its threads together; `undefined` where there is no `/proc`. On a
 * machine that others use as well it says more than how fast the answers came.
 */
export function cpuMicrosOf({ pid }: Server): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name of the program, in brackets, may hold blanks: count from behind it.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [user, system] = [Number(fields[11]), Number(fields[12])];
    return (user + system) * microsPerTick;
  } catch {
    return undefined;
  }
}

async function start(name: string, program: Program, portIn: RegExp, watch: Watch): Promise<Server> {
  const child = spawn(program.command, [...program.args], { stdio: ["pipe", "pipe", "inherit"] });
  if (child.pid !== undefined) watch.watch(child.pid);
  try {
    const port = await portOf(name, child.stdout, portIn);
    return { name, port, pid: child.pid, stop: () => end(child, watch) };
  } catch (error) {
    await end(child, watch);
    throw error;
  }
}

function portOf(name: string, lines: Readable, portIn: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${name} did not say its port`)), startMillis);
    const reader = createInterface({ input: lines });
    reader.on("line", (line) => {
      const found = portIn.exec(line);
      if (found === null) return;
      clearTimeout(late);
      resolve(Number(found[1]));
    });
    reader.on("close", () => reject(new Error(`${name} ended before it said its port`)));
  });
}

function end(child: ChildProcess, watch: Watch): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const late = setTimeout(() => child.kill("SIGKILL"), 5_000);
    child.once("exit", () => {
      clearTimeout(late);
      if (child.pid !== undefined) watch.forget(child.pid);
      resolve();
    });
    child.stdin?.end();
    child.kill("SIGTERM");
  });
}
