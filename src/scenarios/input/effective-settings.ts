import type { ClientLine, Definition, Effect } from "../../model/config/definition.ts";
import { defaultOf, definitionsOf } from "../../model/config/definitions.ts";
import { resolveProducerConfig } from "../../model/config/resolve.ts";
import {
  layerSettings,
  type LayeredSettings,
  type Origin,
  type Setting,
  type UserSettings,
} from "../../model/config/settings.ts";
import type { ConfigVerdict, ImpliedValue, ResolvedConfig } from "../../model/config/verdict.ts";
import { readSetArguments } from "./arguments.ts";
import { readSettings, type ReadOptions } from "./read-settings.ts";
import type { InputError, InputNotice, SettingsSource, TakenAs } from "./reading.ts";

export interface EffectiveOptions extends ReadOptions {
  readonly line: ClientLine;
  /** `key=value`, as `--set` takes it: over all files. */
  readonly set?: readonly string[];
}

/** Where a value comes from: somebody wrote it, other settings lead to it, or it is the default of the client. */
export type ValueOrigin =
  | Origin
  | ({ readonly kind: "implied" } & Pick<ImpliedValue, "by" | "rule">)
  | { readonly kind: "default"; readonly line: ClientLine };

export interface EffectiveSetting {
  /** The Java client's name of it. */
  readonly key: string;
  /** What the producer goes by, as the client prints it; null where it is unset. */
  readonly value: string | null;
  readonly origin: ValueOrigin;
  /** What was written for the key and lost: the last one would come next. */
  readonly overridden: readonly Setting[];
  /** Whether a simulation heeds it. */
  readonly effect: Effect;
}

export interface EffectiveSettings {
  readonly ok: true;
  readonly files: readonly TakenAs[];
  /** What was written, all layers in one: what the client would be given. */
  readonly user: UserSettings;
  readonly verdict: ConfigVerdict;
  /** Every key that the client line knows, in its order. Of settings that it refuses, those that somebody wrote. */
  readonly settings: readonly EffectiveSetting[];
  /** What the reading of the files found worth a word; what the client does in silence is in `verdict.notices`. */
  readonly notices: readonly InputNotice[];
}

/**
 * What the files of a producer come to: a value for each setting with where it comes from and what it has won over. A
 * later file wins over an earlier one, `set` over all files, and all of it over what a framework or another client
 * hands on by itself. Whether the client takes it is in `verdict`.
 */
export function effectiveSettings(
  sources: readonly SettingsSource[],
  options: EffectiveOptions,
): EffectiveSettings | { readonly ok: false; readonly error: InputError } {
  const reading = readSettings(sources, options);
  if (!reading.ok) return reading;
  const set = readSetArguments(options.set ?? []);
  if (!set.ok) return { ok: false, error: set.error };
  const { settings: user, overridden } = layerSettings([onlyLayer(reading.presets), reading, onlyLayer(set.settings)]);
  const verdict = resolveProducerConfig(user, options.line);
  const settings = verdict.ok
    ? inForce(verdict, user, options.line)
    : [...user].map(([key, setting]) => asWritten(key, setting, options.line));
  const withLosers = settings.map((setting) => ({ ...setting, overridden: overridden.get(setting.key) ?? [] }));
  return { ok: true, files: reading.files, user, verdict, settings: withLosers, notices: reading.notices };
}

const onlyLayer = (settings: UserSettings): LayeredSettings => ({ settings, overridden: new Map() });

const secretless = ({ type }: Definition, value: string | null): string | null =>
  type === "password" && value !== null ? "[hidden]" : value;

function asWritten(key: string, { value, origin }: Setting, line: ClientLine): Omit<EffectiveSetting, "overridden"> {
  const definition = definitionsOf(line).get(key);
  const shown = definition === undefined ? value : secretless(definition, value);
  return { key, value: shown, origin, effect: definition?.effect ?? "none" };
}

function inForce(
  verdict: ResolvedConfig,
  user: UserSettings,
  line: ClientLine,
): readonly Omit<EffectiveSetting, "overridden">[] {
  return [...definitionsOf(line).values()].map((definition) => {
    const { key, effect } = definition;
    const implied = verdict.implied.find((candidate) => candidate.key === key);
    if (implied !== undefined) {
      const { value, by, rule } = implied;
      return { key, value, effect, origin: { kind: "implied", by, ...(rule === undefined ? {} : { rule }) } };
    }
    const written = user.get(key);
    const idle = written === undefined ? defaultOf(definition, line) : secretless(definition, written.value);
    const value = verdict.inForce[key] ?? idle;
    return { key, value, effect, origin: written?.origin ?? { kind: "default", line } };
  });
}
