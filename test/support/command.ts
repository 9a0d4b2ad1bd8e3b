import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { execute } from "../../src/cli/command.ts";
import { type Terminal, colorsThat } from "../../src/cli/terminal.ts";

/** What a command has said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command in this process, with lines in place of a terminal. */
export function onceproof(...args: readonly string[]): Said {
  const { terminal, said } = listening();
  const code = execute(args, terminal);
  if (typeof code !== "number") throw new Error(`${args[0]} takes its time: await onceproofInTime`);
  return said(code);
}

/** The same of a command that takes its time, such as a hunt. */
export async function onceproofInTime(...args: readonly string[]): Promise<Said> {
  const { terminal, said } = listening();
  return said(await execute(args, terminal));
}

function listening(): { readonly terminal: Terminal; readonly said: (code: number) => Said } {
  const [out, err]: [string[], string[]] = [[], []];
  let millis = 0;
  const terminal: Terminal = {
    out: (text) => void out.push(text),
    outPieces: (pieces) => void out.push([...pieces].join("")),
    err: (text) => void err.push(text),
    colors: colorsThat(false),
    columns: undefined,
    barStream: undefined,
    now: () => (millis += 1_000),
  };
  return { terminal, said: (code) => ({ code, out: out.join("\n"), err: err.join("\n") }) };
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
