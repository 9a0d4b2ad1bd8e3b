import type { UserSettings } from "./settings.ts";
import type { EffectiveValues } from "./values.ts";
import { refusal, type ConfigRefusal } from "./verdict.ts";

/**
 * Null where the client unboxes a primitive ends in a NullPointerException instead of a refusal (P-6). It can come only
 * from code, and only for keys of which nothing is demanded: a demand refuses null itself.
 */
export function refuseNull(
  values: EffectiveValues,
  user: UserSettings,
  at: ConfigRefusal["at"],
  keys: readonly string[],
): ConfigRefusal | undefined {
  const key = keys.find(
    (candidate) => user.has(candidate) && values.knows(candidate) && values.get(candidate) === null,
  );
  if (key === undefined) return undefined;
  const why = { key, rule: "P-6", setting: user.get(key), message: `${key} must have a value, not null` };
  return { ...refusal(at, why), error: "NullPointerException" };
}
