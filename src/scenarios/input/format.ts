import { definitions } from "../../model/config/definitions.ts";
import { looksLikeEnvironment } from "./environment-file.ts";

/** How a file is written, before its keys have said whose they are. */
type Syntax = "properties" | "spring-properties" | "spring-yaml" | "environment";

export type FormatGuess =
  | { readonly kind: "known"; readonly format: Syntax }
  /** `what` completes "is …". */
  | { readonly kind: "foreign"; readonly what: string; readonly hint: string };

const known = (format: Syntax): FormatGuess => ({ kind: "known", format });
const foreign = (what: string, hint = "give a producer.properties or an application.yml"): FormatGuess => ({
  kind: "foreign",
  what,
  hint,
});

/** What a file is, by its name where that says so and its content agrees, and else by its content. */
export function guessFormat(file: string, text: string): FormatGuess {
  const strange = foreignContent(text);
  if (strange === undefined && looksLikeEnvironment(text)) return known("environment");
  const ending = /\.([^./\\]*)$/.exec(file)?.[1]?.toLowerCase() ?? "";
  if (ending === "yml" || ending === "yaml") return yamlByName(text, strange);
  if (strange !== undefined) return strange;
  if (ending === "properties") {
    return looksNested(text)
      ? foreign("YAML under the name of a properties file", "name it .yml")
      : properties(file, text);
  }
  return looksNested(text) ? known("spring-yaml") : properties(file, text);
}

/** JSON is YAML, so it may stand in a .yml; lines of key=value are one long text to YAML. */
function yamlByName(text: string, strange: FormatGuess | undefined): FormatGuess {
  if (strange !== undefined && !/^\s*[[{]/.test(text)) return strange;
  const lines = significantLines(text);
  const assignments = lines.filter((line) => /^[\w.-]+\s*=/.test(line)).length;
  return lines.length > 0 && assignments === lines.length
    ? foreign("a properties file under the name of a YAML file", "name it .properties")
    : known("spring-yaml");
}

const kafkaKeys: ReadonlySet<string> = new Set(definitions.map(({ key }) => key));

/** Spring's by its content, or by its name where it holds no key of Kafka's at the top. */
function properties(file: string, text: string): FormatGuess {
  const lines = significantLines(text);
  const isSpring = lines.some((line) => /^spring\.[\w.[\]-]+\s*[=:\s]/i.test(line));
  const isNamedSo = /(?:^|[/\\])application(?:-[^/\\]*)?\.properties$/i.test(file);
  const isPlain = lines.some((line) => kafkaKeys.has(/^[^\s=:]+/.exec(line)?.[0] ?? ""));
  return known(isSpring || (isNamedSo && !isPlain) ? "spring-properties" : "properties");
}

function significantLines(text: string): readonly string[] {
  return text.split(/\r\n|\r|\n/).flatMap((line) => (/^\s*(?:[#!].*|---.*)?$/.test(line) ? [] : [line.trim()]));
}

/** A key without a value, and a deeper one below it: only YAML means something by that. */
function looksNested(text: string): boolean {
  return /^[\w."'[\]-]+:[ \t]*(?:#.*)?\r?\n(?:[ \t]*(?:#.*)?\r?\n)* +[\w."'[\]-]+:(?:[ \t]|\r?$)/m.test(text);
}

function foreignContent(text: string): FormatGuess | undefined {
  // oxlint-disable-next-line no-control-regex -- that is how one tells that a file is no text
  const controls = text.slice(0, 4_096).match(/[\0-\x08\x0e-\x1f\x7f-\x9f\ufffd]/g)?.length ?? 0;
  if (text.includes("\0") || controls * 20 > Math.min(text.length, 4_096)) return foreign("a binary file");
  const begin = text.trimStart().slice(0, 200);
  if (/^<(?:!doctype html|html)/i.test(begin)) return foreign("an HTML page");
  if (begin.startsWith("<")) return foreign("XML");
  if (begin.startsWith("{")) return foreign("JSON");
  if (begin.startsWith("[")) return foreign(/^\[[\w. -]+\]\s*$/m.test(begin) ? "an INI or TOML file" : "JSON");
  if (begin.startsWith("-----BEGIN ")) return foreign("a key or a certificate");
  return undefined;
}
