import { distance } from "fastest-levenshtein";
import * as z from "zod";

/** What is wrong at one place of a file, and what would be right. */
export interface Complaint {
  readonly path: readonly PropertyKey[];
  readonly kind: "unknown-key" | "wrong" | "missing";
  readonly message: string;
}

type Issue = z.core.$ZodIssue;
type Schema = z.core.$ZodType;
type Definition = z.core.$ZodTypes["_zod"]["def"];

const definitionOf = (schema: Schema): Definition => (schema as unknown as { readonly def: Definition }).def;

/**
 * What a schema has against a value, in words that a user can act on. Of a choice, the branch counts that comes closest
 * to what is written; a fault with a wrong verb is told the verbs, not that it is no valid input.
 */
export function complaints(schema: Schema, value: unknown, issues: readonly Issue[]): readonly Complaint[] {
  return issues.flatMap(narrowed).map((issue) => worded(schema, value, issue));
}

/** An issue, or those of the closest branch where it is about a choice; paths from the top. */
function narrowed(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue];
  const branches = flattened(issue).toSorted((one, other) => gap(one) - gap(other));
  const closest = branches[0];
  if (closest === undefined) return [issue];
  const alike = branches.filter((branch) => strangers(branch) === strangers(closest));
  return closest
    .map((inner) => withAllValues(inner, alike))
    .flatMap((inner) => narrowed({ ...inner, path: [...issue.path, ...inner.path] }));
}

function flattened(issue: Issue & { code: "invalid_union" }): readonly (readonly Issue[])[] {
  return issue.errors.flatMap((branch) => {
    const [only] = branch;
    return branch.length === 1 && only?.code === "invalid_union" && only.path.length === 0 ? flattened(only) : [branch];
  });
}

/** How far a branch is from what is written: another type is furthest, then another word, another verb, strange keys. */
function gap(branch: readonly Issue[]): number {
  let sum = 0;
  for (const issue of branch) {
    if (issue.path.length === 0 && issue.code === "invalid_type") sum += 100;
    else if (issue.code === "invalid_value") sum += issue.path.length === 0 ? 60 : 20;
    else if (issue.code === "unrecognized_keys") sum += 6 * issue.keys.length;
    else sum += isMissing(issue) ? 4 : 2;
  }
  return sum;
}

const strangers = (branch: readonly Issue[]): number =>
  branch.reduce((sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 0), 0);

const isMissing = (issue: Issue): boolean =>
  issue.code === "invalid_type" && issue.message.endsWith("received undefined");

/** A literal that is wrong in each branch alike: any of theirs would do. */
function withAllValues(issue: Issue, branches: readonly (readonly Issue[])[]): Issue {
  if (issue.code !== "invalid_value") return issue;
  const place = issue.path.join(".");
  const values = branches
    .flat()
    .flatMap((other) => (other.code === "invalid_value" && other.path.join(".") === place ? other.values : []));
  return { ...issue, values: [...new Set(values)] };
}

function worded(schema: Schema, value: unknown, issue: Issue): Complaint {
  const { path } = issue;
  if (issue.code === "unrecognized_keys") {
    const [key = ""] = issue.keys;
    const known = schemasAt(schema, path).flatMap(keysOf);
    return { path: [...path, key], kind: "unknown-key", message: nearest(key, known) };
  }
  const there = valueAt(value, path);
  const right = demandOf(issue, schemasAt(schema, path));
  if (there === undefined) return { path, kind: "missing", message: `is missing; it must be ${right}` };
  return { path, kind: "wrong", message: `is ${shown(there)}, and must be ${right}` };
}

function nearest(key: string, known: readonly string[]): string {
  const unique = [...new Set(known)];
  if (unique.includes(key)) return "does not go with the other keys that are here";
  const [best] = unique.toSorted((one, other) => distance(key, one) - distance(key, other));
  const near = best !== undefined && distance(key, best) <= Math.max(3, Math.floor(key.length / 2));
  return `is no key here; ${near ? `did you mean ${best}?` : `the keys are ${unique.join(", ")}`}`;
}

const typeNames: Readonly<Record<string, string>> = {
  string: "a text",
  int: "a whole number",
  number: "a number",
  boolean: "true or false",
  array: "a list",
  object: "a map of keys",
  record: "a map of names",
  tuple: "a list of two",
};

function demandOf(issue: Issue, schemas: readonly Schema[]): string {
  switch (issue.code) {
    case "invalid_type":
      return [...new Set([issue.expected, ...schemas.flatMap(typesOf)])]
        .map((type) => (type === "string" ? textHint(schemas) : (typeNames[type] ?? type)))
        .join(", or ");
    case "invalid_value":
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(", ")}`;
    case "too_small":
      return issue.origin === "string" || issue.origin === "array"
        ? `of a length of ${issue.minimum} at least`
        : `at least ${issue.minimum}`;
    case "too_big":
      return issue.origin === "array" ? `of a length of ${issue.maximum} at most` : `at most ${issue.maximum}`;
    case "invalid_key":
      return issue.issues[0]?.message ?? "another name";
    default:
      return issue.message;
  }
}

/** The types that would do at a place where several would. */
const typesOf = (schema: Schema): readonly string[] => {
  const { type } = definitionOf(schema);
  return type === "string" || type === "object" ? [type] : [];
};

/** What the texts at a place look like: the schema says so itself, when it is shown one that cannot be right. */
function textHint(schemas: readonly Schema[]): string {
  for (const schema of schemas) {
    if (definitionOf(schema).type !== "string") continue;
    const verdict = z.safeParse(schema, "\n");
    const message = verdict.success ? undefined : verdict.error.issues[0]?.message;
    if (message !== undefined) return `a text: ${message}`;
  }
  return "a text";
}

/** Every schema that may stand at a place: several where there is a choice. */
function schemasAt(schema: Schema, path: readonly PropertyKey[]): readonly Schema[] {
  let here: readonly Schema[] = alternatives(schema);
  for (const step of path) here = here.flatMap((one) => below(one, step)).flatMap(alternatives);
  return here;
}

/** A schema without what only adds a default, and each branch of a choice. */
function alternatives(schema: Schema): readonly Schema[] {
  const def = definitionOf(schema);
  switch (def.type) {
    case "default":
    case "prefault":
    case "optional":
      return alternatives(def.innerType);
    case "union":
      return def.options.flatMap(alternatives);
    default:
      return [schema];
  }
}

function below(schema: Schema, step: PropertyKey): readonly Schema[] {
  const def = definitionOf(schema);
  switch (def.type) {
    case "object": {
      const inner = def.shape[String(step)];
      return inner === undefined ? [] : [inner];
    }
    case "record":
      return [def.valueType];
    case "array":
      return [def.element];
    case "tuple":
      return def.items.slice(Number(step), Number(step) + 1);
    default:
      return [];
  }
}

function keysOf(schema: Schema): readonly string[] {
  const def = definitionOf(schema);
  return def.type === "object" ? Object.keys(def.shape) : [];
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let here = value;
  for (const step of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Object.getOwnPropertyDescriptor(here, step)?.value as unknown;
  }
  return here;
}

function shown(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "a map of keys";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
