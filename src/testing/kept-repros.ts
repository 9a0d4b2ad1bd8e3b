import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Repro } from "../scenarios/spec.ts";
import { temporaryRunFolder } from "./run-folder.ts";

/**
 * Writes a repro down where it can be played again, and gives the file: one for each run, however often a test fails.
 * `undefined`: it could not be written.
 */
export function keepRepro(repro: Repro): string | undefined {
  const folder = temporaryRunFolder();
  if (folder === undefined) return undefined;
  const file = join(folder, `${repro.scenario.name}-${repro.digest}.json`);
  try {
    writeFileSync(file, `${JSON.stringify(repro, null, 2)}\n`);
    return file;
  } catch {
    return undefined;
  }
}
