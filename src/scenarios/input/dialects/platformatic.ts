import { unlimited, type Dialect } from "./dialect.ts";

const isIdempotent = (given: ReadonlyMap<string, string>): boolean =>
  given.get("enable.idempotence") === "true" || given.has("transactional.id");

/** \@platformatic/kafka 1.35: options of `new Producer` and `producer.send`, with the defaults of its sources. */
export const platformatic: Dialect = {
  name: "platformatic",
  title: "@platformatic/kafka 1.35",
  profile: "platformatic-1.35",
  telling:
    /^(?:bootstrapBrokers|maxInflights|retryDelay|connectTimeout|autocreateTopics|repeatOnStaleMetadata|serializers|handleBackPressure|tls|strict)$/,
  counterparts: [
    { own: "bootstrapBrokers", kafka: "bootstrap.servers" },
    { own: "clientId", kafka: "client.id" },
    { own: "acks", kafka: "acks" },
    { own: "idempotent", kafka: "enable.idempotence" },
    { own: "maxInflights", kafka: "max.in.flight.requests.per.connection" },
    {
      own: "retries",
      kafka: "retries",
      convert: (text) => (text === "true" ? unlimited : text === "false" ? "0" : text),
    },
    { own: "retryDelay", kafka: "retry.backoff.ms", note: "its pauses do not grow" },
    { own: "requestTimeout", kafka: "request.timeout.ms" },
    { own: "connectTimeout", kafka: "socket.connection.setup.timeout.ms" },
    { own: "metadataMaxAge", kafka: "metadata.max.age.ms" },
    { own: "compression", kafka: "compression.type" },
    { own: "transactionalId", kafka: "transactional.id" },
  ],
  alone: {
    timeout: "it is how long the broker may wait for replicas, and no limit of the client's own",
    producerId: "the simulated broker gives ids out",
    producerEpoch: "the simulated broker gives epochs out",
    partitioner: "the simulated sends name their partitions",
    autocreateTopics: "the simulated topics are there",
    repeatOnStaleMetadata: "the Java client always asks again where its metadata is old",
    handleBackPressure: "the simulated connections take what they are given",
  },
  idle: /^(?:tls|ssl|sasl|tlsServerName|serializers|registry|context|metrics|strict|beforeSerialization|messages)\b/,
  presets: (given) => ({
    acks: isIdempotent(given) ? "-1" : "1",
    "enable.idempotence": String(isIdempotent(given)),
    "max.in.flight.requests.per.connection": isIdempotent(given) ? "1" : "5",
    retries: isIdempotent(given) ? unlimited : "3",
    "delivery.timeout.ms": unlimited,
    "linger.ms": "0",
    "batch.size": "1",
    "retry.backoff.ms": "1000",
    "retry.backoff.max.ms": given.get("retry.backoff.ms") ?? "1000",
    "socket.connection.setup.timeout.ms": "5000",
    "metadata.max.age.ms": "5000",
  }),
  forced: (given) => {
    if (!isIdempotent(given)) return {};
    const retries = given.get("retries") ?? unlimited;
    return {
      acks: "-1",
      "max.in.flight.requests.per.connection": "1",
      retries: Number(retries) <= 1 ? unlimited : retries,
    };
  },
};
