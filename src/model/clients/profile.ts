import type { ProducerConfig } from "../producer/config.ts";
import type { BatchSwitches, CallSwitches, ClientSwitches, ClientWords } from "./switches.ts";

/** The fields of `ProducerConfig` that a user of one of these clients can move, by Kafka's name of the setting. */
export const fieldOf = {
  acks: "acks",
  retries: "retries",
  "max.in.flight.requests.per.connection": "maxInFlightRequestsPerConnection",
  "enable.idempotence": "enableIdempotence",
  "delivery.timeout.ms": "deliveryTimeoutMillis",
  "request.timeout.ms": "requestTimeoutMillis",
  "linger.ms": "lingerMillis",
  "batch.size": "batchSize",
  "retry.backoff.ms": "retryBackoffMillis",
  "retry.backoff.max.ms": "retryBackoffMaxMillis",
  "reconnect.backoff.ms": "reconnectBackoffMillis",
  "reconnect.backoff.max.ms": "reconnectBackoffMaxMillis",
  "socket.connection.setup.timeout.ms": "socketConnectionSetupTimeoutMillis",
} as const satisfies Readonly<Record<string, keyof ProducerConfig>>;

export type CommonKey = keyof typeof fieldOf;

/** No limit; kept below the point where a sum of a few such spans would lose a digit. */
export const unlimited = 2 ** 41;

/** A setting that means the same as one of the Java client, under the client's own name and with its own default. */
export interface Counterpart {
  /** As the client calls it; where it has no such setting, what it always does. */
  readonly own: string;
  /** Whole milliseconds, bytes or counts; acks as a number; idempotence as a truth. */
  readonly default: number | boolean;
  /** The default of an idempotent producer, where it is another one. */
  readonly idempotent?: number;
  /** An idempotent producer has its default whatever is set. */
  readonly forced?: true;
  /** An idempotent producer has its default where less is set. */
  readonly idempotentLeast?: number;
  /** Cannot be set in the client. */
  readonly fixed?: true;
}

/** What the client demands of its settings when idempotence is on; what it refuses is the user's to see. */
export interface Demand {
  readonly key: CommonKey;
  readonly least?: number;
  readonly most?: number;
  /** What the client says. */
  readonly says: string;
}

/** A setting that the Java client has not got: it moves switches. */
export interface OwnSetting<Switches extends ClientSwitches> {
  readonly key: string;
  readonly default: boolean;
  readonly about: string;
  /** The switches, where it is not as by default. */
  readonly moves: Partial<Switches>;
}

/** Another client than the Java one: where it stands in for it, and what it does differently. */
interface Profile<Switches extends ClientSwitches> {
  readonly name: string;
  /** What it is, and of which sources. */
  readonly title: string;
  /** Names the client in messages. */
  readonly client: string;
  /** What its refusal of settings is called. */
  readonly refusal: string;
  readonly settings: Readonly<Record<CommonKey, Counterpart>>;
  readonly own: readonly OwnSetting<Switches>[];
  readonly demands: readonly Demand[];
  readonly switches: Switches;
  /** The switches of an idempotent producer, where they are others. */
  readonly whenIdempotent: Partial<Switches>;
  readonly words: ClientWords;
  /** What is left out, where it could matter. */
  readonly leftOut: string;
}

export type ClientProfile = Profile<BatchSwitches> | Profile<CallSwitches>;
