import { unlimited, type Dialect } from "./dialect.ts";

/** KafkaJS numbers its codecs; in a file of options they may stand by name too. */
const codecs: Readonly<Record<string, string>> = { 0: "none", 1: "gzip", 2: "snappy", 3: "lz4", 4: "zstd" };

const isIdempotent = (given: ReadonlyMap<string, string>): boolean =>
  given.get("enable.idempotence") === "true" || given.has("transactional.id");

/** KafkaJS 2.2.4: options of `new Kafka`, `kafka.producer` and `producer.send`, with the defaults of its sources. */
export const kafkajs: Dialect = {
  name: "kafkajs",
  title: "KafkaJS 2.2.4",
  profile: "kafkajs-2.2.4",
  telling:
    /^(?:brokers|connectionTimeout|enforceRequestTimeout|maxInFlightRequests|transactionTimeout|retry\.\w+|allowAutoTopicCreation|createPartitioner|authenticationTimeout)$/,
  counterparts: [
    { own: "brokers", kafka: "bootstrap.servers" },
    { own: "clientId", kafka: "client.id" },
    { own: "acks", kafka: "acks", note: "KafkaJS takes it with each call of send" },
    { own: "idempotent", kafka: "enable.idempotence" },
    {
      own: "maxInFlightRequests",
      kafka: "max.in.flight.requests.per.connection",
      convert: (text) => (text === "" || text === "null" ? unlimited : text),
    },
    {
      own: "retry.retries",
      kafka: "retries",
      note: "KafkaJS counts the retries of a call of send, and begins with fresh sequences where the Java client keeps those of a batch",
    },
    { own: "retry.initialRetryTime", kafka: "retry.backoff.ms" },
    { own: "retry.maxRetryTime", kafka: "retry.backoff.max.ms" },
    {
      own: "requestTimeout",
      kafka: "request.timeout.ms",
      note: "KafkaJS gives the request up and keeps the connection",
    },
    { own: "connectionTimeout", kafka: "socket.connection.setup.timeout.ms" },
    { own: "metadataMaxAge", kafka: "metadata.max.age.ms" },
    { own: "compression", kafka: "compression.type", convert: (text) => codecs[text] ?? text.toLowerCase() },
    { own: "transactionalId", kafka: "transactional.id" },
    { own: "transactionTimeout", kafka: "transaction.timeout.ms" },
  ],
  alone: {
    timeout: "it is how long the broker may wait for replicas, and no limit of the client's own",
    "retry.factor": "the Java client spreads its pauses by a fifth, too, and lets nobody change it",
    "retry.multiplier": "the Java client doubles its pauses, too, and lets nobody change it",
    "retry.restartOnFailure": "it is about consumers",
    enforceRequestTimeout: "the Java client always ends a request that takes too long",
    createPartitioner: "the simulated sends name their partitions",
    allowAutoTopicCreation: "the simulated topics are there",
  },
  idle: /^(?:ssl|sasl|logLevel|logCreator|socketFactory|authenticationTimeout|reauthenticationThreshold|topic|topics|messages|topicMessages)\b/,
  presets: (given) => ({
    acks: "-1",
    "enable.idempotence": String(isIdempotent(given)),
    "max.in.flight.requests.per.connection": isIdempotent(given) ? "1" : unlimited,
    retries: "5",
    "delivery.timeout.ms": unlimited,
    "linger.ms": "0",
    "batch.size": "1",
    "retry.backoff.ms": "300",
    "retry.backoff.max.ms": "30000",
    "socket.connection.setup.timeout.ms": "1000",
  }),
  forced: (given) => (isIdempotent(given) ? { "max.in.flight.requests.per.connection": "1" } : {}),
};
