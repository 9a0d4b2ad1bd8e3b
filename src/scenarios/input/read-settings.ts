import { definitions } from "../../model/config/definitions.ts";
import type { Setting } from "../../model/config/settings.ts";
import { guessFormat } from "./format.ts";
import { fillPlaceholders } from "./placeholders.ts";
import { OpenPlaceholders } from "./placeholder-policy.ts";
import { parseProperties, type PropertiesFile } from "./properties-file.ts";
import { Unreadable, type InputFormat, type InputNotice, type ReadSettings, type SettingsReading } from "./reading.ts";
import { springDocuments } from "./spring-properties.ts";
import { springSettings } from "./spring-settings.ts";
import { readSpringYaml } from "./spring-yaml.ts";

export interface ReadOptions {
  /** Spring profiles that are active; none: the file's own, and else Spring's `default`. */
  readonly profiles?: readonly string[];
}

/**
 * Reads a producer's settings as people have them: a Java `producer.properties`, or the `application.yml` or
 * `application.properties` of a Spring Boot application. `file` is the name that messages use, and a hint at the format;
 * the text is the caller's to fetch. Whether the client would take the settings is not asked here.
 */
export function readSettings(file: string, text: string, options: ReadOptions = {}): SettingsReading {
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  const guess = guessFormat(file, body);
  if (guess.kind === "foreign") {
    return { ok: false, error: { file, message: `is ${guess.what}`, hint: guess.hint } };
  }
  try {
    const read = readAs(guess.format, file, body, options.profiles ?? []);
    const empty = read.settings.size > 0 ? [] : [{ file, message: emptiness[guess.format] }];
    return { ok: true, format: guess.format, ...read, notices: [...read.notices, ...empty] };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, error: error.error };
    throw error;
  }
}

const emptiness: Readonly<Record<InputFormat, string>> = {
  properties: "sets nothing",
  "spring-properties": "sets nothing under spring.kafka for a producer",
  "spring-yaml": "sets nothing under spring.kafka for a producer",
};

function readAs(format: InputFormat, file: string, text: string, profiles: readonly string[]): ReadSettings {
  if (format === "spring-yaml") return springSettings(readSpringYaml(text, file), profiles, file);
  const properties = parseProperties(text);
  const [malformed] = properties.malformed;
  if (malformed !== undefined) {
    const message = "has a \\u without four hexadecimal digits, and Java reads no such file";
    throw new Unreadable({ file, line: malformed, message, hint: "write \\u0041, or \\\\u for a backslash" });
  }
  if (format === "spring-properties") return springSettings(springDocuments(properties), profiles, file);
  return plainSettings(properties, file);
}

/** The last of several entries for a key wins, as it does in Java; that it is not the only one is worth a word. */
function plainSettings(properties: PropertiesFile, file: string): ReadSettings {
  refuseProse(properties, file);
  const settings = new Map<string, Setting>();
  const overridden = new Map<string, Setting[]>();
  const notices: InputNotice[] = [];
  const open = new OpenPlaceholders(notices);
  const lines = new Map<string, number>();
  for (const { key, value, line } of properties.entries) {
    const before = lines.get(key);
    if (before !== undefined)
      notices.push({ file, line, key, message: `is set on line ${before} too; the later line wins` });
    lines.set(key, line);
    const loser = settings.get(key);
    if (loser !== undefined) overridden.set(key, [...(overridden.get(key) ?? []), loser]);
    const filled = fillPlaceholders(value, () => undefined);
    const text = open.settle(filled, settings, key, { file, line, key });
    if (text !== undefined) settings.set(key, { value: text, origin: { kind: "file", file, line, key } });
  }
  open.refuseIn(settings);
  return { settings, overridden, presets: new Map(), notices };
}

const knownKeys: ReadonlySet<string> = new Set(definitions.map(({ key }) => key));

/** Java takes any text for properties. Words without a single separator or known key are not meant to be. */
function refuseProse({ entries }: PropertiesFile, file: string): void {
  const [first] = entries;
  if (first === undefined || entries.some((entry) => entry.separated || knownKeys.has(entry.key))) return;
  const message = "holds no key=value";
  throw new Unreadable({ file, line: first.line, message, hint: "give a producer.properties or an application.yml" });
}
