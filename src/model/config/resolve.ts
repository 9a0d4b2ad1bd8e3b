import type { Acks } from "../protocol.ts";
import type { ProducerConfig } from "../producer/config.ts";
import { lingerMillis, settleConstruction } from "./construct.ts";
import type { ClientLine } from "./definition.ts";
import { defaultOf, definitionsOf } from "./definitions.ts";
import { settleIdempotence } from "./idempotence.ts";
import { quietNotices } from "./notices.ts";
import { refuseNull } from "./null.ts";
import type { UserSettings } from "./settings.ts";
import { readValue, showValue } from "./value.ts";
import { EffectiveValues } from "./values.ts";
import {
  notice,
  refusal,
  type ConfigNotice,
  type ConfigRefusal,
  type ConfigVerdict,
  type ImpliedValue,
} from "./verdict.ts";

/** What the client unboxes while it reads its settings, in that order (P-6). */
const unboxedFirst = [
  "socket.connection.setup.timeout.ms",
  "socket.connection.setup.timeout.max.ms",
  "enable.idempotence",
] as const;

/**
 * What the Java producer makes of a user's settings: refused, or in force. Checks come in the client's order, because
 * the first that fails is the one its user sees.
 *
 * `ordinal` is the number of the producer within its process, counting those whose construction failed after their
 * settings were read: it names a client that nobody named (P-8).
 */
export function resolveProducerConfig(user: UserSettings, line: ClientLine = "java-3.9", ordinal = 1): ConfigVerdict {
  const values = readAll(user, line);
  if (!(values instanceof EffectiveValues)) return values;
  const early = refuseLogin(values, user) ?? refuseNull(values, user, "config", unboxedFirst);
  if (early !== undefined) return early;
  const notices = [...quietNotices(values, user, line)];
  values.set("acks", values.text("acks") === "all" ? "-1" : values.text("acks")); // P-1
  const followed = followReconnectBackoff(values, user, notices);

  const maxInFlight = values.integer("max.in.flight.requests.per.connection");
  const input = { asked: values.flag("enable.idempotence"), retries: values.integer("retries"), maxInFlight };
  const settled = settleIdempotence({ ...input, acks: values.text("acks") ?? "" }, user, line);
  if ("ok" in settled) return settled;
  values.set("enable.idempotence", settled.inForce);
  const clash =
    refuseNull(values, user, "config", ["transaction.two.phase.commit.enable"]) ??
    refuseTwoPhase(values, user) ??
    refuseNoSerializer(user);
  if (clash !== undefined) return clash;
  const named = nameClient(values, user, ordinal);

  const built = settleConstruction(values, user, line);
  if ("ok" in built) return built;
  const id = values.text("transactional.id");
  return {
    ok: true,
    config: producerConfig(values, built.deliveryTimeoutMillis),
    clientId: values.text("client.id") ?? "",
    transaction: id === null ? null : { id, timeoutMillis: values.integer("transaction.timeout.ms") },
    inForce: shown(values, line),
    implied: [...followed, ...settled.implied, ...named, ...built.implied],
    notices: [...notices, ...settled.notices, ...built.notices],
  };
}

function readAll(user: UserSettings, line: ClientLine): EffectiveValues | ConfigRefusal {
  const values = new EffectiveValues();
  for (const [key, definition] of definitionsOf(line)) {
    const setting = user.get(key);
    if (setting === undefined) {
      const preset = defaultOf(definition, line);
      const reading = preset === null ? undefined : readValue(definition, preset, line);
      values.set(key, reading?.ok === true ? reading.value : null);
      continue;
    }
    const reading = readValue(definition, setting.value, line);
    if (!reading.ok) {
      const got = definition.type === "password" ? "what is set" : JSON.stringify(setting.value);
      return refusal("config", { key, setting, message: `${key} must be ${reading.expected}, not ${got}` });
    }
    values.set(key, reading.value);
  }
  return values;
}

/** Login without a mechanism is refused before idempotence is looked at. */
function refuseLogin(values: EffectiveValues, user: UserSettings): ConfigRefusal | undefined {
  const key = "sasl.mechanism";
  const protocol = values.text("security.protocol") ?? "";
  if (!protocol.toUpperCase().startsWith("SASL_") || (values.text(key) ?? "") !== "") return undefined;
  return refusal("config", { key, setting: user.get(key), message: `security.protocol=${protocol} needs a ${key}` });
}

/** 4.4: who commits in two phases decides himself how long a transaction lasts. */
function refuseTwoPhase(values: EffectiveValues, user: UserSettings): ConfigRefusal | undefined {
  const setting = user.get("transaction.timeout.ms");
  if (setting === undefined || !values.flag("transaction.two.phase.commit.enable")) return undefined;
  const message = "transaction.timeout.ms must not be set while transaction.two.phase.commit.enable=true";
  return refusal("config", { key: "transaction.timeout.ms", setting, message });
}

/** Settings without serializers can be simulated, but one that is null is refused. */
function refuseNoSerializer(user: UserSettings): ConfigRefusal | undefined {
  const key = ["key.serializer", "value.serializer"].find((candidate) => user.get(candidate)?.value === null);
  if (key === undefined) return undefined;
  return refusal("config", { key, setting: user.get(key), message: `${key} must be the name of a class, not null` });
}

/** Whoever sets only the base of the reconnect backoff gets a constant one: its limit follows. */
function followReconnectBackoff(values: EffectiveValues, user: UserSettings, notices: ConfigNotice[]): ImpliedValue[] {
  const [key, limit] = ["reconnect.backoff.ms", "reconnect.backoff.max.ms"] as const;
  const setting = user.get(key);
  if (setting === undefined || user.has(limit)) return [];
  values.set(limit, values.get(key));
  const message = `${limit} is not set and follows ${key}: the pause between connections does not grow`;
  notices.push(notice("reconnect-backoff-follows", { key, setting, message }));
  return [{ key: limit, value: String(values.get(key)), by: [key] }];
}

/** P-8: a client that nobody named is called after its transactions, or by its number. */
function nameClient(values: EffectiveValues, user: UserSettings, ordinal: number): ImpliedValue[] {
  const key = "client.id";
  if (user.has(key)) return [];
  const id = values.text("transactional.id");
  values.set(key, `producer-${id ?? ordinal}`);
  return [{ key, value: `producer-${id ?? ordinal}`, by: id === null ? [] : ["transactional.id"], rule: "P-8" }];
}

function producerConfig(values: EffectiveValues, deliveryTimeoutMillis: number): ProducerConfig {
  return {
    acks: Number(values.text("acks")) as Acks,
    retries: values.integer("retries"),
    maxInFlightRequestsPerConnection: values.integer("max.in.flight.requests.per.connection"),
    enableIdempotence: values.flag("enable.idempotence"),
    deliveryTimeoutMillis,
    requestTimeoutMillis: values.integer("request.timeout.ms"),
    lingerMillis: lingerMillis(values),
    batchSize: values.integer("batch.size"),
    bufferMemory: values.integer("buffer.memory"),
    maxBlockMillis: values.integer("max.block.ms"),
    retryBackoffMillis: values.integer("retry.backoff.ms"),
    retryBackoffMaxMillis: values.integer("retry.backoff.max.ms"),
    reconnectBackoffMillis: values.integer("reconnect.backoff.ms"),
    reconnectBackoffMaxMillis: values.integer("reconnect.backoff.max.ms"),
    socketConnectionSetupTimeoutMillis: values.integer("socket.connection.setup.timeout.ms"),
    socketConnectionSetupTimeoutMaxMillis: values.integer("socket.connection.setup.timeout.max.ms"),
    connectionsMaxIdleMillis: values.integer("connections.max.idle.ms"),
    maxRequestSize: values.integer("max.request.size"),
    metadataMaxAgeMillis: values.integer("metadata.max.age.ms"),
  };
}

function shown(values: EffectiveValues, line: ClientLine): Record<string, string | null> {
  const entries: [string, string | null][] = [];
  for (const [key, definition] of definitionsOf(line)) {
    if (definition.effect !== "none") entries.push([key, showValue(definition, values.get(key))]);
  }
  return Object.fromEntries(entries);
}
