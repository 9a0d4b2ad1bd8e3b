import { extname } from "node:path";
import { BadInput } from "../../input/bad-input.ts";
import { scenarioFile } from "../../lab/emit/scenario-file.ts";
import { emittedOf } from "../../lab/emit/subject.ts";
import { vitestFile } from "../../lab/emit/vitest-file.ts";
import type { ToldFailure } from "../../lab/shrinking/told.ts";
import { reproText } from "../hunt/repro-text.ts";
import { commandFor, asItIs } from "../options.ts";
import { jsonPieces } from "../pieces.ts";

/** What becomes of a small failure: a repro unless it is asked for as something else. */
export const emissions = ["vitest", "scenario"] as const;
export type Emission = (typeof emissions)[number];

const codeEndings = [".ts", ".mts", ".js", ".mjs"];

/** @throws BadInput where a file's name says that it is something else. */
export function checkEnding(out: string, emit: Emission | undefined): void {
  const ending = extname(out);
  if (emit === "vitest" && !codeEndings.includes(ending)) {
    throw new BadInput(`--out ${out}: --emit vitest writes a test in TypeScript; give a name that ends in .test.ts`);
  }
  if (emit !== "vitest" && codeEndings.includes(ending)) {
    const what = emit === "scenario" ? "a scenario" : "a repro";
    throw new BadInput(`--out ${out}: is to be ${what}; give a name that ends in .yml or .json, or --emit vitest`);
  }
}

/** The text of a file with the failure. `origin` is the command that wrote it. */
export function emittedText(
  told: ToldFailure,
  emit: Emission | undefined,
  out: string | undefined,
  origin: string,
): string {
  const says = [`Written by: ${origin}`, ...(out === undefined ? [] : [`See it: ${commandOn(out, emit)}`])];
  if (emit === "vitest") return vitestFile(told, says);
  const isJson = out !== undefined && extname(out) === ".json";
  if (emit === "scenario") return isJson ? json(emittedOf(told).value) : scenarioFile(told, says);
  return isJson ? json(told.repro) : reproText(told.repro, [told.finding.fingerprint, told.story, ...says]);
}

const json = (value: object): string => `${[...jsonPieces(value, 1)].join("")}\n`;

/** The words that show what a file holds. */
export function commandOn(file: string, emit: Emission | undefined): string {
  if (emit === "vitest") return `npx vitest run ${file}`;
  return commandFor(emit === "scenario" ? "run" : "replay", file, asItIs);
}
