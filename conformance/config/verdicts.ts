import type { ClientLine } from "../../src/model/config/definition.ts";
import { resolveProducerConfig } from "../../src/model/config/resolve.ts";
import { producerSettings } from "../../src/model/config/settings.ts";

/** What a user set. Null can only be said in code. */
export type Props = Readonly<Record<string, string | null>>;

/** Settings to be judged. Those that are `bare` get nothing added, so that addresses and serializers are judged too. */
export interface Script {
  readonly props: Props;
  readonly bare?: true;
}

/** What a producer says of its settings, as it was recorded of the real one. */
export interface Verdict {
  readonly ok: boolean;
  /** Simple name of the exception. */
  readonly error?: string;
  /** `config`: refused by the reading of settings; `construct`: by the building of the producer. */
  readonly at?: string;
  /** Values in force as the client prints them; null where unset. */
  readonly inForce?: Readonly<Record<string, string | null>>;
  /** What the accumulator really uses, in ms. */
  readonly deliveryTimeoutInForce?: number;
  /** The real client's own words, for people to read; nobody compares them. */
  readonly said?: string;
}

/** The keys that recordings show, in their order. */
export const recordedKeys = [
  "enable.idempotence",
  "acks",
  "retries",
  "max.in.flight.requests.per.connection",
  "delivery.timeout.ms",
  "request.timeout.ms",
  "linger.ms",
  "batch.size",
  "buffer.memory",
  "max.block.ms",
  "retry.backoff.ms",
  "retry.backoff.max.ms",
  "compression.type",
  "transactional.id",
  "transaction.timeout.ms",
  "max.request.size",
  "reconnect.backoff.ms",
  "reconnect.backoff.max.ms",
] as const;

const serializer = "org.apache.kafka.common.serialization.ByteArraySerializer";

/** What the recorder adds, over whatever the user set: a producer needs them, and nobody listens there. */
const added: Props = {
  "bootstrap.servers": "127.0.0.1:1",
  "key.serializer": serializer,
  "value.serializer": serializer,
  "enable.metrics.push": "false",
};

/** Whether the real producer cannot do without a key. */
export const isAdded = (key: string): boolean => key in added;

/** All that the client is given. */
export const given = ({ props, bare }: Script): Props => (bare === true ? props : { ...props, ...added });

/** Our verdict; `inForce` holds every key that a verdict of ours shows. */
export function verdictOn(script: Script, line: ClientLine): Verdict {
  const verdict = resolveProducerConfig(producerSettings(given(script)), line);
  if (!verdict.ok) return { ok: false, error: verdict.error, at: verdict.at };
  return { ok: true, inForce: verdict.inForce, deliveryTimeoutInForce: verdict.config.deliveryTimeoutMillis };
}

/** The same with the keys that recordings show. */
export function recordedVerdict(script: Script, line: ClientLine): Verdict {
  const verdict = verdictOn(script, line);
  if (verdict.inForce === undefined) return verdict;
  const { inForce } = verdict;
  return { ...verdict, inForce: Object.fromEntries(recordedKeys.map((key) => [key, inForce[key] ?? null])) };
}

/** Where two verdicts part: the first key or part of them that differs; undefined where they agree. */
export function difference(ours: Verdict, real: Verdict): string | undefined {
  for (const part of ["ok", "error", "at", "deliveryTimeoutInForce"] as const) {
    if (ours[part] !== real[part]) return `${part}: real ${real[part]}, ours ${ours[part]}`;
  }
  const recorded = new Set<string>(recordedKeys);
  for (const [key, theirs] of Object.entries(real.inForce ?? {})) {
    const value = ours.inForce?.[key];
    if (value === undefined && !recorded.has(key)) continue; // it has no part in delivery, and is not shown here
    if (value === theirs || (key === "client.id" && isNumbered(value) && isNumbered(theirs))) continue;
    return `inForce ${key}: real ${JSON.stringify(theirs)}, ours ${JSON.stringify(value)}`;
  }
  return undefined;
}

/** P-8: the number counts the producers of a process, and only one of them is simulated. */
const isNumbered = (clientId: string | null | undefined): boolean => /^producer-\d+$/.test(clientId ?? "");
