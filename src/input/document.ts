import {
  LineCounter,
  isMap,
  isNode,
  isScalar,
  isSeq,
  parseDocument,
  visit,
  type Document,
  type Node,
  type Pair,
} from "yaml";
import type * as z from "zod";
import { BadInput } from "./bad-input.ts";
import { type Complaint, complaints } from "./schema-complaints.ts";

/** A file of the user's, in YAML or JSON, that knows on which line each of its keys stands. */
export class InputDocument {
  readonly file: string;
  /** What it holds, as plain values; `undefined` where it is no map of keys. */
  readonly value: Readonly<Record<string, unknown>> | undefined;
  readonly isEmpty: boolean;
  readonly #document: Document;
  readonly #lines: LineCounter;

  /**
   * `file` is the name that messages use.
   *
   * @throws BadInput where the text is neither YAML nor JSON.
   */
  constructor(file: string, text: string) {
    const { document, lines } = parsed(text);
    this.file = file;
    this.#document = document;
    this.#lines = lines;
    const [error] = document.errors;
    if (error !== undefined) {
      const { line } = lines.linePos(error.pos[0]);
      const why = error.message.replaceAll(/\s+/g, " ");
      throw new BadInput(
        `${file}:${line}: is neither YAML nor JSON (${why}); look at the indentation and quotes there`,
      );
    }
    const value = toPlain(file, document);
    this.isEmpty = value === null;
    this.value = isMap(document.contents) ? (value as Readonly<Record<string, unknown>>) : undefined;
  }

  /** The line of the deepest part of a path that is there: of the key itself, where the place is in a map. */
  lineOf(path: readonly PropertyKey[]): number {
    return lineOf(this.#document, this.#lines, path);
  }

  /**
   * What the schema makes of the file.
   *
   * @throws BadInput with one line: the file and line, the key, what is wrong with it and what would be right.
   */
  checked<Schema extends z.ZodType>(schema: Schema): z.output<Schema> {
    const verdict = schema.safeParse(this.value);
    if (verdict.success) return verdict.data;
    const found = complaints(schema, this.value, verdict.error.issues);
    const worst = worstOf(found, (path) => this.lineOf(path));
    throw new BadInput(`${this.file}:${worst.line}: ${written(worst.path)}${worst.message}`);
  }
}

/**
 * What the schema makes of a value that no file holds; `what` names it: "the scenario".
 *
 * @throws BadInput with one line: the key, what is wrong with it and what would be right.
 */
export function checkedValue<Schema extends z.ZodType>(what: string, schema: Schema, value: unknown): z.output<Schema> {
  const verdict = schema.safeParse(value);
  if (verdict.success) return verdict.data;
  const { path, message } = worstOf(complaints(schema, value, verdict.error.issues), () => 1);
  throw new BadInput(`${what}: ${written(path)}${message}`);
}

/** In what no file holds the place is the keys that lead there: a complaint of `work` about a place begins with them. */
export function placedIn<Value>(what: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof BadInput) || error.path === undefined) throw error;
    const clause = /^(?:no|settings of) /.test(error.message) ? ":" : "";
    throw new BadInput(`${what}: ${written(error.path).trimEnd()}${clause} ${error.message}`, error.path);
  }
}

/** Where a path of keys leads in a file: `my.yaml:4: producers[0].name`. */
export function placeIn(file: string, text: string, path: readonly PropertyKey[]): string {
  const { document, lines } = parsed(text);
  return `${file}:${lineOf(document, lines, path)}: ${written(path).trimEnd()}`;
}

/**
 * The line on which a text stands in a file, as a value or as a key: for complaints that come up only when the whole is
 * put together. `undefined` where it does not stand there.
 */
export function lineHolding(text: string, wanted: string): number | undefined {
  const { document, lines } = parsed(text);
  let found: number | undefined;
  visit(document, {
    Scalar(_key, { value, range }) {
      if (value !== wanted || range === undefined || range === null) return undefined;
      found = lines.linePos(range[0]).line;
      return visit.BREAK;
    },
  });
  return found;
}

function parsed(text: string): { readonly document: Document; readonly lines: LineCounter } {
  const lines = new LineCounter();
  return { document: parseDocument(text, { lineCounter: lines, prettyErrors: false }), lines };
}

function toPlain(file: string, document: Document): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new BadInput(`${file}:1: cannot be read (${why}); write its values out in place of aliases`);
  }
}

/** A key that nobody knows explains the one that is missing; after that, the first in the file is said first. */
function worstOf(
  found: readonly Complaint[],
  lineAt: (path: readonly PropertyKey[]) => number,
): Complaint & { readonly line: number } {
  const rank = { "unknown-key": 0, wrong: 1, missing: 2 } as const;
  const [worst] = found
    .map((complaint) => ({ ...complaint, line: lineAt(complaint.path) }))
    .toSorted((one, other) => rank[one.kind] - rank[other.kind] || one.line - other.line);
  return worst ?? { path: [], kind: "wrong", message: "is not what is wanted here", line: 1 };
}

function lineOf(document: Document, lines: LineCounter, path: readonly PropertyKey[]): number {
  let here: Node | null | undefined = document.contents;
  let offset = here?.range?.[0] ?? 0;
  for (const step of path) {
    if (isMap(here)) {
      const pair: Pair | undefined = here.items.find(
        ({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(step),
      );
      if (pair === undefined) break;
      if (isNode(pair.key)) offset = pair.key.range?.[0] ?? offset;
      here = isNode(pair.value) ? pair.value : undefined;
    } else if (isSeq(here)) {
      const item: unknown = here.items[Number(step)];
      if (!isNode(item)) break;
      offset = item.range?.[0] ?? offset;
      here = item;
    } else break;
  }
  return lines.linePos(offset).line;
}

/** `producers[0].name `: a place as people write it. */
function written(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? String(step) : `.${String(step)}`;
  }
  return text === "" ? "" : `${text} `;
}
