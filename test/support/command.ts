import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { execute } from "../../src/cli/command.ts";
import { colorsThat } from "../../src/cli/terminal.ts";

/** What a command has said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, with lines in place of a terminal. */
export function onceproof(...args: readonly string[]): Said {
  const [out, err]: [string[], string[]] = [[], []];
  let millis = 0;
  const code = execute(args, {
    out: (text) => void out.push(text),
    outPieces: (pieces) => void out.push([...pieces].join("")),
    err: (text) => void err.push(text),
    colors: colorsThat(false),
    columns: undefined,
    barStream: undefined,
    now: () => (millis += 1_000),
  });
  return { code, out: out.join("\n"), err: err.join("\n") };
}

/** The one object that a command printed. */
export const printed = <Value>({ out }: Said): Value => JSON.parse(out) as Value;

/** A folder that goes away with the test. */
export function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "onceproof-"));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

export function fileWith(text: string, name = "my.yaml"): string {
  const path = join(folder(), name);
  writeFileSync(path, text);
  return path;
}
