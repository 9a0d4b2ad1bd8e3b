import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ProcessId, isRunning, thisProcess } from "./process-id.ts";

/** That a folder is in use by another process. */
export interface Taken {
  readonly by: ProcessId;
  readonly file: string;
}

/** A folder that is this process's until it is released. */
export interface Lock {
  release(): void;
}

/** A lock says all in its name, so that it is there whole or not at all. */
const lockName = /^lock\.(\d+)\.(\d+)\.([\w.-]+)$/;

export const isLock = (name: string): boolean => lockName.test(name);

const nameOf = ({ pid, started, host }: ProcessId): string => `lock.${pid}.${started}.${host}`;

/**
 * Takes a folder. Each who wants it puts a lock of its own into it and only then looks for those of others: two at once
 * may both be refused, but never both have it. Locks of processes that are gone are removed.
 */
export function lock(folder: string): Lock | Taken {
  const own = nameOf(thisProcess());
  const file = join(folder, own);
  const before = takenIn(folder);
  if (before !== undefined) return before;
  writeFileSync(file, "A hunt holds this folder; the name of this file says which process it is.\n");
  const since = takenIn(folder, own);
  if (since === undefined) return { release: () => rmSync(file, { force: true }) };
  rmSync(file, { force: true });
  return since;
}

function takenIn(folder: string, own?: string): Taken | undefined {
  for (const name of readdirSync(folder).toSorted()) {
    const [, pid, started, host] = lockName.exec(name) ?? [];
    if (pid === undefined || host === undefined || name === own) continue;
    const [by, file] = [{ pid: Number(pid), started: Number(started), host }, join(folder, name)];
    if (isRunning(by)) return { by, file };
    rmSync(file, { force: true });
  }
  return undefined;
}
