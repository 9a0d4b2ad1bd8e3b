import type { Setting, UserSettings } from "../../model/config/settings.ts";
import { quote } from "./reading.ts";

export type ArgumentsReading =
  { readonly ok: true; readonly settings: UserSettings } | { readonly ok: false; readonly message: string };

/** Settings from `--set key=value`, as often as it was given: the last one of a key wins. */
export function readSetArguments(texts: readonly string[]): ArgumentsReading {
  const settings = new Map<string, Setting>();
  for (const text of texts) {
    const equals = text.indexOf("=");
    const key = text.slice(0, Math.max(equals, 0)).trim();
    if (key === "")
      return { ok: false, message: `--set ${quote(text)} is no setting; write key=value, as in acks=all` };
    settings.set(key, { value: text.slice(equals + 1), origin: { kind: "argument", text } });
  }
  return { ok: true, settings };
}
