import { definitions } from "../config/definitions.ts";
import type { Setting, UserSettings } from "../config/settings.ts";
import { type ConfigNotice, type ConfigRefusal, type ConfigVerdict, notice } from "../config/verdict.ts";
import { defaultProducerConfig, type ProducerConfig } from "../producer/config.ts";
import { type ClientProfile, type CommonKey, type Counterpart, fieldOf, unlimited } from "./profile.ts";
import type { ClientSwitches } from "./switches.ts";

type Values = Record<CommonKey, number | boolean>;

const keys = Object.keys(fieldOf) as readonly CommonKey[];
const acksByText: Readonly<Record<string, number>> = { all: -1, "-1": -1, "0": 0, "1": 1 };

/**
 * What one of the clients beside the Java one makes of a user's settings. They are taken under Kafka's names, where the
 * client has a counterpart, and under the client's own; what it has no counterpart of is ignored, and says so.
 */
export function resolveClientConfig(user: UserSettings, profile: ClientProfile): ConfigVerdict {
  const refuse = refusalOf(profile);
  const notices: ConfigNotice[] = [];
  const set = new Map<CommonKey, Setting>();
  const moved: Partial<ClientSwitches>[] = [];
  for (const [key, setting] of user) {
    const own = profile.own.find((known) => known.key === key);
    const common = keys.find((known) => known === key || profile.settings[known].own === key);
    if (own !== undefined) {
      const value = readBoolean(setting.value);
      if (value === undefined) return refuse(key, `${key} must be true or false, not ${shown(setting)}`, setting);
      if (value !== own.default) moved.push(own.moves);
    } else if (common === undefined || profile.settings[common].fixed === true) {
      notices.push(withoutCounterpart(key, setting, common, profile));
    } else set.set(common, setting);
  }
  const values = valuesOf(set, profile);
  if (!("acks" in values)) return values;
  const refused = demandsOf(values, set, profile);
  if (refused !== undefined) return refused;
  for (const [key, setting] of set) {
    const got = read(key, setting);
    if (got !== values[key]) notices.push(overruled(key, setting, printed(key, values[key]), profile));
  }
  return {
    ok: true,
    config: configOf(values),
    clientId: user.get("client.id")?.value ?? profile.client,
    transaction: null,
    inForce: Object.fromEntries(keys.map((key) => [key, printed(key, values[key])])),
    implied: [],
    notices,
    behaviour: { switches: switchesOf(profile, values["enable.idempotence"] === true, moved), words: profile.words },
  };
}

/** The switches of a client as its settings leave them. */
const switchesOf = (
  { switches, whenIdempotent }: ClientProfile,
  isIdempotent: boolean,
  moved: readonly Partial<ClientSwitches>[],
): ClientSwitches => Object.assign({}, switches, ...(isIdempotent ? [whenIdempotent] : []), ...moved) as ClientSwitches;

const refusalOf =
  ({ refusal }: ClientProfile) =>
  (key: string, message: string, setting: Setting | undefined): ConfigRefusal => ({
    ok: false,
    error: refusal,
    at: "construct",
    key,
    message,
    ...(setting === undefined ? {} : { origin: setting.origin }),
  });

function valuesOf(set: ReadonlyMap<CommonKey, Setting>, profile: ClientProfile): Values | ConfigRefusal {
  const refuse = refusalOf(profile);
  const asked = set.get("enable.idempotence");
  const isIdempotent = asked === undefined ? profile.settings["enable.idempotence"].default : readBoolean(asked.value);
  const values: Partial<Values> = {};
  for (const key of keys) {
    const setting = set.get(key);
    const preset = presetOf(profile.settings[key], isIdempotent === true);
    const value = setting === undefined ? preset : read(key, setting);
    if (value === undefined) return refuse(key, `${key} must be ${expected(key)}, not ${shown(setting)}`, setting);
    values[key] = isIdempotent === true && isOverruled(profile.settings[key], value) ? preset : value;
  }
  return values as Values;
}

/** Whether an idempotent producer goes by its default all the same. */
const isOverruled = ({ forced, idempotentLeast = -Infinity }: Counterpart, value: number | boolean): boolean =>
  forced === true || Number(value) < idempotentLeast;

const presetOf = ({ default: preset, idempotent }: Counterpart, isIdempotent: boolean): number | boolean =>
  isIdempotent ? (idempotent ?? preset) : preset;

function read(key: CommonKey, { value }: Setting): number | boolean | undefined {
  if (key === "enable.idempotence") return readBoolean(value);
  if (key === "acks") return acksByText[(value ?? "").trim()];
  if (value === null || !/^\d{1,15}$/.test(value.trim())) return undefined;
  const number = Number(value);
  if (number < (key === "max.in.flight.requests.per.connection" || key === "batch.size" ? 1 : 0)) return undefined;
  return Math.min(number, unlimited);
}

function readBoolean(value: string | null): boolean | undefined {
  const text = value?.trim().toLowerCase();
  return text === "true" ? true : text === "false" ? false : undefined;
}

function expected(key: CommonKey): string {
  if (key === "enable.idempotence") return "true or false";
  if (key === "acks") return "all, -1, 0 or 1";
  return "a whole number that is not negative";
}

const shown = (setting: Setting | undefined): string => JSON.stringify(setting?.value ?? null);

function demandsOf(
  values: Values,
  set: ReadonlyMap<CommonKey, Setting>,
  profile: ClientProfile,
): ConfigRefusal | undefined {
  if (values["enable.idempotence"] !== true) return undefined;
  for (const { key, least = -Infinity, most = Infinity, says } of profile.demands) {
    const value = Number(values[key]);
    if (value < least || value > most) return refusalOf(profile)(key, says, set.get(key));
  }
  return undefined;
}

function withoutCounterpart(
  key: string,
  setting: Setting,
  common: CommonKey | undefined,
  { client, settings }: ClientProfile,
): ConfigNotice {
  const isKafkas = definitions.some((definition) => definition.key === key);
  if (!isKafkas)
    return notice("unknown-key", { key, setting, message: `${key} is no setting of ${client}, and is ignored` });
  const instead = common === undefined ? "" : ` (${settings[common].own})`;
  const message = `${key} has no counterpart in ${client}${instead}, and changes nothing`;
  return notice("not-simulated", { key, setting, message });
}

function overruled(key: CommonKey, setting: Setting, inForce: string | null, { client }: ClientProfile): ConfigNotice {
  const message = `${key} is ${inForce ?? "without limit"} in an idempotent producer of ${client}, whatever is set`;
  return notice("not-simulated", { key, setting, message });
}

function configOf(values: Values): ProducerConfig {
  const fields = keys.map((key) => [fieldOf[key], values[key]] as const);
  return { ...defaultProducerConfig, ...Object.fromEntries(fields) };
}

function printed(key: CommonKey, value: number | boolean): string | null {
  if (value === unlimited) return null;
  return key === "acks" && value === -1 ? "all" : String(value);
}
