/** One `key=value` of a file in the syntax of `java.util.Properties`. */
export interface PropertiesEntry {
  readonly key: string;
  readonly value: string;
  /** The line on which the entry begins, counted from 1. */
  readonly line: number;
  /** Whether `=` or `:` stood between the two: prose has none. */
  readonly separated: boolean;
}

export interface PropertiesFile {
  readonly entries: readonly PropertiesEntry[];
  /** Lines that begin another document of a Spring file: `#---` or `!---`. For plain Java they are comments. */
  readonly documentLines: readonly number[];
  /** Lines with a `\u` that four hexadecimal digits do not follow. Java gives up on the whole file there. */
  readonly malformed: readonly number[];
}

const isBlank = (character: string): boolean => character === " " || character === "\t" || character === "\f";

/** Reads the syntax exactly as Java does, except that a malformed `\u` is reported and its entry left out. */
export function parseProperties(text: string): PropertiesFile {
  const lines = text.split(/\r\n|\r|\n/);
  const entries: PropertiesEntry[] = [];
  const malformed: number[] = [];
  let logical = "";
  let begun = 1;
  const finish = (): void => {
    const entry = splitEntry(logical, begun);
    if (entry === undefined) malformed.push(begun);
    else entries.push(entry);
    logical = "";
  };
  for (const [index, line] of lines.entries()) {
    const content = trimStart(line);
    // A comment sign counts only where nothing has been gathered yet, which a lone backslash leaves so.
    if (logical === "") {
      if (/^(?:$|[#!])/.test(content)) continue;
      begun = index + 1;
    }
    const open = endsOpen(content);
    logical += open ? content.slice(0, -1) : content;
    // An open line at the end of the file stands alone; Java overlooks an empty one only before a CRLF.
    const isLast = index + 1 >= lines.length || (index + 2 === lines.length && lines[index + 1] === "");
    const overlooked = logical === "" && index + 1 < lines.length && text.endsWith("\r\n");
    if (!open || (isLast && !overlooked)) finish();
  }
  if (logical !== "") finish();
  const documentLines = lines.flatMap((line, index) => (/^[#!]---\s*$/.test(line) ? [index + 1] : []));
  return { entries, documentLines, malformed };
}

function trimStart(text: string): string {
  let from = 0;
  while (from < text.length && isBlank(text.charAt(from))) from++;
  return text.slice(from);
}

/** Whether an odd number of backslashes ends the line: the last one then asks for the next line. */
function endsOpen(text: string): boolean {
  let from = text.length;
  while (from > 0 && text.charAt(from - 1) === "\\") from--;
  return (text.length - from) % 2 === 1;
}

/** The key ends at the first separator or blank that no backslash escapes. */
function splitEntry(text: string, line: number): PropertiesEntry | undefined {
  let end = 0;
  while (end < text.length && !isSeparator(text.charAt(end)) && !isBlank(text.charAt(end))) {
    end += text.charAt(end) === "\\" ? 2 : 1;
  }
  let from = Math.min(end, text.length);
  let separated = false;
  for (; from < text.length; from++) {
    const character = text.charAt(from);
    if (isBlank(character)) continue;
    if (separated || !isSeparator(character)) break;
    separated = true;
  }
  const key = unescape(text.slice(0, end));
  const value = unescape(text.slice(from));
  return key === undefined || value === undefined ? undefined : { key, value, line, separated };
}

const isSeparator = (character: string): boolean => character === "=" || character === ":";

const named: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f" };

/** Undefined when a `\u` is malformed. A backslash before any other character is dropped. */
function unescape(text: string): string | undefined {
  let out = "";
  for (let index = 0; index < text.length; index++) {
    const character = text.charAt(index);
    if (character !== "\\") {
      out += character;
      continue;
    }
    const escaped = text.charAt(++index);
    if (escaped !== "u") {
      out += named[escaped] ?? escaped;
      continue;
    }
    const digits = text.slice(index + 1, index + 5);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) return undefined;
    out += String.fromCharCode(Number.parseInt(digits, 16));
    index += 4;
  }
  return out;
}
