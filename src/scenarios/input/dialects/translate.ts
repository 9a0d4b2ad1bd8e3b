import { closest, distance } from "fastest-levenshtein";
import type { Setting } from "../../../model/config/settings.ts";
import { quote, Unreadable, type InputNotice, type ReadSettings } from "../reading.ts";
import type { Counterpart, Dialect } from "./dialect.ts";

/** A setting as its file has it; names that nest are joined with dots. */
export interface ForeignEntry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}

/**
 * Another client's settings under the Java client's names. What the client sets by itself comes along as presets, for a
 * simulation would else take the Java client's defaults, which are others.
 */
export function translate(dialect: Dialect, entries: readonly ForeignEntry[], file: string): ReadSettings {
  const settings = new Map<string, Setting>();
  const overridden = new Map<string, readonly Setting[]>();
  const notices: InputNotice[] = [];
  for (const entry of entries) {
    const { key, line } = entry;
    const counterpart = counterpartOf(dialect, key);
    if (counterpart === undefined) {
      const message = silence(dialect, key);
      if (message !== undefined) notices.push({ file, line, key, message });
      continue;
    }
    const value = convertedValue(counterpart, entry, file);
    if (value === undefined) continue;
    const setting: Setting = { value, origin: { kind: "file", file, line, key } };
    const loser = settings.get(counterpart.kafka);
    if (loser !== undefined) {
      overridden.set(counterpart.kafka, [...(overridden.get(counterpart.kafka) ?? []), loser]);
      notices.push({ file, line, key, message: `is set twice; the later line wins` });
    }
    settings.set(counterpart.kafka, setting);
    if (counterpart.note !== undefined)
      notices.push({ file, line, key, message: `stands for ${counterpart.kafka}: ${counterpart.note}` });
  }
  const given = new Map([...settings].map(([key, { value }]) => [key, value ?? ""]));
  const presets = new Map<string, Setting>();
  for (const [key, value] of Object.entries(dialect.presets(given))) {
    presets.set(key, { value, origin: { kind: "preset", by: dialect.title } });
  }
  for (const [key, value] of Object.entries(dialect.forced(given))) {
    const setting = settings.get(key);
    if (setting === undefined || setting.value === value) continue;
    settings.set(key, { ...setting, value });
    notices.push(overruled(dialect, setting, value));
  }
  if (settings.size === 0) notices.push({ file, message: `sets nothing of ${dialect.title} that a simulation heeds` });
  return { settings, overridden, presets, notices };
}

function convertedValue(
  { convert, kafka }: Counterpart,
  { key, value, line }: ForeignEntry,
  file: string,
): string | undefined {
  const plain = value.trim();
  if (/[{}]|=>/.test(plain) && kafka !== "client.id") {
    throw new Unreadable({
      file,
      line,
      key,
      message: `is ${quote(plain)}`,
      hint: "write one value; code is not evaluated",
    });
  }
  return convert === undefined ? plain : convert(plain);
}

function overruled({ title }: Dialect, { origin, value }: Setting, inForce: string): InputNotice {
  const place = origin.kind === "file" ? origin : { file: title, line: 1, key: "" };
  const message = `is ${quote(value ?? "")}, and ${inForce} with these other settings, whatever is written`;
  return { file: place.file, line: place.line, key: place.key, message };
}

export const counterpartOf = ({ counterparts }: Dialect, key: string): Counterpart | undefined =>
  counterparts.find(({ own, aliases }) => own === key || aliases?.includes(key) === true);

/** What is to be said of a setting that the simulated producer has not. */
function silence(dialect: Dialect, key: string): string | undefined {
  const why = Object.hasOwn(dialect.alone, key) ? dialect.alone[key] : undefined;
  if (why !== undefined) return `has no counterpart: ${why}`;
  if (dialect.idle.test(key)) return undefined;
  const known = dialect.counterparts.flatMap(({ own, aliases }) => [own, ...(aliases ?? [])]);
  const near = closest(key, known);
  const hint = distance(key, near) <= Math.max(2, key.length / 4) ? `; did you mean ${near}?` : "";
  return `is no setting of ${dialect.title} that is known here, and is left out${hint}`;
}
