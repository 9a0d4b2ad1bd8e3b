import { definitions } from "../../model/config/definitions.ts";
import { layerSettings, type Setting, type UserSettings } from "../../model/config/settings.ts";
import { translate, type ForeignEntry } from "./dialects/translate.ts";
import { fillPlaceholders } from "./placeholders.ts";
import { OpenPlaceholders } from "./placeholder-policy.ts";
import {
  Unreadable,
  type InputNotice,
  type ReadSettings,
  type SettingsReading,
  type SettingsSource,
  type TakenAs,
} from "./reading.ts";
import type { SpringSource } from "./spring-document.ts";
import { springSettings } from "./spring-settings.ts";
import { take, type SettingsDialect, type TakenFile } from "./take.ts";

export interface ReadOptions {
  /** Spring profiles that are active; none: the application's own, and else Spring's `default`. */
  readonly profiles?: readonly string[];
  /** Whose settings the files hold, where their keys do not tell. */
  readonly dialect?: SettingsDialect;
}

/**
 * Reads a producer's settings as people have them: a Java `producer.properties`; the `application.yml`, the
 * `application.properties` or the variables of a Spring Boot application; the settings of librdkafka, KafkaJS or
 * \@platformatic/kafka, put into the Java client's words. The later file wins, but the files of a Spring application are
 * one environment, in Spring's own order, at the place of the last of them.
 *
 * `file` of a source is the name that messages use, and a hint at the format; the text is the caller's to fetch. Whether
 * the client would take the settings is not asked here.
 */
export function readSettings(sources: readonly SettingsSource[], options: ReadOptions = {}): SettingsReading {
  try {
    return { ok: true, ...readAll(sources, options) };
  } catch (error) {
    if (error instanceof Unreadable) return { ok: false, error: error.error };
    throw error;
  }
}

function readAll(
  sources: readonly SettingsSource[],
  { profiles = [], dialect }: ReadOptions,
): ReadSettings & { readonly files: readonly TakenAs[] } {
  const files: TakenAs[] = [];
  const readings: ReadSettings[] = [];
  const spring: SpringSource[] = [];
  let springAt = 0;
  for (const source of sources) {
    const taken = take(source, dialect);
    files.push(takenAs(source.file, taken));
    if (taken.kind === "spring") {
      spring.push(taken.source);
      springAt = readings.length;
    } else readings.push(readingOf(taken, source.file));
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

function takenAs(file: string, taken: TakenFile): TakenAs {
  const { format } = taken;
  return taken.kind === "dialect" ? { file, format, profile: taken.dialect.profile } : { file, format };
}

function readingOf(taken: Exclude<TakenFile, { readonly kind: "spring" }>, file: string): ReadSettings {
  if (taken.kind === "properties") {
    refuseProse(taken.properties.entries, file);
    return plainSettings(taken.properties.entries, file);
  }
  if (taken.kind === "json") return plainSettings(taken.entries, file);
  const { dialect, by } = taken;
  const reading = translate(dialect, taken.entries, file);
  if (by === undefined) return reading;
  const message = `is taken for settings of ${dialect.title}, by ${by}; --dialect says otherwise`;
  return { ...reading, notices: [{ file, message }, ...reading.notices] };
}

function springReading(sources: readonly SpringSource[], profiles: readonly string[]): ReadSettings {
  const reading = springSettings(sources, profiles);
  const isName = ({ origin }: Setting): boolean => origin.kind === "file" && /^spring.application/i.test(origin.key);
  const message = "sets nothing under spring.kafka for a producer";
  const empty = [...reading.settings.values()].every(isName) ? sources.map(({ file }) => ({ file, message })) : [];
  return { ...reading, notices: [...reading.notices, ...empty] };
}

const noPresets: UserSettings = new Map();

/** The last of several entries for a key wins, as it does in Java; that it is not the only one is worth a word. */
function plainSettings(entries: readonly ForeignEntry[], file: string): ReadSettings {
  const settings = new Map<string, Setting>();
  const overridden = new Map<string, Setting[]>();
  const notices: InputNotice[] = [];
  const open = new OpenPlaceholders(notices);
  const lines = new Map<string, number>();
  for (const { key, value, line } of entries) {
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
function refuseProse(entries: readonly (ForeignEntry & { readonly separated: boolean })[], file: string): void {
  const [first] = entries;
  if (first === undefined || entries.some((entry) => entry.separated || knownKeys.has(entry.key))) return;
  const message = "holds no key=value";
  throw new Unreadable({ file, line: first.line, message, hint: "give a producer.properties or an application.yml" });
}
