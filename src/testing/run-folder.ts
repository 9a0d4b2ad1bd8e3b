import { lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * The folder for runs that are written down without being asked for, so that a command that is printed works when it is
 * pasted: one for each user in the host's folder for temporary files. `undefined` where there can be none, or where somebody
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
