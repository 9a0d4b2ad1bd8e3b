import type { ClientBehaviour } from "../../src/model/producer/client-behaviour.ts";
import type { ProducerConfig } from "../../src/model/producer/config.ts";
import type { Acks } from "../../src/model/protocol.ts";
import type { Script } from "./script.ts";

/** Where a script leaves it open, memory is never short and a connection has the time that it needs. */
const ample = {
  bufferMemory: 256 * 1_048_576,
  maxBlockMillis: 60_000,
  setupTimeoutMillis: 10_000,
  setupTimeoutMaxMillis: 30_000,
};

/** The settings of a script, as the producer here takes them. */
export const producerConfig = ({ config, compressedPercent }: Script, behaviour: ClientBehaviour): ProducerConfig => ({
  acks: (config.acks === "all" ? -1 : Number(config.acks)) as Acks,
  retries: config.retries,
  maxInFlightRequestsPerConnection: config["max.in.flight.requests.per.connection"],
  enableIdempotence: config["enable.idempotence"],
  deliveryTimeoutMillis: config["delivery.timeout.ms"],
  requestTimeoutMillis: config["request.timeout.ms"],
  lingerMillis: config["linger.ms"],
  batchSize: config["batch.size"],
  bufferMemory: config["buffer.memory"] ?? ample.bufferMemory,
  maxBlockMillis: config["max.block.ms"] ?? ample.maxBlockMillis,
  retryBackoffMillis: config["retry.backoff.ms"],
  retryBackoffMaxMillis: config["retry.backoff.max.ms"],
  reconnectBackoffMillis: config["reconnect.backoff.ms"],
  reconnectBackoffMaxMillis: config["reconnect.backoff.max.ms"],
  socketConnectionSetupTimeoutMillis: config["socket.connection.setup.timeout.ms"] ?? ample.setupTimeoutMillis,
  socketConnectionSetupTimeoutMaxMillis:
    config["socket.connection.setup.timeout.max.ms"] ?? ample.setupTimeoutMaxMillis,
  connectionsMaxIdleMillis: -1,
  maxRequestSize: config["max.request.size"],
  metadataMaxAgeMillis: Number.MAX_SAFE_INTEGER,
  compressedPercent: config["compression.type"] === "gzip" ? compressedPercent : undefined,
  behaviour,
});
