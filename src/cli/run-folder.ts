import { mkdirSync } from "node:fs";
import { BadInput } from "../input/bad-input.ts";

export { temporaryRunFolder } from "../testing/run-folder.ts";

/** The folder that a user named, made where it is not there. @throws BadInput where that cannot be done. */
export function namedRunFolder(folder: string): string {
  try {
    mkdirSync(folder, { recursive: true });
    return folder;
  } catch {
    throw new BadInput(`--out ${folder}: there is no such folder and it cannot be made; give another path`);
  }
}
