import { readFileSync } from "node:fs";
import type { Script } from "./verdicts.ts";

/** What a user of the command gave cannot be taken; the message is one line. */
export class BadInput extends Error {
  override readonly name = "BadInput";
}

/** Reads settings to be judged; whatever a line holds beside them is left alone. @throws BadInput with file and line */
export function readScripts(file: string): readonly Script[] {
  return textOf(file)
    .split("\n")
    .flatMap((line, at) => (line.trim() === "" ? [] : [scriptOf(line, `${file}:${at + 1}`)]));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new BadInput(`${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function scriptOf(line: string, place: string): Script {
  const parsed = parsedLine(line, place);
  const props: unknown = isMap(parsed) ? parsed["props"] : undefined;
  if (!isMap(parsed) || !isMap(props)) throw new BadInput(`${place}: needs "props", an object of settings`);
  for (const [key, value] of Object.entries(props)) {
    if (value !== null && typeof value !== "string") {
      throw new BadInput(`${place}: props["${key}"] is ${JSON.stringify(value)}, and must be a text or null`);
    }
  }
  const checked = props as Script["props"];
  return parsed["bare"] === true ? { props: checked, bare: true } : { props: checked };
}

function parsedLine(line: string, place: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    throw new BadInput(`${place}: is no JSON; write {"props": {"acks": "all"}}`);
  }
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
