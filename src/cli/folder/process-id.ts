import { readFileSync } from "node:fs";
import { hostname } from "node:os";

/** A process, told from others that have its number on another machine or had it before. */
export interface ProcessId {
  readonly pid: number;
  /** When it was started, as its host counts; 0 where the host does not say. */
  readonly started: number;
  /** With nothing in it that a file's name could not have. */
  readonly host: string;
}

const thisHost = hostname().replaceAll(/[^\w.-]/g, "_");

export const thisProcess = (): ProcessId => ({ pid: process.pid, started: startOf(process.pid) ?? 0, host: thisHost });

export const isElsewhere = ({ host }: ProcessId): boolean => host !== thisHost;

/** Whether a process is still there; of one on another machine nobody here can know, so that it is taken to be. */
export const isRunning = (id: ProcessId): boolean => isElsewhere(id) || startOf(id.pid) === id.started;

/** The 22nd field of all (proc(5)), counted from the one behind the state. */
const startField = 18;

/** When the process of that number was started; `undefined`: there is none. */
function startOf(pid: number): number | undefined {
  if (process.platform !== "linux") return answers(pid) ? 0 : undefined;
  const text = statusOf(pid);
  // The name of the program, which may hold anything, ends with the last bracket.
  const [state, ...rest] = text.slice(text.lastIndexOf(")") + 2).split(" ");
  // One that has ended, and that nobody has asked about yet, still has its number.
  return text === "" || state === "Z" || state === "X" ? undefined : Number(rest[startField]);
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return "";
  }
}

function answers(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
