import type { Acks } from "../protocol.ts";
import { clientBehaviours, type ClientBehaviour } from "./client-behaviour.ts";

/**
 * The settings of a producer as they are in force, after defaults and checks: everything is there, nothing is text any
 * more. Each docstring names Kafka's key and the unit. Times are whole milliseconds, as everywhere in the client.
 */
export interface ProducerConfig {
  /** `acks`; `all` is -1. */
  readonly acks: Acks;
  /** `retries`: how often one batch may be re-enqueued (P-72). */
  readonly retries: number;
  /** `max.in.flight.requests.per.connection`: requests of every kind count (P-56); 1 mutes partitions (P-59). */
  readonly maxInFlightRequestsPerConnection: number;
  /** `enable.idempotence`, as in force: P-3 … P-5 may have turned it off. */
  readonly enableIdempotence: boolean;
  /** `delivery.timeout.ms` in milliseconds, as in force (P-10). */
  readonly deliveryTimeoutMillis: number;
  /** `request.timeout.ms` in milliseconds. */
  readonly requestTimeoutMillis: number;
  /** `linger.ms` in milliseconds. */
  readonly lingerMillis: number;
  /** `batch.size` in bytes; 0 behaves as 1. */
  readonly batchSize: number;
  /** `buffer.memory` in bytes. */
  readonly bufferMemory: number;
  /** `max.block.ms` in milliseconds: for metadata and buffer memory together (P-36, P-39). */
  readonly maxBlockMillis: number;
  /** `retry.backoff.ms` in milliseconds: of produce and metadata requests, and constant for InitProducerId. */
  readonly retryBackoffMillis: number;
  /** `retry.backoff.max.ms` in milliseconds. */
  readonly retryBackoffMaxMillis: number;
  /** `reconnect.backoff.ms` in milliseconds. */
  readonly reconnectBackoffMillis: number;
  /** `reconnect.backoff.max.ms` in milliseconds, as in force: the base, when only that was set. */
  readonly reconnectBackoffMaxMillis: number;
  /** `socket.connection.setup.timeout.ms` in milliseconds. */
  readonly socketConnectionSetupTimeoutMillis: number;
  /** `socket.connection.setup.timeout.max.ms` in milliseconds. */
  readonly socketConnectionSetupTimeoutMaxMillis: number;
  /** `connections.max.idle.ms` in milliseconds: an idle connection is closed after it; negative: never. */
  readonly connectionsMaxIdleMillis: number;
  /** `max.request.size` in bytes: of one request, and of one record (P-37, P-48). */
  readonly maxRequestSize: number;
  /** `metadata.max.age.ms` in milliseconds: metadata is refreshed at the latest after it. */
  readonly metadataMaxAgeMillis: number;
  /**
   * What the codec of `compression.type` makes of the records of a batch, in percent of their bytes; `undefined`: none.
   * No setting gives it, since it depends on the data: recordings and runs that are about it do.
   */
  readonly compressedPercent: number | undefined;
  /** No setting: what the client's line does differently from others. */
  readonly behaviour: ClientBehaviour;
}

/** What a Java producer of 3.9 runs with when nothing is set. */
export const defaultProducerConfig: ProducerConfig = {
  acks: -1,
  retries: 2_147_483_647,
  maxInFlightRequestsPerConnection: 5,
  enableIdempotence: true,
  deliveryTimeoutMillis: 120_000,
  requestTimeoutMillis: 30_000,
  lingerMillis: 0,
  batchSize: 16_384,
  bufferMemory: 33_554_432,
  maxBlockMillis: 60_000,
  retryBackoffMillis: 100,
  retryBackoffMaxMillis: 1_000,
  reconnectBackoffMillis: 50,
  reconnectBackoffMaxMillis: 1_000,
  socketConnectionSetupTimeoutMillis: 10_000,
  socketConnectionSetupTimeoutMaxMillis: 30_000,
  connectionsMaxIdleMillis: 540_000,
  maxRequestSize: 1_048_576,
  metadataMaxAgeMillis: 300_000,
  compressedPercent: undefined,
  behaviour: clientBehaviours["java-3.9"],
};
