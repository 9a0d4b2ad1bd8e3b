import { guessFormat } from "./format.ts";
import type { InputFormat } from "./reading.ts";
import { rewriteVariable } from "./rewrite-environment.ts";
import { rewriteProperty } from "./rewrite-properties.ts";
import { rewriteYaml } from "./rewrite-yaml.ts";

/** A value to be written otherwise: the line and the key at which it stands, as the reading of the file gave them. */
export interface Rewrite {
  readonly line: number;
  readonly key: string;
  readonly value: string;
}

type Rewriter = (text: string, rewrite: Rewrite) => string | undefined;

/** What other clients are given as JSON or code is left to its writer. */
const rewriters: Readonly<Partial<Record<InputFormat, Rewriter>>> = {
  properties: rewriteProperty,
  "spring-properties": rewriteProperty,
  "spring-yaml": rewriteYaml,
  environment: rewriteVariable,
  // Another client's words for a value are its own, and JSON may be written in many ways: left to whoever wrote them.
  json: () => undefined,
  librdkafka: () => undefined,
  kafkajs: () => undefined,
  platformatic: () => undefined,
};

/**
 * The text of a file of settings with some values written otherwise. Everything else stays as it is, to the last blank:
 * comments, order, quotes, line breaks. A value that is a placeholder with a default gets another default, since whoever
 * fills it means to. `undefined` where one of the values is not found, or
 * the file is in a form that is not rewritten.
 */
export function rewriteSettings(file: string, text: string, rewrites: readonly Rewrite[]): string | undefined {
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const guess = guessFormat(file, body);
  if (guess.kind === "foreign") return undefined;
  const rewriteOne = rewriters[guess.format];
  if (rewriteOne === undefined) return undefined;
  let rewritten = body;
  // From the end, so that the lines before it stay where they are even where a value took several.
  for (const rewrite of rewrites.toSorted((one, other) => other.line - one.line)) {
    const next = rewriteOne(rewritten, rewrite);
    if (next === undefined) return undefined;
    rewritten = next;
  }
  return text.slice(0, text.length - body.length) + rewritten;
}
