import { type ClientProfile, unlimited } from "./profile.ts";

/**
 * franz-go (kgo) as of 1.22. From its sources: sink.go (`createReq`, `tryAddBatch`, `handleReqRespBatch`,
 * `handleRetryBatches`, `failAllRecords`), producer.go (`producerID`, `failProducerID`), config.go.
 */
export const franzGo = {
  name: "franz-go",
  title: "franz-go (kgo) 1.22",
  client: "franz-go",
  refusal: "error",
  settings: {
    acks: { own: "RequiredAcks", default: -1 },
    retries: { own: "RecordRetries", default: unlimited },
    "max.in.flight.requests.per.connection": {
      own: "MaxProduceRequestsInflightPerBroker",
      default: 1,
      idempotent: 5,
      forced: true,
    },
    "enable.idempotence": { own: "DisableIdempotentWrite, turned round", default: true },
    "delivery.timeout.ms": { own: "RecordDeliveryTimeout", default: unlimited },
    "request.timeout.ms": { own: "ProduceRequestTimeout + RequestTimeoutOverhead", default: 20_000 },
    "linger.ms": { own: "ProducerLinger", default: 10 },
    "batch.size": { own: "ProducerBatchMaxBytes", default: 1_000_012 },
    "retry.backoff.ms": { own: "RetryBackoffFn", default: 250 },
    "retry.backoff.max.ms": { own: "RetryBackoffFn", default: 5_000 },
    "reconnect.backoff.ms": { own: "RetryBackoffFn", default: 250 },
    "reconnect.backoff.max.ms": { own: "RetryBackoffFn", default: 5_000 },
    "socket.connection.setup.timeout.ms": { own: "DialTimeout", default: 10_000 },
  },
  own: [
    {
      key: "StopProducerOnDataLossDetected",
      default: false,
      about: "a sequence that the broker refuses ends the producer, and nothing is sent again under a new epoch",
      moves: { outOfOrder: "stops-the-producer", unknownProducerId: "stops-the-producer" },
    },
    {
      key: "AllowIdempotentProduceCancellation",
      default: false,
      about: "records may fail by their limits although they may have been stored",
      moves: { limits: "for-all" },
    },
  ],
  demands: [{ key: "acks", most: -1, says: "idempotency requires acks=all" }],
  switches: {
    unit: "batch",
    requestHolds: "all-partitions",
    pipelining: "after-first-acknowledgement",
    producerId: "at-first-send",
    sequences: "rewound",
    retryWaits: "for-nothing",
    answersBehindARetry: "are-skipped",
    laterAcknowledgement: "says-nothing",
    rulings: {
      REQUEST_TIMEOUT: "retry",
      CONNECTION_LOST: "retry",
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
      CONCURRENT_TRANSACTIONS: "retry",
      THROTTLING_QUOTA_EXCEEDED: "retry",
      UNKNOWN_TOPIC_ID: "retry",
      DUPLICATE_SEQUENCE_NUMBER: "stored",
    },
    outOfOrder: "new-epoch-and-again",
    unknownProducerId: "new-epoch-and-again",
    afterFailure: "partition-fails-and-new-epoch",
    newEpoch: "spares-what-is-in-doubt",
    limits: "not-for-what-is-in-doubt",
    doubt: "outlasts-answers",
    deliveryTimeout: "while-queued",
    refusedConnection: "is-waited-out",
    requestTimeout: "closes-the-connection",
    lateAnswer: "is-dropped",
    answerOutOfTurn: "closes-the-connection",
    backoffGrowth: 2,
    backoffJitter: true,
  },
  whenIdempotent: {},
  words: {
    requestTimeout: "ErrRecordRetries",
    connectionLost: "ErrRecordRetries",
    deliveryTimeout: "ErrRecordTimeout",
    purged: "OUT_OF_ORDER_SEQUENCE_NUMBER",
    stopped: "OUT_OF_ORDER_SEQUENCE_NUMBER",
  },
  leftOut:
    "cancelling by contexts, what it merges in its backlog before it sends, and metadata after errors: requests and pauses",
} as const satisfies ClientProfile;

/**
 * franz-go up to 1.20.6. From its sources at that tag: sink.go (`handleReqRespBatch` sets `canFailFromLoadErrs` with every
 * answer, `failAllRecords` and `resetBatchDrainIdx` give the sequences back). What 1.20.7 changed is turned back (its
 * `unsureIfProduced`, #1218); everything else is as in 1.22, and none of it was measured.
 */
export const franzGoBefore: ClientProfile = {
  ...franzGo,
  name: "franz-1.20.6",
  title: "franz-go (kgo) up to 1.20.6 as far as Z03 goes; unmeasured",
  own: [],
  switches: {
    ...franzGo.switches,
    doubt: "ends-with-any-answer",
    afterFailure: "partition-fails-and-gives-back",
  },
};
