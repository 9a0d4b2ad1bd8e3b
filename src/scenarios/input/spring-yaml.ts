import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  parseAllDocuments,
  Scalar,
  type Alias,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
} from "yaml";
import { Unreadable } from "./reading.ts";
import type { SpringDocument, SpringEntry } from "./spring-document.ts";
import { isFractionText, plainScalarText } from "./yaml-scalar.ts";

/** More than any configuration has: aliases of aliases must not fill the memory. */
const mostEntries = 10_000;
const deepest = 64;

/** The documents of a YAML file with every value at its dotted path. */
export function readSpringYaml(text: string, file: string): readonly SpringDocument[] {
  const lines = new LineCounter();
  const documents = parseDocuments(text, file, lines);
  return documents.map((document) => {
    const problem = document.errors[0];
    if (problem !== undefined) {
      const line = lines.linePos(problem.pos[0]).line;
      const message = `is no valid YAML: ${problem.message.split("\n")[0] ?? ""}`;
      throw new Unreadable({ message, file, line, hint: "mend the syntax on this line or just above it" });
    }
    const flattener = new Flattener(document, file, lines);
    flattener.root(document.contents);
    return { file, line: flattener.line(document.contents), entries: flattener.entries };
  });
}

/** YAML takes a carriage return alone for a line break, which the library does not. Every place stays what it was. */
export const withLineFeeds = (text: string): string => text.replaceAll(/\r(?!\n)/g, "\n");

/** Scalars stay text (`failsafe`): what they mean is Spring's business, not the parser's. */
function parseDocuments(text: string, file: string, lineCounter: LineCounter): readonly Document.Parsed[] {
  try {
    const parsed = parseAllDocuments(withLineFeeds(text), {
      lineCounter,
      schema: "failsafe",
      prettyErrors: false,
      logLevel: "silent",
    });
    return Array.isArray(parsed) ? [...parsed] : [];
  } catch (error) {
    // The parser recurses, so that ten thousand brackets exhaust the stack. That is the file's fault, not ours.
    const message = `is no YAML that can be read: ${error instanceof Error ? error.message : String(error)}`;
    throw new Unreadable({ message, file, hint: "give an application.yml as Spring Boot reads it" });
  }
}

class Flattener {
  readonly entries: SpringEntry[] = [];
  readonly #document: Document.Parsed;
  readonly #file: string;
  readonly #lines: LineCounter;
  readonly #aliased = new Map<Alias, unknown>();

  constructor(document: Document.Parsed, file: string, lines: LineCounter) {
    this.#document = document;
    this.#file = file;
    this.#lines = lines;
  }

  root(contents: unknown): void {
    const node = this.#resolve(contents);
    if (isMap(node)) this.#map(node, "", 0);
    else if (!isScalar(node) || this.#text(node) !== "") {
      if (node === null || node === undefined) return;
      const message = `holds ${isSeq(node) ? "a list" : "a single text"} instead of keys with values`;
      const hint = "an application.yml begins with spring: and nests its keys below";
      throw new Unreadable({ message, file: this.#file, line: this.line(contents), hint });
    }
  }

  line(node: unknown): number {
    const start = (node as Node | null)?.range?.[0];
    return start === undefined ? 1 : this.#lines.linePos(start).line;
  }

  #map(map: YAMLMap, prefix: string, depth: number): void {
    if (depth > deepest) this.#tooMuch(map);
    // What a merge brings is laid down first, so that the map's own keys win over it.
    for (const pair of map.items) if (this.#isMerge(pair)) this.#merge(pair.value, prefix, depth);
    for (const pair of map.items) {
      if (this.#isMerge(pair)) continue;
      const key = this.#resolve(pair.key);
      const name = isScalar(key) ? String(key.value ?? "") : "";
      const path = prefix === "" ? name : name.startsWith("[") ? `${prefix}${name}` : `${prefix}.${name}`;
      this.#value(pair.value, path, depth, this.line(pair.key));
    }
  }

  #isMerge(pair: Pair): boolean {
    return isPair(pair) && isScalar(pair.key) && pair.key.value === "<<" && pair.key.type === Scalar.PLAIN;
  }

  #merge(value: unknown, prefix: string, depth: number): void {
    const node = this.#resolve(value);
    const sources = isSeq(node) ? node.items.map((item) => this.#resolve(item)) : [node];
    // Of several sources the first wins.
    for (const source of sources.toReversed()) if (isMap(source)) this.#map(source, prefix, depth + 1);
  }

  #value(value: unknown, path: string, depth: number, keyLine: number): void {
    const node = this.#resolve(value);
    if (isMap(node) && node.items.length > 0) return this.#map(node, path, depth + 1);
    if (this.entries.length >= mostEntries) this.#tooMuch(value);
    const line = isScalar(node) && node.source !== "" && !isAlias(value) ? this.line(node) : keyLine;
    const isFraction = isScalar(node) && this.#isPlain(node) && isFractionText(String(node.value ?? ""));
    const entry = { path, value: this.#leaf(node), file: this.#file, line };
    this.entries.push(isFraction ? { ...entry, isFraction } : entry);
  }

  #leaf(node: unknown): SpringEntry["value"] {
    if (isMap(node)) return { unusable: "a map" };
    if (!isSeq(node)) return isScalar(node) ? this.#text(node) : "";
    const items = node.items.map((item) => this.#resolve(item));
    return items.every((item) => isScalar(item))
      ? items.map((item) => (isScalar(item) ? this.#text(item) : ""))
      : { unusable: "a list" };
  }

  #text(scalar: Scalar): string {
    const text = String(scalar.value ?? "");
    return this.#isPlain(scalar) ? plainScalarText(text) : text;
  }

  #isPlain({ type, tag }: Scalar): boolean {
    const isUnquoted = type === Scalar.PLAIN || type === undefined || type === null;
    return isUnquoted && tag !== "tag:yaml.org,2002:str";
  }

  /** The library walks the document for each alias, so that every one is looked up only once. */
  #resolve(node: unknown): unknown {
    if (!isAlias(node)) return node;
    if (!this.#aliased.has(node)) this.#aliased.set(node, node.resolve(this.#document));
    return this.#aliased.get(node);
  }

  #tooMuch(node: unknown): never {
    const message = "is nested deeper or repeats more than a configuration does";
    throw new Unreadable({ message, file: this.#file, line: this.line(node), hint: "write the settings out" });
  }
}
