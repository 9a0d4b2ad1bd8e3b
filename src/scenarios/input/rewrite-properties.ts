import { inPlaceOf } from "./rewrite-value.ts";
import type { Rewrite } from "./rewrite.ts";

/** A logical line of a properties file: one line, or several of which each but the last ends in a backslash. */
interface LogicalLine {
  readonly start: number;
  /** Before the line break. */
  readonly end: number;
}

/** The text with the value of the entry that begins on a line replaced; `undefined` where none does. */
export function rewriteProperty(text: string, { line, key, value }: Rewrite): string | undefined {
  const logical = logicalLineAt(text, line);
  if (logical === undefined) return undefined;
  const content = text.slice(logical.start, logical.end);
  const match = /^([ \t\f]*(?:[^\\=: \t\f\r\n]|\\[^\r\n])+[ \t\f]*(?:[=:][ \t\f]*)?)(.*)$/s.exec(content);
  const [, before = "", written = ""] = match ?? [];
  // A key that is broken over lines is written anew, as one.
  if (match === null) return text.slice(0, logical.start) + `${key}=${value}` + text.slice(logical.end);
  const separator = /[=: \t\f]$/.test(before) ? "" : "=";
  return text.slice(0, logical.start) + before + separator + inPlaceOf(written, value) + text.slice(logical.end);
}

function logicalLineAt(text: string, line: number): LogicalLine | undefined {
  const breaks = [...text.matchAll(/\r\n|\r|\n/g)];
  const startOf = (number: number): number => {
    const before = breaks[number - 2];
    return number === 1 ? 0 : before === undefined ? text.length : before.index + before[0].length;
  };
  if (line < 1 || line > breaks.length + 1) return undefined;
  let last = line;
  while (last <= breaks.length && endsOpen(text.slice(startOf(last), breaks[last - 1]?.index))) last++;
  return { start: startOf(line), end: breaks[last - 1]?.index ?? text.length };
}

/** Whether an odd number of backslashes ends it. */
const endsOpen = (line: string): boolean => (/\\*$/.exec(line)?.[0].length ?? 0) % 2 === 1;
