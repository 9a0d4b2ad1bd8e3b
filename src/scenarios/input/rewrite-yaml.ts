import { LineCounter, Scalar, isMap, isScalar, isSeq, parseAllDocuments, type Node, type Pair } from "yaml";
import { inPlaceOf } from "./rewrite-value.ts";
import type { Rewrite } from "./rewrite.ts";
import { relaxedPath } from "./spring-document.ts";
import { withLineFeeds } from "./spring-yaml.ts";

/** The text with the value at a line and a path replaced; `undefined` where none stands there. */
export function rewriteYaml(text: string, rewrite: Rewrite): string | undefined {
  const lineCounter = new LineCounter();
  const documents = parseAllDocuments(withLineFeeds(text), {
    lineCounter,
    schema: "failsafe",
    logLevel: "silent",
    prettyErrors: false,
  });
  if (!Array.isArray(documents)) return undefined;
  for (const document of documents) {
    const pair = pairAt(document.contents, "", rewrite, lineCounter);
    if (pair !== undefined) return withValue(text, pair, rewrite.value);
  }
  return undefined;
}

/** The pair whose value, or whose key where the value stands elsewhere, is on the line. */
function pairAt(node: unknown, prefix: string, rewrite: Rewrite, lines: LineCounter): Pair | undefined {
  if (isSeq(node)) {
    for (const item of node.items) {
      const found = pairAt(item, prefix, rewrite, lines);
      if (found !== undefined) return found;
    }
  }
  if (!isMap(node)) return undefined;
  for (const pair of node.items) {
    const name = isScalar(pair.key) ? String(pair.key.value ?? "") : "";
    const path = prefix === "" ? name : name.startsWith("[") ? `${prefix}${name}` : `${prefix}.${name}`;
    const found = pairAt(pair.value, path, rewrite, lines);
    if (found !== undefined) return found;
    const isThere = [pair.value, pair.key].some((one) => lineOf(one, lines) === rewrite.line);
    // A merged map, or an anchor elsewhere in the file, has another path than the one that it gives its values.
    if (isThere && !isMap(pair.value) && isSamePath(path, rewrite.key)) return pair;
  }
  return undefined;
}

const isSamePath = (path: string, key: string): boolean =>
  relaxedPath(path) === relaxedPath(key) || relaxedPath(key).endsWith(`.${relaxedPath(path).split(".").at(-1) ?? ""}`);

const rangeOf = (node: unknown): readonly [start: number, end: number] | undefined => {
  const range = (node as Node | null)?.range;
  return range === undefined || range === null ? undefined : [range[0], range[1]];
};

function lineOf(node: unknown, lines: LineCounter): number | undefined {
  const range = rangeOf(node);
  return range === undefined ? undefined : lines.linePos(range[0]).line;
}

function withValue(text: string, { key, value: node }: Pair, value: string): string | undefined {
  const range = rangeOf(node);
  if (range === undefined) {
    // A key without a value: what is new goes behind its colon.
    const colon = text.indexOf(":", rangeOf(key)?.[1] ?? text.length);
    return colon < 0 ? undefined : `${text.slice(0, colon + 1)} ${value}${text.slice(colon + 1)}`;
  }
  const [from, to] = range;
  const written = text.slice(from, to);
  const blank = from === to && !/\s$/.test(text.slice(0, from)) ? " " : "";
  return text.slice(0, from) + blank + scalarLike(node, written, value) + text.slice(to);
}

/** In the quotes that the written value has, if any; a block of several lines becomes one. */
function scalarLike(node: unknown, written: string, value: string): string {
  if (!isScalar(node)) return value;
  const next = inPlaceOf(String(node.value ?? ""), value);
  if (node.type === Scalar.QUOTE_DOUBLE) return `"${next}"`;
  if (node.type === Scalar.QUOTE_SINGLE) return `'${next}'`;
  return `${next}${written.endsWith("\n") ? "\n" : ""}`;
}
