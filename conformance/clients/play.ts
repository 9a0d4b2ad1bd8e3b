import { spawn } from "node:child_process";
import { readHistory, type History } from "./history.ts";
import type { Program } from "./programs.ts";

/** What a client is to do in one run. */
export interface Task {
  readonly port: number;
  readonly topic: string;
  readonly partitions: number;
  /** How many, or a plan such as `1 1+2`: groups of sends, the sends of a group at once. */
  readonly sends: number | string;
  /** By the client's own names. */
  readonly settings: Readonly<Record<string, string>>;
}

export interface Played {
  readonly history: History;
  /** The end of what the program wrote to standard error: empty as a rule. */
  readonly complaints: string;
}

/** Sees to it that a process does not outlive this one. */
export interface Watch {
  watch(pid: number): void;
  forget(pid: number): void;
}

/** Runs a client's program until it ends, or ends it after `patienceMillis`; its history tells how far it came. */
export async function play(program: Program, task: Task, patienceMillis: number, watch: Watch): Promise<Played> {
  const child = spawn(program.command, [...program.args, ...argumentsOf(task)], { stdio: ["ignore", "pipe", "pipe"] });
  if (child.pid !== undefined) watch.watch(child.pid);
  const late = setTimeout(() => child.kill("SIGKILL"), patienceMillis);
  let complaints = "";
  child.stderr.on("data", (data: Buffer) => (complaints = `${complaints}${data.toString()}`.slice(-2_000)));
  const through = new Promise<void>((resolve, reject) => {
    child.once("close", () => resolve());
    child.once("error", reject);
  });
  try {
    const [history] = await Promise.all([readHistory(child.stdout), through]);
    return { history, complaints: complaints.trim() };
  } finally {
    clearTimeout(late);
    if (child.pid !== undefined) watch.forget(child.pid);
  }
}

function argumentsOf({ port, topic, partitions, sends, settings }: Task): readonly string[] {
  const plan = typeof sends === "number" ? ["--records", String(sends)] : ["--records", "0", "--sends", sends];
  const set = Object.entries(settings).flatMap(([name, value]) => ["--set", `${name}=${value}`]);
  const where = ["--bootstrap", `127.0.0.1:${port}`, "--topic", topic, "--partitions", String(partitions)];
  return [...where, ...plan, ...set];
}
