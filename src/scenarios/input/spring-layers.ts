import { definitions } from "../../model/config/definitions.ts";
import { layerSettings, type LayeredSettings, type Setting, type UserSettings } from "../../model/config/settings.ts";
import { fillPlaceholders, type Lookup } from "./placeholders.ts";
import { OpenPlaceholders } from "./placeholder-policy.ts";
import { quote, Unreadable, type InputNotice } from "./reading.ts";
import { pathOf, pathParts, relaxed, relaxedPath, type SpringEntry } from "./spring-document.ts";
import {
  commonSpringKeys,
  convertSpringValue,
  producerSpringKeys,
  springAsides,
  type SpringKey,
} from "./spring-keys.ts";

const knownKeys: ReadonlySet<string> = new Set(definitions.map(({ key }) => key));
const serializers = ["key.serializer", "value.serializer"] as const;
const spring = "Spring Boot";

/** One layer: for each key what holds there, and what that has won over. */
class Layer implements LayeredSettings {
  readonly settings = new Map<string, Setting>();
  readonly overridden = new Map<string, readonly Setting[]>();

  put(key: string, setting: Setting, losers: readonly Setting[]): void {
    this.settings.set(key, setting);
    if (losers.length > 0) this.overridden.set(key, losers);
  }
}

/**
 * Where Spring Boot puts what stands under `spring.kafka`: each layer wins over those before it. On top lies what Boot
 * sets once more when it makes the producer's factory (addresses and the protocol, by Spring's own keys only), and what
 * the factory makes of names: it counts its producers.
 */
export class SpringLayers {
  readonly #common = new Layer();
  readonly #commonProperties = new Layer();
  readonly #producer = new Layer();
  readonly #producerProperties = new Layer();
  #transactionIdPrefix: Setting | undefined;
  #applicationName: Setting | undefined;
  readonly #notices: InputNotice[];
  readonly #lookup: Lookup;
  readonly #open: OpenPlaceholders;

  constructor(notices: InputNotice[], lookup: Lookup) {
    this.#notices = notices;
    this.#lookup = lookup;
    this.#open = new OpenPlaceholders(notices);
  }

  /** What the factory's first producer gets. */
  merged(): LayeredSettings & { readonly presets: UserSettings } {
    this.#dropCommonSerializers();
    const given = [this.#common, this.#commonProperties, this.#producer, this.#producerProperties];
    const below = layerSettings(given);
    const merged = { settings: new Map(below.settings), overridden: new Map(below.overridden) };
    for (const key of ["bootstrap.servers", "security.protocol"]) this.#setOnceMore(merged, key);
    const presets = this.#presets();
    this.#countTransactions(merged, presets);
    this.#countClients(merged);
    this.#open.refuseIn(merged.settings);
    return { ...merged, presets };
  }

  /** `before` is what the entry has won over. */
  place(entry: SpringEntry, before: readonly SpringEntry[]): void {
    const parts = pathParts(pathOf(entry));
    const [first = "", kafka = "", third = "", fourth = ""] = parts.map(relaxed);
    if (first !== "spring" || kafka !== "kafka") return this.#placeOutside(entry, parts);
    if (third === "producer" && fourth === "properties") {
      return this.#placeProperty(this.#producerProperties, entry, before, parts.slice(4));
    }
    if (third === "properties") return this.#placeProperty(this.#commonProperties, entry, before, parts.slice(3));
    if (third === "producer") return this.#placeFirstClass(this.#producer, producerSpringKeys, entry, before);
    const isShared = commonSpringKeys.has(third) || commonSpringKeys.has(`${third}.${fourth}`);
    if (isShared) return this.#placeFirstClass(this.#common, commonSpringKeys, entry, before);
    if (!springAsides.has(third)) this.#notice(entry, "is no key of spring.kafka, and is ignored");
  }

  /** A producer's key that lies around loose is worth a word: Spring never sees it. */
  #placeOutside(entry: SpringEntry, parts: readonly string[]): void {
    const key = parts.join(".");
    if (relaxedPath(key) === "spring.application.name" && typeof entry.value === "string") {
      const filled = fillPlaceholders(entry.value, this.#lookup);
      if (filled.ok && filled.text.trim() !== "") this.#applicationName = settingAt(entry, filled.text);
    } else if (knownKeys.has(key)) {
      this.#notice(entry, `is ignored by Spring here; it belongs under spring.kafka.producer.properties`);
    } else if (relaxedPath(key).startsWith("spring.cloud.stream.kafka.") && knownKeys.has(parts.at(-1) ?? "")) {
      this.#notice(entry, "belongs to Spring Cloud Stream, which is not read; only spring.kafka is");
    }
  }

  #placeProperty(layer: Layer, entry: SpringEntry, before: readonly SpringEntry[], parts: readonly string[]): void {
    const key = parts.join(".");
    if (key === "") {
      if (entry.value !== "") this.#refuse(entry, "is a single value", "nest Kafka's keys below it");
      return;
    }
    this.#put(layer, key, entry, before);
  }

  #placeFirstClass(
    layer: Layer,
    keys: ReadonlyMap<string, SpringKey>,
    entry: SpringEntry,
    before: readonly SpringEntry[],
  ): void {
    const parts = pathParts(pathOf(entry)).slice(layer === this.#producer ? 3 : 2);
    const [name = "", ...rest] = parts;
    const key = keys.get(parts.map(relaxed).join("."));
    if (key === undefined) {
      const whole = keys.get(relaxed(name));
      if (whole === undefined) return this.#placeUnknown(entry, parts);
      if (rest.length > 0) {
        return this.#refuse(entry, `makes a map of ${whole.spring}`, `write one value after ${whole.spring}:`);
      }
    }
    if (key === undefined) return;
    if (Array.isArray(entry.value) && key.takesList !== true) {
      return this.#notice(entry, "is a list, where one value belongs; Spring ignores it");
    }
    this.#put(layer, key.kafka, entry, before, key);
  }

  #placeUnknown(entry: SpringEntry, parts: readonly string[]): void {
    const name = parts.map(relaxed).join(".");
    if (name === "" || name.startsWith("ssl")) return;
    const dotted = parts.join(".").replaceAll("-", ".");
    const hint = knownKeys.has(dotted) ? `; write spring.kafka.producer.properties.${dotted}` : "";
    this.#notice(entry, `is no key of spring.kafka.producer, and is ignored${hint}`);
  }

  #put(layer: Layer, kafka: string, entry: SpringEntry, before: readonly SpringEntry[], key?: SpringKey): void {
    const at = { file: entry.file, line: entry.line, key: entry.path };
    const raw = this.#scalar(entry, key?.takesList === true);
    const filled = this.#open.settle(fillPlaceholders(raw, this.#lookup), layer.settings, kafka, at);
    if (filled === undefined) return;
    const cut = entry.isFraction === true && key?.cutsFraction === true ? filled.replace(/\..*$/s, "") : filled;
    const text = key === undefined ? filled : convertSpringValue(key, cut, at);
    if (text === undefined) return;
    if (key?.spring === "transaction-id-prefix") {
      this.#transactionIdPrefix = settingAt(entry, text);
      return;
    }
    layer.put(kafka, settingAt(entry, text), before.map(asWritten));
  }

  /** Boot's own serializers lie over `spring.kafka.properties`, and Spring's own keys over what Boot brings. */
  #dropCommonSerializers(): void {
    for (const key of serializers) {
      const lost = this.#commonProperties.settings.get(key);
      if (lost === undefined) continue;
      this.#commonProperties.settings.delete(key);
      const dashed = key.replace(".", "-");
      this.#noticeAt(
        lost,
        `is ignored: Spring Boot's own ${dashed} lies over it; write spring.kafka.producer.${dashed}`,
      );
    }
  }

  /** Addresses and the protocol come from Spring's own keys, whatever the properties say. */
  #setOnceMore(
    merged: { settings: Map<string, Setting>; overridden: Map<string, readonly Setting[]> },
    key: string,
  ): void {
    const own = [this.#producer, this.#common].map(({ settings }) => settings.get(key)).find((one) => one?.value);
    const now = merged.settings.get(key);
    if (now === undefined || now === own || (own === undefined && key === "security.protocol")) return;
    const dashed = key === "bootstrap.servers" ? "bootstrap-servers" : key;
    const winner = own === undefined ? "its default localhost:9092" : describeValue(own);
    this.#noticeAt(now, `is ignored: spring.kafka.${dashed} wins over properties, and is ${winner}`);
    if (own === undefined) merged.settings.delete(key);
    else {
      merged.settings.set(key, own);
      const lost = (merged.overridden.get(key) ?? []).filter((setting) => setting !== own);
      merged.overridden.set(key, [...lost, now]);
    }
  }

  #presets(): Map<string, Setting> {
    const preset = (value: string): Setting => ({ value, origin: { kind: "preset", by: spring } });
    const serializer = preset("org.apache.kafka.common.serialization.StringSerializer");
    return new Map([
      ["bootstrap.servers", preset("localhost:9092")],
      ...serializers.map((key) => [key, serializer] as const),
    ]);
  }

  /** The factory makes transactional producers where it has a prefix, and asks for idempotence if nobody has spoken. */
  #countTransactions({ settings }: { settings: Map<string, Setting> }, presets: Map<string, Setting>): void {
    const key = "transactional.id";
    const plain = settings.get(key);
    const isPrefix = (plain?.value ?? "").trim() !== "";
    const prefix = this.#transactionIdPrefix ?? (isPrefix ? plain : undefined);
    if (prefix === undefined) return;
    const setting = { ...prefix, value: `${prefix.value}0` };
    this.#noticeAt(prefix, `is a prefix: Spring counts on, and the first producer is ${quote(setting.value)}`);
    settings.set(key, setting);
    presets.set("enable.idempotence", { value: "true", origin: { kind: "preset", by: spring } });
  }

  #countClients({ settings }: { settings: Map<string, Setting> }): void {
    const named = settings.get("client.id");
    if (named !== undefined) settings.set("client.id", { ...named, value: `${named.value}-1` });
    else if (this.#applicationName !== undefined) {
      const { origin, value } = this.#applicationName;
      settings.set("client.id", { value: `${value}-producer-1`, origin });
    }
  }

  #scalar(entry: SpringEntry, takesList: boolean): string {
    if (typeof entry.value === "string") return entry.value;
    const isList = Array.isArray(entry.value);
    if (isList && takesList) return entry.value.join(",");
    const what = isList ? "a list" : "unusable" in entry.value ? entry.value.unusable : "a list";
    return this.#refuse(entry, `is ${what}, where one value belongs`, "write a text, a number, true or false");
  }

  #notice({ file, line, path }: SpringEntry, message: string): void {
    this.#notices.push({ file, line, key: path, message });
  }

  #noticeAt({ origin }: Setting, message: string): void {
    if (origin.kind !== "file") return;
    this.#notices.push({ file: origin.file, line: origin.line, key: origin.key, message });
  }

  #refuse({ file, line, path }: SpringEntry, message: string, hint: string): never {
    throw new Unreadable({ message, file, line, key: path, hint });
  }
}

const settingAt = ({ file, line, path }: SpringEntry, value: string): Setting => ({
  value,
  origin: { kind: "file", file, line, key: path },
});

/** What lost is shown as it stands in its file. */
const asWritten = (entry: SpringEntry): Setting =>
  settingAt(
    entry,
    Array.isArray(entry.value) ? entry.value.join(",") : typeof entry.value === "string" ? entry.value : "",
  );

const describeValue = ({ value }: Setting): string => quote(value ?? "");
