import type { ClientProfile } from "./profile.ts";

/** What is sent again, idempotent or not. */
const retried = {
  REQUEST_TIMEOUT: "retry",
  CONNECTION_LOST: "retry",
  CORRUPT_MESSAGE: "retry",
  UNKNOWN_TOPIC_OR_PARTITION: "retry-uncounted",
  LEADER_NOT_AVAILABLE: "retry-uncounted",
  NOT_LEADER_OR_FOLLOWER: "retry-uncounted",
  REPLICA_NOT_AVAILABLE: "retry-uncounted",
  REQUEST_TIMED_OUT: "retry",
  NOT_ENOUGH_REPLICAS: "retry",
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: "retry",
  KAFKA_STORAGE_ERROR: "retry",
} as const;

/**
 * librdkafka 2.x, and whatever stands on it (confluent-kafka for Python, Go, .NET and JavaScript, kcat). From its sources:
 * rdkafka_request.c (`rd_kafka_handle_Produce_error`, `rd_kafka_handle_idempotent_Produce_error` and `_success`),
 * rdkafka_broker.c (`rd_kafka_toppar_producer_serve`, `rd_kafka_dr_implicit_ack`), rdkafka_idempotence.c, CONFIGURATION.md.
 */
export const librdkafka: ClientProfile = {
  name: "librdkafka-2.x",
  title: "librdkafka 2.x (confluent-kafka, kcat)",
  client: "librdkafka",
  refusal: "_INVALID_ARG",
  settings: {
    acks: { own: "acks", default: -1 },
    retries: { own: "message.send.max.retries", default: 2_147_483_647 },
    "max.in.flight.requests.per.connection": { own: "max.in.flight", default: 1_000_000, idempotent: 5 },
    "enable.idempotence": { own: "enable.idempotence", default: false },
    "delivery.timeout.ms": { own: "message.timeout.ms", default: 300_000 },
    // Its own request.timeout.ms is how long the broker may wait for replicas.
    "request.timeout.ms": { own: "socket.timeout.ms", default: 60_000 },
    "linger.ms": { own: "queue.buffering.max.ms", default: 5 },
    "batch.size": { own: "batch.size", default: 1_000_000 },
    "retry.backoff.ms": { own: "retry.backoff.ms", default: 100 },
    "retry.backoff.max.ms": { own: "retry.backoff.max.ms", default: 1_000 },
    "reconnect.backoff.ms": { own: "reconnect.backoff.ms", default: 100 },
    "reconnect.backoff.max.ms": { own: "reconnect.backoff.max.ms", default: 10_000 },
    "socket.connection.setup.timeout.ms": { own: "socket.connection.setup.timeout.ms", default: 30_000 },
  },
  own: [
    {
      key: "enable.gapless.guarantee",
      default: false,
      about: "a batch that fails for good ends the producer, so that nothing is stored behind the gap",
      moves: { afterFailure: "stops-the-producer" },
    },
  ],
  demands: [
    {
      key: "max.in.flight.requests.per.connection",
      most: 5,
      says: "`max.in.flight` must be set <= 5 when `enable.idempotence` is true",
    },
    { key: "retries", least: 1, says: "`retries` must be set >= 1 when `enable.idempotence` is true" },
    { key: "acks", most: -1, says: "`acks` must be set to `all` when `enable.idempotence` is true" },
  ],
  switches: {
    unit: "batch",
    requestHolds: "one-partition",
    pipelining: "full",
    producerId: "at-start",
    sequences: "by-record-number",
    retryWaits: "for-nothing",
    answersBehindARetry: "count",
    laterAcknowledgement: "says-nothing",
    rulings: retried,
    outOfOrder: "fails",
    unknownProducerId: "fails",
    afterFailure: "nothing",
    newEpoch: "renumbers-what-is-in-doubt",
    limits: "for-all",
    doubt: "outlasts-answers",
    deliveryTimeout: "while-queued-and-for-requests",
    refusedConnection: "is-waited-out",
    requestTimeout: "closes-the-connection",
    lateAnswer: "is-dropped",
    answerOutOfTurn: "is-matched",
    backoffGrowth: 2,
    backoffJitter: true,
  },
  whenIdempotent: {
    retryWaits: "for-the-partition",
    laterAcknowledgement: "acknowledges-earlier",
    rulings: {
      ...retried,
      DUPLICATE_SEQUENCE_NUMBER: "stored",
    },
    outOfOrder: "compared-with-the-next",
    unknownProducerId: "compared-with-the-next",
    afterFailure: "new-epoch-when-drained",
  },
  words: {
    requestTimeout: "_MSG_TIMED_OUT",
    connectionLost: "_TRANSPORT",
    deliveryTimeout: "_MSG_TIMED_OUT",
    purged: "_PURGE_QUEUE",
    stopped: "_FATAL",
  },
  leftOut:
    "limits of the local queue, and metadata after errors of leadership: its requests, and the pauses that they bring",
};
