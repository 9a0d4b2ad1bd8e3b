import { definitions } from "../../model/config/definitions.ts";
import { layerSettings, type Setting, type UserSettings } from "../../model/config/settings.ts";
import { readEnvironment } from "./environment-file.ts";
import { guessFormat } from "./format.ts";
import { fillPlaceholders } from "./placeholders.ts";
import { OpenPlaceholders } from "./placeholder-policy.ts";
import { parseProperties, type PropertiesFile } from "./properties-file.ts";
import {
  Unreadable,
  type InputFormat,
  type InputNotice,
  type ReadSettings,
  type SettingsReading,
  type SettingsSource,
} from "./reading.ts";
import type { SpringSource } from "./spring-document.ts";
import { springDocuments } from "./spring-properties.ts";
import { springSettings } from "./spring-settings.ts";
import { readSpringYaml } from "./spring-yaml.ts";

export interface ReadOptions {
  /** Spring profiles that are active; none: the application's own, and else Spring's `default`. */
  readonly profiles?: readonly string[];
}

/**
 * Reads a producer's settings as people have them: a Java `producer.properties`, or the `application.yml`, the
 * `application.properties` or the variables of a Spring Boot application. The later file wins, but the files of a Spring
 * application are one environment, in Spring's own order, at the place of the last of them.
 *
 * `file` of a source is the name that messages use, and a hint at the format; the text is the caller's to fetch. Whether
 * the client would take the settings is not asked here.
 */
export function readSettings(sources: readonly SettingsSource[], options: ReadOptions = {}): SettingsReading {
  try {
    return { ok: true, ...readAll(sources, options.profiles ?? []) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, error: error.error };
    throw error;
  }
}

interface Taken {
  readonly file: string;
  readonly format: InputFormat;
}

function readAll(
  sources: readonly SettingsSource[],
  profiles: readonly string[],
): ReadSettings & { readonly files: readonly Taken[] } {
  const files: Taken[] = [];
  const readings: ReadSettings[] = [];
  const spring: SpringSource[] = [];
  let springAt = 0;
  for (const { file, text } of sources) {
    const body = text.startsWith("\ufeff") ? text.slice(1) : text;
    const guess = guessFormat(file, body);
    if (guess.kind === "foreign") throw new Unreadable({ file, message: `is ${guess.what}`, hint: guess.hint });
    files.push({ file, format: guess.format });
    const source = springSourceOf(guess.format, file, body);
    if (source === undefined) readings.push(plainSettings(wellFormed(body, file), file));
    else {
      spring.push(source);
      springAt = readings.length;
    }
  }
  if (spring.length > 0) readings.splice(springAt, 0, springReading(spring, profiles));
  const presets = layerSettings(readings.map((reading) => ({ settings: reading.presets, overridden: new Map() })));
  return {
    files,
    ...layerSettings(readings),
    presets: presets.settings,
    notices: readings.flatMap((reading) => reading.notices),
  };
}

function springSourceOf(format: InputFormat, file: string, text: string): SpringSource | undefined {
  switch (format) {
    case "spring-yaml":
      return { file, kind: "yaml", documents: readSpringYaml(text, file) };
    case "spring-properties":
      return { file, kind: "properties", documents: springDocuments(wellFormed(text, file), file) };
    case "environment":
      return { file, kind: "environment", documents: readEnvironment(text, file) };
    case "properties":
      return undefined;
  }
}

function springReading(sources: readonly SpringSource[], profiles: readonly string[]): ReadSettings {
  const reading = springSettings(sources, profiles);
  const isName = ({ origin }: Setting): boolean => origin.kind === "file" && /^spring.application/i.test(origin.key);
  const message = "sets nothing under spring.kafka for a producer";
  const empty = [...reading.settings.values()].every(isName) ? sources.map(({ file }) => ({ file, message })) : [];
  return { ...reading, notices: [...reading.notices, ...empty] };
}

function wellFormed(text: string, file: string): PropertiesFile {
  const properties = parseProperties(text);
  const [malformed] = properties.malformed;
  if (malformed === undefined) return properties;
  const message = "has a \\u without four hexadecimal digits, and Java reads no such file";
  throw new Unreadable({ file, line: malformed, message, hint: "write \\u0041, or \\\\u for a backslash" });
}

const noPresets: UserSettings = new Map();

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
  if (settings.size === 0) notices.push({ file, message: "sets nothing" });
  return { settings, overridden, presets: noPresets, notices };
}

const knownKeys: ReadonlySet<string> = new Set(definitions.map(({ key }) => key));

/** Java takes any text for properties. Words without a single separator or known key are not meant to be. */
function refuseProse({ entries }: PropertiesFile, file: string): void {
  const [first] = entries;
  if (first === undefined || entries.some((entry) => entry.separated || knownKeys.has(entry.key))) return;
  const message = "holds no key=value";
  throw new Unreadable({ file, line: first.line, message, hint: "give a producer.properties or an application.yml" });
}
