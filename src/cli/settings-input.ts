import type { ClientLine } from "../model/config/definition.ts";
import { BadInput } from "../input/bad-input.ts";
import { type EffectiveSettings, effectiveSettings } from "../scenarios/input/effective-settings.ts";
import { type SettingsSource, describeInputError } from "../scenarios/input/reading.ts";

/** What says how files of settings are to be read, and what is laid over them. */
export interface SettingsOptions {
  readonly springProfile?: readonly string[];
  readonly set?: readonly string[];
}

/** What files of settings come to. @throws BadInput that names the place. */
export function effectiveOf(
  sources: readonly SettingsSource[],
  line: ClientLine,
  { springProfile = [], set = [] }: SettingsOptions,
): EffectiveSettings {
  const effective = effectiveSettings(sources, { line, profiles: springProfile, set });
  if (!effective.ok) throw new BadInput(describeInputError(effective.error));
  return effective;
}
