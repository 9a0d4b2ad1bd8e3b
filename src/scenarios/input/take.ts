import { definitions } from "../../model/config/definitions.ts";
import { dialectNames, type Dialect, type DialectName } from "./dialects/dialect.ts";
import { dialects } from "./dialects/index.ts";
import { recognise } from "./dialects/recognise.ts";
import type { ForeignEntry } from "./dialects/translate.ts";
import { readEnvironment } from "./environment-file.ts";
import { guessFormat } from "./format.ts";
import { parseProperties, type PropertiesFile } from "./properties-file.ts";
import { Unreadable, type SettingsSource } from "./reading.ts";
import { pathParts, type SpringDocument, type SpringSource } from "./spring-document.ts";
import { springDocuments } from "./spring-properties.ts";
import { readSpringYaml } from "./spring-yaml.ts";

/** Whose settings files can be told to hold, where their keys do not tell: `--dialect`. */
export const settingsDialects = ["java", "spring", ...dialectNames] as const;
export type SettingsDialect = (typeof settingsDialects)[number];

/** What a file turned out to be. */
export type TakenFile =
  | {
      readonly kind: "spring";
      readonly format: "spring-yaml" | "spring-properties" | "environment";
      readonly source: SpringSource;
    }
  | { readonly kind: "properties"; readonly format: "properties"; readonly properties: PropertiesFile }
  | { readonly kind: "json"; readonly format: "json"; readonly entries: readonly ForeignEntry[] }
  | {
      readonly kind: "dialect";
      readonly format: DialectName;
      readonly dialect: Dialect;
      /** The key by which it was recognised; undefined where the user said so. */
      readonly by: string | undefined;
      readonly entries: readonly ForeignEntry[];
    };

const kafkaKeys: ReadonlySet<string> = new Set(definitions.map(({ key }) => key));

/**
 * Finds out what a file is: by `told`, and else by its name and its keys.
 *
 * @throws Unreadable where it is nothing that holds a producer's settings.
 */
export function take({ file, text }: SettingsSource, told: SettingsDialect | undefined): TakenFile {
  if (/\.[cm]?[jt]sx?$/i.test(file)) {
    const hint = "write its options into a JSON or YAML file";
    throw new Unreadable({ file, message: "is a program, and programs are not evaluated", hint });
  }
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (/^\s*\{/.test(body) && !/\.(?:ya?ml|properties)$/i.test(file)) return takeJson(file, body, told);
  const guess = guessFormat(file, body);
  if (guess.kind === "foreign") throw new Unreadable({ file, message: `is ${guess.what}`, hint: guess.hint });
  switch (guess.format) {
    case "spring-yaml": {
      const documents = readSpringYaml(body, file);
      return takeDialect(file, optionsIn(documents), told) ?? springFile(guess.format, file, documents);
    }
    case "environment":
      return springFile(guess.format, file, readEnvironment(body, file));
    case "properties":
    case "spring-properties": {
      const properties = wellFormed(body, file);
      const isSpring = told === undefined ? guess.format === "spring-properties" : told === "spring";
      if (isSpring) return springFile("spring-properties", file, springDocuments(properties, file));
      return takeDialect(file, properties.entries, told) ?? { kind: "properties", format: "properties", properties };
    }
  }
}

function springFile(
  format: "spring-yaml" | "spring-properties" | "environment",
  file: string,
  documents: readonly SpringDocument[],
): TakenFile {
  const kind = format === "environment" ? format : format === "spring-yaml" ? "yaml" : "properties";
  return { kind: "spring", format, source: { file, kind, documents } };
}

function takeJson(file: string, text: string, told: SettingsDialect | undefined): TakenFile {
  const documents = readSpringYaml(text, file);
  const entries = optionsIn(documents);
  const dialect = takeDialect(file, entries, told);
  if (dialect !== undefined) return dialect;
  const isSpring = documents.some((document) => document.entries.some(({ path }) => path.startsWith("spring.")));
  if (told === "spring" || (told === undefined && isSpring)) return springFile("spring-yaml", file, documents);
  if (told === "java" || entries.some(({ key }) => kafkaKeys.has(key)))
    return { kind: "json", format: "json", entries };
  const hint = "give settings under the names of Kafka, Spring, librdkafka, KafkaJS or @platformatic/kafka";
  throw new Unreadable({ file, message: "is JSON without a setting of a producer", hint });
}

function takeDialect(
  file: string,
  entries: readonly ForeignEntry[],
  told: SettingsDialect | undefined,
): TakenFile | undefined {
  if (told === "java" || told === "spring") return undefined;
  if (told === undefined && /(?:^|[/\\])application(?:-[^/\\]*)?\.\w+$/i.test(file)) return undefined;
  const found =
    told === undefined ? recognise(entries) : { dialect: dialects.find(({ name }) => name === told), by: undefined };
  if (found?.dialect === undefined) return undefined;
  return { kind: "dialect", format: found.dialect.name, dialect: found.dialect, by: found.by, entries };
}

/** Options by their dotted names; of those that stand apart, for the client, its producer and its sends, all. */
function optionsIn(documents: readonly SpringDocument[]): readonly ForeignEntry[] {
  return documents.flatMap(({ entries }) =>
    entries.map(({ path, value, line }) => {
      const parts = pathParts(path);
      const isGroup = /^(?:kafka|client|producer|send|options|producerOptions|clientOptions|sendOptions)$/.test(
        parts[0] ?? "",
      );
      const key = (isGroup && parts.length > 1 ? parts.slice(1) : parts).join(".");
      return { key, value: typeof value === "string" ? value : Array.isArray(value) ? value.join(",") : "", line };
    }),
  );
}

/** @throws Unreadable for a text that Java would not read either. */
function wellFormed(text: string, file: string): PropertiesFile {
  const properties = parseProperties(text);
  const [malformed] = properties.malformed;
  if (malformed === undefined) return properties;
  const message = "has a \\u without four hexadecimal digits, and Java reads no such file";
  throw new Unreadable({ file, line: malformed, message, hint: "write \\u0041, or \\\\u for a backslash" });
}
