import { definitions } from "../../model/config/definitions.ts";
import type { Filled } from "./placeholders.ts";
import { Unreadable, type InputError, type InputNotice } from "./reading.ts";
import type { Setting, UserSettings } from "../../model/config/settings.ts";

/** A client's name is often a placeholder for the application's, and decides nothing. */
const mattering: ReadonlySet<string> = new Set(
  definitions.filter(({ key, effect }) => effect !== "none" && key !== "client.id").map(({ key }) => key),
);

/** What it is called decides nothing, but that it is there does. */
const takesAnyName = "transactional.id";

interface Place {
  readonly file: string;
  readonly line: number;
  readonly key: string;
}

/**
 * Settings whose placeholder stayed open. That is an error only for what is left when every layer has been laid: a value
 * that another one overrides harms nobody.
 */
export class OpenPlaceholders {
  readonly #errors = new Map<Setting, InputError>();
  readonly #notices: InputNotice[];

  constructor(notices: InputNotice[]) {
    this.#notices = notices;
  }

  /**
   * The filled text; undefined when it stays open, and `layer` then has an entry only where the key has a part in
   * delivery. Any other key (a password, an address) is left out with a notice: a simulation can do without it. A name
   * that may be any stays the placeholder that it is.
   */
  settle(filled: Filled, layer: Map<string, Setting>, kafkaKey: string, at: Place): string | undefined {
    if (filled.ok) return filled.text;
    const placeholder = `\${${filled.name}}`;
    const why = filled.circular ? `${placeholder} leads back to itself` : `${placeholder} has no value and no default`;
    if (kafkaKey === takesAnyName) {
      this.#notices.push({ ...at, message: `${why} here, and is taken for a name: any will do` });
      return placeholder;
    }
    layer.delete(kafkaKey);
    if (!mattering.has(kafkaKey)) {
      this.#notices.push({ ...at, message: `${why}; the key is left out, it changes nothing in a simulation` });
      return undefined;
    }
    const hint = filled.circular ? "write a value" : `write a value, or a default as in \${${filled.name}:value}`;
    const setting: Setting = { value: "", origin: { kind: "file", file: at.file, line: at.line, key: at.key } };
    this.#errors.set(setting, { ...at, message: why, hint });
    layer.set(kafkaKey, setting);
    return undefined;
  }

  /** @throws Unreadable for the first setting that is still open. */
  refuseIn(settings: UserSettings): void {
    for (const setting of settings.values()) {
      const error = this.#errors.get(setting);
      if (error !== undefined) throw new Unreadable(error);
    }
  }
}
