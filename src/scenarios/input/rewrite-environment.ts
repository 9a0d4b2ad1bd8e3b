import { inPlaceOf } from "./rewrite-value.ts";
import type { Rewrite } from "./rewrite.ts";

/** `export NAME=`, the value in its quotes or without, and what follows it. */
const assignment = /^(\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*=\s*)("[^"]*"|'[^']*'|.*?)(\s+#.*|\s*)$/;

/** The text with the value of the variable on a line replaced; `undefined` where none is assigned there. */
export function rewriteVariable(text: string, { line, value }: Rewrite): string | undefined {
  const lines = text.split(/(\r\n|\r|\n)/);
  // Every second one is a line break.
  const at = 2 * (line - 1);
  const [, before, written = "", after = ""] = assignment.exec(lines[at] ?? "") ?? [];
  if (before === undefined) return undefined;
  const quotes = /^["']/.exec(written)?.[0] ?? "";
  const bare = quotes === "" ? written : written.slice(1, -1);
  return lines.with(at, `${before}${quotes}${inPlaceOf(bare, value)}${quotes}${after}`).join("");
}
