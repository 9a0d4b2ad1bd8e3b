import type { ProducerSettings } from "./producer-settings.ts";

/** Where a setting was written, so that every message can point there. */
export type Origin =
  /** `key` as the file has it, which may be another than Kafka's: `spring.kafka.producer.batch-size`. */
  | { readonly kind: "file"; readonly file: string; readonly line: number; readonly key: string }
  | { readonly kind: "argument"; readonly text: string }
  /** Nobody wrote it: a framework, or a client other than the Java one, hands it on by itself. */
  | { readonly kind: "preset"; readonly by: string }
  | { readonly kind: "code" };

/** A setting as its writer left it. Null can be said in code only; a file has no word for it. */
export interface Setting {
  readonly value: string | null;
  readonly origin: Origin;
}

/** What a user set, and nothing that he did not: whether a key is there at all decides some rules (P-6). */
export type UserSettings = ReadonlyMap<string, Setting>;

/** Settings written in TypeScript, as the client would get them. A key that is `undefined` is not set. */
export function producerSettings(settings: ProducerSettings): UserSettings {
  const origin: Origin = { kind: "code" };
  const user = new Map<string, Setting>();
  for (const [key, value] of Object.entries(settings)) {
    if (value === undefined) continue;
    user.set(key, { value: value === null ? null : Array.isArray(value) ? value.join(",") : String(value), origin });
  }
  return user;
}

/** Layers of settings made one: the later layer wins, and each key keeps the place where it was first named. */
export const mergeSettings = (...layers: readonly UserSettings[]): UserSettings =>
  layerSettings(layers.map((settings) => ({ settings, overridden: new Map() }))).settings;

/** Settings, and for each key what they have won over: the last of these is the one that would come next. */
export interface LayeredSettings {
  readonly settings: UserSettings;
  readonly overridden: ReadonlyMap<string, readonly Setting[]>;
}

/** Layers made one as by {@link mergeSettings}, with what each key loses on the way. */
export function layerSettings(layers: readonly LayeredSettings[]): LayeredSettings {
  const merged = new Map<string, Setting>();
  const overridden = new Map<string, readonly Setting[]>();
  for (const layer of layers) {
    for (const [key, setting] of layer.settings) {
      const before = merged.get(key);
      const lost = [...(overridden.get(key) ?? []), ...(before === undefined ? [] : [before])];
      const losers = [...lost, ...(layer.overridden.get(key) ?? [])];
      if (losers.length > 0) overridden.set(key, losers);
      merged.set(key, setting);
    }
  }
  return { settings: merged, overridden };
}

/** `producer.properties:4`, `--set acks=1`, whose default it is, or that it stands in code. */
export function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case "file":
      return `${origin.file}:${origin.line}`;
    case "argument":
      return `--set ${origin.text}`;
    case "preset":
      return `default of ${origin.by}`;
    case "code":
      return "settings in code";
  }
}
