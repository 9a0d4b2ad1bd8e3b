import { definitions } from "../../model/config/definitions.ts";
import { layerSettings, type LayeredSettings, type Setting } from "../../model/config/settings.ts";
import { fillPlaceholders, type Lookup } from "./placeholders.ts";
import { OpenPlaceholders } from "./placeholder-policy.ts";
import { quote, Unreadable, type InputNotice, type ReadSettings } from "./reading.ts";
import { activeDocuments } from "./spring-activation.ts";
import { pathParts, relaxed, relaxedPath, type SpringDocument, type SpringEntry } from "./spring-document.ts";
import {
  commonSpringKeys,
  convertSpringValue,
  producerSpringKeys,
  springAsides,
  type SpringKey,
} from "./spring-keys.ts";

const knownKeys: ReadonlySet<string> = new Set(definitions.map(({ key }) => key));

/**
 * The settings that a producer of the Spring application would get: the later document wins, and within what is left
 * `spring.kafka.*` < `spring.kafka.properties.*` < `spring.kafka.producer.*` < `spring.kafka.producer.properties.*`.
 */
export function springSettings(
  documents: readonly SpringDocument[],
  profiles: readonly string[],
  file: string,
): ReadSettings {
  const active = activeDocuments(documents, profiles, file);
  const notices = [...active.notices];
  const entries = lastOfEach(active.documents, file, notices);
  const layers = new Layers(file, notices, lookupIn(entries));
  for (const entry of entries.values()) layers.place(entry);
  return { ...layers.merged(), presets: new Map(), notices };
}

/** By relaxed path, since `batchSize` overrides an earlier `batch-size`. Kafka's own names are taken literally. */
function lastOfEach(
  documents: readonly SpringDocument[],
  file: string,
  notices: InputNotice[],
): ReadonlyMap<string, SpringEntry> {
  const entries = new Map<string, SpringEntry>();
  for (const document of documents) {
    const inDocument = new Set<string>();
    for (const entry of document.entries) {
      const id = /^spring\.kafka\.(?:producer\.)?properties\./.test(relaxedPath(entry.path))
        ? pathParts(entry.path).join(".")
        : relaxedPath(entry.path);
      const before = entries.get(id);
      if (before !== undefined && inDocument.has(id) && id.startsWith("spring.kafka.")) {
        const message = `is set on line ${before.line} too; the later line wins`;
        notices.push({ file, line: entry.line, key: entry.path, message });
      }
      inDocument.add(id);
      entries.set(id, entry);
    }
  }
  return entries;
}

/** A placeholder may name any other key of the file. */
function lookupIn(entries: ReadonlyMap<string, SpringEntry>): Lookup {
  return (name) => {
    const value = (entries.get(relaxedPath(name)) ?? entries.get(name))?.value;
    return typeof value === "string" ? value : undefined;
  };
}

class Layers {
  readonly #common = new Map<string, Setting>();
  readonly #commonProperties = new Map<string, Setting>();
  readonly #producer = new Map<string, Setting>();
  readonly #producerProperties = new Map<string, Setting>();
  readonly #transaction = new Map<string, Setting>();
  readonly #file: string;
  readonly #notices: InputNotice[];
  readonly #lookup: Lookup;
  readonly #open: OpenPlaceholders;

  constructor(file: string, notices: InputNotice[], lookup: Lookup) {
    this.#file = file;
    this.#notices = notices;
    this.#lookup = lookup;
    this.#open = new OpenPlaceholders(notices);
  }

  /** The factory puts the transactional id on top of everything, when it makes a producer. */
  merged(): LayeredSettings {
    const layers = [this.#common, this.#commonProperties, this.#producer, this.#producerProperties, this.#transaction];
    const merged = layerSettings(layers.map((settings) => ({ settings, overridden: new Map() })));
    this.#open.refuseIn(merged.settings);
    return merged;
  }

  place(entry: SpringEntry): void {
    const parts = pathParts(entry.path);
    const [spring = "", kafka = "", third = "", fourth = ""] = parts.map(relaxed);
    if (spring !== "spring" || kafka !== "kafka") return this.#placeOutside(entry, parts);
    if (third === "producer" && fourth === "properties") {
      return this.#placeProperty(this.#producerProperties, entry, parts.slice(4));
    }
    if (third === "properties") return this.#placeProperty(this.#commonProperties, entry, parts.slice(3));
    if (third === "producer") return this.#placeFirstClass(this.#producer, producerSpringKeys, entry, parts.slice(3));
    if (commonSpringKeys.has(third)) {
      return this.#placeFirstClass(this.#common, commonSpringKeys, entry, parts.slice(2));
    }
    if (third === "security" && fourth === "protocol") return this.#put(this.#common, "security.protocol", entry);
    if (!springAsides.has(third)) this.#notice(entry, "is no key of spring.kafka, and is ignored");
  }

  /** A producer's key that lies around loose is worth a word: Spring never sees it. */
  #placeOutside(entry: SpringEntry, parts: readonly string[]): void {
    const key = parts.join(".");
    if (knownKeys.has(key)) {
      this.#notice(entry, `is ignored by Spring here; it belongs under spring.kafka.producer.properties`);
    } else if (relaxedPath(key).startsWith("spring.cloud.stream.kafka.") && knownKeys.has(parts.at(-1) ?? "")) {
      this.#notice(entry, "belongs to Spring Cloud Stream, which is not read; only spring.kafka is");
    }
  }

  #placeProperty(layer: Map<string, Setting>, entry: SpringEntry, parts: readonly string[]): void {
    const key = parts.join(".");
    if (key !== "") return this.#put(layer, key, entry);
    if (entry.value !== "") this.#refuse(entry, "is a single value", "nest Kafka's keys below it");
  }

  #placeFirstClass(
    layer: Map<string, Setting>,
    keys: ReadonlyMap<string, SpringKey>,
    entry: SpringEntry,
    parts: readonly string[],
  ): void {
    const [name = "", ...rest] = parts;
    const key = keys.get(relaxed(name));
    if (key === undefined) return this.#placeUnknown(layer, entry, parts);
    if (rest.length > 0) {
      const isIndex = key.takesList === true && rest.length === 1 && /^\d+$/.test(rest[0] ?? "");
      if (isIndex) return;
      this.#refuse(entry, `makes a map of ${key.spring}`, `write one value after ${key.spring}:`);
    }
    this.#put(key.spring === "transaction-id-prefix" ? this.#transaction : layer, key.kafka, entry, key);
  }

  #placeUnknown(layer: Map<string, Setting>, entry: SpringEntry, parts: readonly string[]): void {
    const name = parts.map(relaxed).join(".");
    if (name === "security.protocol") return this.#put(layer, name, entry);
    if (name === "" || name.startsWith("ssl")) return;
    const dotted = parts.join(".").replaceAll("-", ".");
    const hint = knownKeys.has(dotted) ? `; write spring.kafka.producer.properties.${dotted}` : "";
    this.#notice(entry, `is no key of spring.kafka.producer, and is ignored${hint}`);
  }

  #put(layer: Map<string, Setting>, kafka: string, entry: SpringEntry, key?: SpringKey): void {
    const at = { file: this.#file, line: entry.line, key: entry.path };
    const raw = this.#scalar(entry, key?.takesList === true);
    const filled = this.#open.settle(fillPlaceholders(raw, this.#lookup), layer, kafka, at);
    if (filled === undefined) return;
    const text = key === undefined ? filled : convertSpringValue(key, filled, at);
    if (text === undefined) return;
    const isPrefix = key?.spring === "transaction-id-prefix";
    const value = isPrefix ? `${text}0` : text;
    if (isPrefix) this.#notice(entry, `is a prefix: Spring counts on, and the first producer is ${quote(value)}`);
    layer.set(kafka, { value, origin: { kind: "file", file: this.#file, line: entry.line, key: entry.path } });
  }

  #scalar(entry: SpringEntry, takesList: boolean): string {
    if (typeof entry.value === "string") return entry.value;
    const isList = Array.isArray(entry.value);
    if (isList && takesList) return entry.value.join(",");
    const what = isList ? "a list" : "unusable" in entry.value ? entry.value.unusable : "a list";
    return this.#refuse(entry, `is ${what}, where one value belongs`, "write a text, a number, true or false");
  }

  #notice(entry: SpringEntry, message: string): void {
    this.#notices.push({ file: this.#file, line: entry.line, key: entry.path, message });
  }

  #refuse(entry: SpringEntry, message: string, hint: string): never {
    throw new Unreadable({ message, file: this.#file, line: entry.line, key: entry.path, hint });
  }
}
