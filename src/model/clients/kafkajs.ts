import { type ClientProfile, unlimited } from "./profile.ts";

/**
 * KafkaJS 2.2.4. From its sources: producer/sendMessages.js and producer/eosManager (the lock, and the sequence that is
 * taken in it and given back), retry, network/requestQueue, protocol/error.js.
 */
export const kafkajs = {
  name: "kafkajs-2.2.4",
  title: "KafkaJS 2.2.4",
  client: "KafkaJS",
  refusal: "KafkaJSNonRetriableError",
  settings: {
    acks: { own: "send({ acks })", default: -1 },
    // Its documentation says 2^53 - 1 of an idempotent producer; that default is never put in (K4).
    retries: { own: "retry.retries", default: 5 },
    // A lock lets one produce request of an idempotent producer to each broker.
    "max.in.flight.requests.per.connection": {
      own: "maxInFlightRequests",
      default: unlimited,
      idempotent: 1,
      forced: true,
    },
    "enable.idempotence": { own: "idempotent", default: false },
    "delivery.timeout.ms": { own: "no limit", default: unlimited, fixed: true },
    "request.timeout.ms": { own: "requestTimeout", default: 30_000 },
    "linger.ms": { own: "no batches: each call of send is a request", default: 0, fixed: true },
    "batch.size": { own: "no batches: each call of send is a request", default: 1, fixed: true },
    "retry.backoff.ms": { own: "retry.initialRetryTime", default: 300 },
    "retry.backoff.max.ms": { own: "retry.maxRetryTime", default: 30_000 },
    "reconnect.backoff.ms": { own: "none: each attempt connects", default: 0, fixed: true },
    "reconnect.backoff.max.ms": { own: "none: each attempt connects", default: 0, fixed: true },
    "socket.connection.setup.timeout.ms": { own: "connectionTimeout", default: 1_000 },
  },
  own: [],
  demands: [
    {
      key: "acks",
      most: -1,
      says: "Not requiring ack for all messages invalidates the idempotent producer's EoS guarantees",
    },
    {
      key: "retries",
      least: 1,
      says: "Idempotent producer must allow retries to protect against transient errors",
    },
  ],
  switches: {
    unit: "call",
    callsAtOnce: "last-overtakes",
    producerId: "at-start",
    sequences: "given-back",
    sequenceTaken: "when-sent",
    sequenceWrap: "at-the-last",
    rulings: {
      REQUEST_TIMEOUT: "retry",
      CONNECTION_LOST: "retry",
      CORRUPT_MESSAGE: "retry",
      UNKNOWN_TOPIC_OR_PARTITION: "retry",
      LEADER_NOT_AVAILABLE: "retry",
      NOT_LEADER_OR_FOLLOWER: "retry",
      REQUEST_TIMED_OUT: "retry",
      REPLICA_NOT_AVAILABLE: "retry",
      NETWORK_EXCEPTION: "retry",
      NOT_ENOUGH_REPLICAS: "retry",
      NOT_ENOUGH_REPLICAS_AFTER_APPEND: "retry",
      KAFKA_STORAGE_ERROR: "retry",
      FENCED_LEADER_EPOCH: "retry",
      UNKNOWN_LEADER_EPOCH: "retry",
    },
    refusedConnection: "fails-the-attempt",
    requestTimeout: "leaves-the-connection",
    lateAnswer: "is-dropped",
    answerOutOfTurn: "is-matched",
    backoffGrowth: 2,
    backoffJitter: true,
  },
  whenIdempotent: {},
  words: {
    requestTimeout: "KafkaJSRequestTimeoutError",
    connectionLost: "KafkaJSConnectionError",
    deliveryTimeout: "KafkaJSRequestTimeoutError",
    purged: "KafkaJSNonRetriableError",
    stopped: "KafkaJSNonRetriableError",
  },
  leftOut: "a lock that is waited for longer than 65 s, and the timer that never rests (K7)",
} as const satisfies ClientProfile;

/**
 * KafkaJS up to 1.16. From its sources at 1.15.0: producer/sendMessages.js reads the sequence of each partition while it
 * makes up its requests and moves it on when the answer is there, without any lock; `enforceRequestTimeout` is off unless
 * it is set, and an answer that never comes is waited for. The real 1.15.0 was tried on the served broker: of three sends
 * at once all are acknowledged at offset 0, and 45 for whatever comes next; 2.0.0 stores all three.
 */
export const kafkajsBefore: ClientProfile = {
  ...kafkajs,
  name: "kafkajs-1.15",
  title: "KafkaJS 1.15, before sends took turns (Z02): seen of the real one, the rest unmeasured",
  settings: {
    ...kafkajs.settings,
    "max.in.flight.requests.per.connection": { own: "maxInFlightRequests", default: unlimited },
    "request.timeout.ms": { own: "requestTimeout, with enforceRequestTimeout", default: unlimited },
  },
  switches: {
    ...kafkajs.switches,
    callsAtOnce: "in-order",
    sequences: "advanced-on-success",
    sequenceTaken: "when-queued",
  },
  leftOut: "a connection that is closed by its idle server, which ends the wait for an answer that never comes",
};
