import type { ClientBehaviour } from "../clients/switches.ts";
import type { ProducerConfig } from "../producer/config.ts";
import type { Origin, Setting } from "./settings.ts";

/** Something that the user may not expect, although the client goes on. */
export interface ConfigNotice {
  readonly kind:
    | "unknown-key"
    | "idempotence-off"
    | "delivery-timeout-raised"
    | "constant-backoff"
    | "reconnect-backoff-follows"
    | "linger-capped"
    | "not-simulated";
  readonly key: string;
  readonly message: string;
  /** The rule of the rulebook behind it (producer.md). */
  readonly rule?: string;
  /** Absent when nobody set the key: then a default has led here. */
  readonly origin?: Origin;
}

/** A value that nobody set and no table of defaults holds: other settings lead to it. */
export interface ImpliedValue {
  readonly key: string;
  /** What is in force, as the client would print it. */
  readonly value: string;
  /** The keys that lead to it. */
  readonly by: readonly string[];
  /** The rule of the rulebook behind it (producer.md). */
  readonly rule?: string;
}

/** A refusal, as the client would throw it. */
export interface ConfigRefusal {
  readonly ok: false;
  /** `ConfigException` or `NullPointerException`; of another client what it calls its refusal. */
  readonly error: string;
  /** `config`: thrown as it is by the reading of settings; `construct`: wrapped, by the producer being built (P-12). */
  readonly at: "config" | "construct";
  readonly key: string;
  readonly message: string;
  readonly rule?: string;
  readonly origin?: Origin;
}

/** Settings that the client accepts, and what has become of them. */
export interface ResolvedConfig {
  readonly ok: true;
  readonly config: ProducerConfig;
  /** The name of the client in requests (P-8). */
  readonly clientId: string;
  /** `transactional.id` and `transaction.timeout.ms`; null for a producer without transactions. */
  readonly transaction: { readonly id: string; readonly timeoutMillis: number } | null;
  /** Every setting with a part in delivery, as the client prints it; null is unset. */
  readonly inForce: Readonly<Record<string, string | null>>;
  /** What other settings have led to; `inForce` holds the configuration's value, which the producer may not go by. */
  readonly implied: readonly ImpliedValue[];
  readonly notices: readonly ConfigNotice[];
  /** What the client does; of the Java one nothing is said here, for it has an automaton of its own. */
  readonly behaviour?: ClientBehaviour;
}

export type ConfigVerdict = ResolvedConfig | ConfigRefusal;

interface Blame {
  readonly key: string;
  readonly message: string;
  readonly rule?: string;
  readonly setting?: Setting | undefined;
}

const blame = ({ key, message, rule, setting }: Blame): Omit<ConfigNotice, "kind"> => ({
  key,
  message,
  ...(rule === undefined ? {} : { rule }),
  ...(setting === undefined ? {} : { origin: setting.origin }),
});

export const refusal = (at: ConfigRefusal["at"], why: Blame): ConfigRefusal => ({
  ok: false,
  error: "ConfigException",
  at,
  ...blame(why),
});

export const notice = (kind: ConfigNotice["kind"], why: Blame): ConfigNotice => ({ kind, ...blame(why) });
