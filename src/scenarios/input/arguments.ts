import type { Setting, UserSettings } from "../../model/config/settings.ts";
import { quote, type InputError } from "./reading.ts";

export type ArgumentsReading =
  { readonly ok: true; readonly settings: UserSettings } | { readonly ok: false; readonly error: InputError };

/** Settings from `--set key=value`, as often as it was given: the last one of a key wins. */
export function readSetArguments(texts: readonly string[]): ArgumentsReading {
  const settings = new Map<string, Setting>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    const key = text.slice(0, Math.max(equals, 0)).trim();
    if (key === "") {
      const error = { file: "--set", message: `${quote(text)} is no setting`, hint: "write key=value, as in acks=all" };
      return { ok: false, error };
    }
    settings.set(key, { value: text.slice(equals + 1), origin: { kind: "argument", text } });
  }
  return { ok: true, settings };
}
