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
import { BadInput } from "./bad-input.ts";
import { type Complaint, complaints } from "./schema-complaints.ts";
import { type Repro, type Scenario, type ScenarioInput, reproSchema, scenarioSchema } from "./spec.ts";

/** What a file holds. */
export type ScenarioFile =
  | { readonly kind: "scenario"; readonly scenario: Scenario }
  | { readonly kind: "repro"; readonly scenario: Scenario; readonly repro: Repro };

/**
 * Reads a scenario or a repro, written in YAML or JSON. `file` is the name that messages use.
 *
 * @throws BadInput with one line: the file and line, the key, what is wrong with it and what would be right.
 */
export function readScenario(file: string, text: string): ScenarioFile {
  const { document, lines } = parsed(file, text);
  const value: unknown = toPlain(file, document);
  if (!isMap(document.contents)) {
    const what = value === null ? "holds nothing" : "holds no map of keys";
    throw new BadInput(`${file}:1: ${what}; a scenario begins with keys such as name and producers`);
  }
  const schema = document.get("schema");
  const isRepro = typeof schema === "string" ? schema.startsWith("onceproof.repro") : document.has("tapes");
  const verdict = isRepro ? reproSchema.safeParse(value) : scenarioSchema.safeParse(value);
  if (verdict.success) {
    if (!("tapes" in verdict.data)) return { kind: "scenario", scenario: verdict.data };
    return { kind: "repro", scenario: verdict.data.scenario, repro: verdict.data };
  }
  const found = complaints(isRepro ? reproSchema : scenarioSchema, value, verdict.error.issues);
  const worst = worstOf(found, (path) => lineOf(document, lines, path));
  throw new BadInput(`${file}:${worst.line}: ${written(worst.path)}${worst.message}`);
}

/**
 * Fills in the defaults of a scenario that is written in code.
 *
 * @throws BadInput with one line: the key, what is wrong with it and what would be right.
 */
export function scenarioOf(input: ScenarioInput): Scenario {
  const verdict = scenarioSchema.safeParse(input);
  if (verdict.success) return verdict.data;
  const { path, message } = worstOf(complaints(scenarioSchema, input, verdict.error.issues), () => 1);
  throw new BadInput(`the scenario: ${written(path)}${message}`);
}

/** Where a path of keys leads in a file: `my.yaml:4: producers[0].name`. */
export function placeIn(file: string, text: string, path: readonly PropertyKey[]): string {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  return `${file}:${lineOf(document, lines, path)}: ${written(path).trimEnd()}`;
}

/**
 * The line on which a text stands in a scenario file, as a value or as a key: for complaints that come up only when
 * the scenario is put together. `undefined` where it does not stand there.
 */
export function lineHolding(text: string, wanted: string): number | undefined {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
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

function parsed(file: string, text: string): { readonly document: Document; readonly lines: LineCounter } {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error === undefined) return { document, lines };
  const { line } = lines.linePos(error.pos[0]);
  const why = error.message.replaceAll(/\s+/g, " ");
  throw new BadInput(`${file}:${line}: is neither YAML nor JSON (${why}); look at the indentation and quotes there`);
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
  return worst ?? { path: [], kind: "wrong", message: "is no scenario", line: 1 };
}

/** The line of the deepest part of a path that is there: of the key itself, where the place is in a map. */
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
export function written(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else text += text === "" ? String(step) : `.${String(step)}`;
  }
  return text === "" ? "" : `${text} `;
}
