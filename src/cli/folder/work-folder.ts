import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, writeFileSync } from "node:fs";
import { BadInput } from "../../input/bad-input.ts";
import { unwritable } from "../files.ts";
import { type Lock, isLock, lock } from "./lock.ts";
import { isElsewhere } from "./process-id.ts";

/** The file of a work folder from which all else in it can be made again. */
export const ledgerName = "ledger.jsonl";

/** What a work folder is for, in words that complaints are made of. */
export interface Purpose {
  readonly kept: "a hunt" | "a sweep";
  /** What a process does that has it. */
  readonly doing: string;
}

/**
 * Makes a folder for long work where there is none, and takes it: nobody else has it until it is released.
 *
 * @throws BadInput where it holds something else, where another process has it, where there is a ledger and nobody asked to
 *   resume, or where it cannot be written. A folder that holds something else is left as it is.
 */
export function takeWorkFolder(path: string, purpose: Purpose, resume: boolean): Lock {
  prepare(path, purpose, resume);
  const taken = locked(path, purpose);
  try {
    // Again, for another process may have begun before this one took the folder.
    prepare(path, purpose, resume);
    return taken;
  } catch (error) {
    taken.release();
    throw error;
  }
}

/** Makes the folder where it is not there, and looks at what it holds. */
function prepare(path: string, { kept }: Purpose, resume: boolean): void {
  try {
    mkdirSync(path, { recursive: true });
  } catch (error) {
    throw new BadInput(`--out ${unwritable(path, error).message.replace(/file that can be$/, "folder")}`);
  }
  const names = readdirSync(path).filter((name) => !isLock(name));
  if (names.length === 0) return;
  if (!names.includes(ledgerName)) {
    throw new BadInput(
      `--out ${path}: holds something else (${names.toSorted()[0]}); give an empty folder or a new one`,
    );
  }
  if (!resume)
    throw new BadInput(`--out ${path}: holds ${kept} already; go on with it by --resume, or give another folder`);
}

function locked(path: string, { doing }: Purpose): Lock {
  let taken;
  try {
    taken = lock(path);
  } catch (error) {
    throw unwritable(path, error);
  }
  if (!("file" in taken)) return taken;
  const { by, file } = taken;
  const who = `process ${by.pid}${isElsewhere(by) ? ` of ${by.host}` : ""}`;
  const way = isElsewhere(by) ? `wait for it, or remove ${file} if it is gone` : "wait for it, or give another folder";
  throw new BadInput(`--out ${path}: ${who} ${doing}; ${way}`);
}

/** Writes to the end of an open file. When it comes back it is on the disk, whatever happens to this process. */
export function writeDown(file: string, descriptor: number, text: string | Uint8Array): void {
  try {
    writeFileSync(descriptor, text);
    fsyncSync(descriptor);
  } catch (error) {
    throw unwritable(file, error);
  }
}

/** That a file is there is a fact of its folder. */
export function syncFolder(path: string): void {
  if (process.platform === "win32") return; // folders cannot be opened there
  const descriptor = openSync(path, "r");
  fsyncSync(descriptor);
  closeSync(descriptor);
}
