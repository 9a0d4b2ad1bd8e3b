import { PassThrough } from "node:stream";
import { type Terminal, colorsThat } from "../../src/cli/terminal.ts";

/** A terminal on which somebody watches a bar, or nobody does; `columns`: how wide it is. */
export function barTerminal(watched: boolean, columns: number) {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns });
  const lines: string[] = [];
  const terminal: Terminal = {
    out: () => undefined,
    outPieces: () => undefined,
    columns: undefined,
    err: (text: string) => void lines.push(text),
    colors: colorsThat(false),
    barStream: watched ? stream : undefined,
    now: () => 0,
  };
  /** What was written to the bar's stream, and as lines. */
  const seen = (): { readonly bar: string; readonly lines: readonly string[] } => {
    return { bar: String((stream.read() as Buffer | null) ?? ""), lines };
  };
  return { terminal, seen };
}
