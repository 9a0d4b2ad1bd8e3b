import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BadInput } from "../input/bad-input.ts";

/**
 * The folder for runs that the command writes down by itself, so that a command that it prints works when it is pasted:
 * one for each user in the host's folder for temporary files. `undefined` where there can be none, or where somebody
 * else's is in its place.
 */
export function temporaryRunFolder(): string | undefined {
  const uid = process.getuid?.();
  const folder = join(tmpdir(), `onceproof${uid === undefined ? "" : `-${uid}`}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const there = lstatSync(folder);
    return there.isDirectory() && (uid === undefined || there.uid === uid) ? folder : undefined;
  } catch {
    return undefined;
  }
}

/** The folder that a user named, made where it is not there. @throws BadInput where that cannot be done. */
export function namedRunFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch {
    throw new BadInput(`--out ${folder}: there is no such folder and it cannot be made; give another path`);
  }
}
