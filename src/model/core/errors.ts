/**
 * Kafka's error codes, as far as the produce path meets them. For each: its number on the wire, whether the Java client
 * holds it retriable, whether it also makes the client ask for metadata, and the simple name of the exception that a
 * callback gets (producer.md section 9, broker.md section 12).
 */
export interface KafkaError {
  readonly name: ErrorName;
  readonly code: number;
  readonly retriable: boolean;
  readonly invalidMetadata: boolean;
  readonly exception: string;
}

type Row = readonly [code: number, exception: string, kind?: "retriable" | "invalid-metadata"];

const rows = {
  UNKNOWN_SERVER_ERROR: [-1, "UnknownServerException"],
  NONE: [0, ""],
  OFFSET_OUT_OF_RANGE: [1, "OffsetOutOfRangeException"],
  CORRUPT_MESSAGE: [2, "CorruptRecordException", "retriable"],
  UNKNOWN_TOPIC_OR_PARTITION: [3, "UnknownTopicOrPartitionException", "invalid-metadata"],
  LEADER_NOT_AVAILABLE: [5, "LeaderNotAvailableException", "invalid-metadata"],
  NOT_LEADER_OR_FOLLOWER: [6, "NotLeaderOrFollowerException", "invalid-metadata"],
  REQUEST_TIMED_OUT: [7, "TimeoutException", "retriable"],
  REPLICA_NOT_AVAILABLE: [9, "ReplicaNotAvailableException", "invalid-metadata"],
  MESSAGE_TOO_LARGE: [10, "RecordTooLargeException"],
  OFFSET_METADATA_TOO_LARGE: [12, "OffsetMetadataTooLarge"],
  NETWORK_EXCEPTION: [13, "NetworkException", "invalid-metadata"],
  COORDINATOR_LOAD_IN_PROGRESS: [14, "CoordinatorLoadInProgressException", "retriable"],
  COORDINATOR_NOT_AVAILABLE: [15, "CoordinatorNotAvailableException", "retriable"],
  NOT_COORDINATOR: [16, "NotCoordinatorException", "retriable"],
  INVALID_TOPIC_EXCEPTION: [17, "InvalidTopicException"],
  RECORD_LIST_TOO_LARGE: [18, "RecordBatchTooLargeException"],
  NOT_ENOUGH_REPLICAS: [19, "NotEnoughReplicasException", "retriable"],
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: [20, "NotEnoughReplicasAfterAppendException", "retriable"],
  INVALID_REQUIRED_ACKS: [21, "InvalidRequiredAcksException"],
  ILLEGAL_GENERATION: [22, "IllegalGenerationException"],
  INCONSISTENT_GROUP_PROTOCOL: [23, "InconsistentGroupProtocolException"],
  INVALID_GROUP_ID: [24, "InvalidGroupIdException"],
  UNKNOWN_MEMBER_ID: [25, "UnknownMemberIdException"],
  INVALID_SESSION_TIMEOUT: [26, "InvalidSessionTimeoutException"],
  REBALANCE_IN_PROGRESS: [27, "RebalanceInProgressException"],
  TOPIC_AUTHORIZATION_FAILED: [29, "TopicAuthorizationException"],
  CLUSTER_AUTHORIZATION_FAILED: [31, "ClusterAuthorizationException"],
  INVALID_TIMESTAMP: [32, "InvalidTimestampException"],
  UNSUPPORTED_VERSION: [35, "UnsupportedVersionException"],
  TOPIC_ALREADY_EXISTS: [36, "TopicExistsException"],
  INVALID_PARTITIONS: [37, "InvalidPartitionsException"],
  INVALID_REPLICATION_FACTOR: [38, "InvalidReplicationFactorException"],
  INVALID_REPLICA_ASSIGNMENT: [39, "InvalidReplicaAssignmentException"],
  INVALID_CONFIG: [40, "InvalidConfigurationException"],
  INVALID_REQUEST: [42, "InvalidRequestException"],
  UNSUPPORTED_FOR_MESSAGE_FORMAT: [43, "UnsupportedForMessageFormatException"],
  POLICY_VIOLATION: [44, "PolicyViolationException"],
  OUT_OF_ORDER_SEQUENCE_NUMBER: [45, "OutOfOrderSequenceException"],
  DUPLICATE_SEQUENCE_NUMBER: [46, "DuplicateSequenceException"],
  INVALID_PRODUCER_EPOCH: [47, "InvalidProducerEpochException"],
  INVALID_TXN_STATE: [48, "InvalidTxnStateException"],
  INVALID_PRODUCER_ID_MAPPING: [49, "InvalidPidMappingException"],
  CONCURRENT_TRANSACTIONS: [51, "ConcurrentTransactionsException", "retriable"],
  TRANSACTION_COORDINATOR_FENCED: [52, "TransactionCoordinatorFencedException"],
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: [53, "TransactionalIdAuthorizationException"],
  KAFKA_STORAGE_ERROR: [56, "KafkaStorageException", "invalid-metadata"],
  UNKNOWN_PRODUCER_ID: [59, "UnknownProducerIdException"],
  NON_EMPTY_GROUP: [68, "GroupNotEmptyException"],
  GROUP_ID_NOT_FOUND: [69, "GroupIdNotFoundException"],
  FETCH_SESSION_ID_NOT_FOUND: [70, "FetchSessionIdNotFoundException", "retriable"],
  LISTENER_NOT_FOUND: [72, "ListenerNotFoundException", "invalid-metadata"],
  FENCED_LEADER_EPOCH: [74, "FencedLeaderEpochException", "invalid-metadata"],
  UNKNOWN_LEADER_EPOCH: [75, "UnknownLeaderEpochException", "retriable"],
  UNSUPPORTED_COMPRESSION_TYPE: [76, "UnsupportedCompressionTypeException"],
  MEMBER_ID_REQUIRED: [79, "MemberIdRequiredException"],
  FENCED_INSTANCE_ID: [82, "FencedInstanceIdException"],
  INVALID_RECORD: [87, "InvalidRecordException"],
  THROTTLING_QUOTA_EXCEEDED: [89, "ThrottlingQuotaExceededException", "retriable"],
  PRODUCER_FENCED: [90, "ProducerFencedException"],
  UNKNOWN_TOPIC_ID: [100, "UnknownTopicIdException", "invalid-metadata"],
  TRANSACTION_ABORTABLE: [120, "TransactionAbortableException"],
  REBOOTSTRAP_REQUIRED: [129, "RebootstrapRequiredException"],
} as const satisfies Record<string, Row>;

export type ErrorName = keyof typeof rows;

/** Every error under its Kafka name: `errors.NOT_LEADER_OR_FOLLOWER.code` is 6. */
export const errors: Readonly<Record<ErrorName, KafkaError>> = Object.fromEntries(
  Object.entries(rows).map(([name, row]: [string, Row]) => {
    const [code, exception, kind] = row;
    return [
      name,
      { name, code, exception, retriable: kind !== undefined, invalidMetadata: kind === "invalid-metadata" },
    ];
  }),
) as Record<ErrorName, KafkaError>;

const retriable = new Set(Object.values(errors).flatMap((error) => (error.retriable ? [error.exception] : [])));

/** Whether the exception that a callback gets is a RetriableException of the Java client, by its simple name. */
export const isRetriableException = (exception: string): boolean =>
  // A TimeoutException by birth, that no broker answers.
  retriable.has(exception) || exception === "BufferExhaustedException";
