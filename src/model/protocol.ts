import type { KafkaError } from "./core/errors.ts";
import type { TopicPartition } from "./core/topic-partition.ts";

/**
 * What producer and broker say to each other, after decoding and before encoding: the messages of the Kafka protocol as
 * values. Here, and only here, "none" is written as on the wire (producer id -1, epoch -1, sequence -1): a broker takes
 * nonsense combinations of them seriously (B-4, B-34), and a producer may send one (P-100).
 */
export const noProducerId = -1;
export const noProducerEpoch = -1;
export const noSequence = -1;
export const noOffset = -1;
export const noTimestamp = -1;

/** -1: all in-sync replicas, 1: the leader, 0: nobody and no answer. */
export type Acks = -1 | 0 | 1;

/** One record as it travels: what the application called it, what it holds, and its size. */
export interface ProducedRecord {
  /** The application's own number of this record, unique in a run: two log entries with one id are a duplicate. */
  readonly id: number;
  /** Bytes of key, value and headers as they count for batch sizes; `undefined`: no key. */
  readonly keyBytes: number | undefined;
  readonly valueBytes: number;
  /** CreateTime in milliseconds; -1: none. */
  readonly timestamp: number;
}

/** Codecs, by the names that `compression.type` has for them. */
export type Compression = "uncompressed" | "gzip" | "snappy" | "lz4" | "zstd";

/** A record batch of magic 2 in a produce request. Its records never change after it was sent. */
export interface RecordBatch {
  readonly topicPartition: TopicPartition;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly records: readonly ProducedRecord[];
  /** How many records there are, where that is known without asking for `records` (`recordCountOf`). */
  readonly recordCount?: number;
  /** Likewise the greatest time of them, -1 if they have none. */
  readonly greatestTimestamp?: number;
  /** Bytes on the wire, header included. */
  readonly sizeInBytes: number;
  readonly transactional: boolean;
  /** Where it came over a wire: its bytes, which a fetch gives back. */
  readonly bytes?: Uint8Array;
  /** `uncompressed` unless given. */
  readonly compression?: Compression;
  /** Set only by who wants to send nonsense: header fields that disagree with the records. */
  readonly defects?: BatchDefects;
}

/** Bytes of batches on the wire, headers included. */
export const bytesOf = (batches: readonly RecordBatch[]): number =>
  batches.reduce((sum, { sizeInBytes }) => sum + sizeInBytes, 0);

/** How many records a batch has. Where it came over a wire, asking for the records themselves is expensive. */
export const recordCountOf = (batch: RecordBatch): number => batch.recordCount ?? batch.records.length;

/** Ways in which a batch can be malformed (B-7, B-14, B-15), for who sends malformed bytes. */
export interface BatchDefects {
  readonly crcWrong?: true;
  /** 3 stands for all that no broker knows; `claimedMagic` says which. */
  readonly magic?: 0 | 1 | 3;
  readonly claimedMagic?: number;
  /** The length of a batch that is `corrupt` by its length. */
  readonly claimedLength?: number;
  readonly baseOffset?: number;
  /** The record count and last offset delta that the header claims. */
  readonly claimedCount?: number;
  readonly claimedLastOffsetDelta?: number;
  readonly control?: true;
  /** The client marked it as stamped by the broker; its records have the header's greatest time. */
  readonly logAppendTime?: true;
  /** The batch is shorter than a header: of so many bytes, 26 to 60. */
  readonly headerBytes?: number;
  /** A codec that this version of the request may not use yet. */
  readonly codecTooNew?: true;
  /** A codec number that none has, in a version of the request that makes the broker ask for its name. */
  readonly codecNameless?: true;
  readonly unreadable?: Unreadable;
  /** A compressed record claims another size than it has: the first that does, and a later one that claims less than none. */
  readonly recordSize?: "wrong" | "negative" | "wrongThenNegative";
  /** Index of the first record whose offset delta is not its index. */
  readonly wrongDelta?: number;
  /** The offset delta of that record. */
  readonly offsetDelta?: number;
  readonly recordSet?: RecordSetDefect;
}

/**
 * The record set of the partition holds no batch at all, or two; or a length in it, of the first batch or of a second
 * (`-behind`), is too small for any batch (`corrupt`) or so large that adding to it leaves the 32 bits (`overflow`).
 */
export type RecordSetDefect =
  "empty" | "null" | "two-batches" | "corrupt" | "corrupt-behind" | "overflow" | "overflow-behind";

/**
 * Why the records can't be read, or not as they should. Of the set: fewer (`truncated`) or more (`trailing-bytes`) bytes
 * than the length field says. Of the batch: a codec number that none has. Of the records: offset deltas other than 0, 1,
 * 2 … (`compressed-offset-deltas` where they are compressed), no records (`structure`), among them one that claims
 * more bytes than there are (`record-beyond`) and the key of a header that does (`header-key-beyond`), compressed bytes that end before they do or are damaged behind some of them (`compressed-end`), or a codec that can't undo its bytes, or a record whose length never ends
 * (`codec-failure`).
 */
export type Unreadable =
  | "truncated"
  | "trailing-bytes"
  | "unknown-codec"
  | "offset-deltas"
  | "compressed-offset-deltas"
  | "structure"
  | "record-beyond"
  | "header-key-beyond"
  | "compressed-end"
  | "codec-failure";

export interface ProduceRequest {
  readonly api: "Produce";
  readonly correlationId: number;
  /** Of the request on the wire; the newest unless given. */
  readonly version?: number;
  readonly acks: Acks;
  /** How long the broker may wait for replicas, in milliseconds. */
  readonly timeoutMillis: number;
  readonly transactionalId?: string;
  readonly batches: readonly RecordBatch[];
}

export interface InitProducerIdRequest {
  readonly api: "InitProducerId";
  readonly correlationId: number;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface MetadataRequest {
  readonly api: "Metadata";
  readonly correlationId: number;
}

export type Request = ProduceRequest | InitProducerIdRequest | MetadataRequest;

/** The answer for one partition of a produce request (B-20 … B-22). */
export interface PartitionProduceResponse {
  readonly topicPartition: TopicPartition;
  readonly error: KafkaError;
  readonly baseOffset: number;
  /** Milliseconds; -1 on topics with CreateTime, except for duplicates (B-21). */
  readonly logAppendTime: number;
  readonly logStartOffset: number;
  /** Indexes of records with an error of their own (P-69, B-16). */
  readonly recordErrors?: readonly number[];
  /** What is wrong with each of those, for people. */
  readonly recordMessages?: readonly (string | null)[];
  /** Why the batch was refused, for people; most refusals go without (B-22, cluster-measured 17.18). */
  readonly errorMessage?: string;
  /** Who leads now, with a NOT_LEADER_OR_FOLLOWER (P-33). */
  readonly currentLeader?: { readonly node: number; readonly leaderEpoch: number };
}

export interface ProduceResponse {
  readonly api: "Produce";
  readonly correlationId: number;
  readonly throttleMillis: number;
  readonly partitions: readonly PartitionProduceResponse[];
}

export interface InitProducerIdResponse {
  readonly api: "InitProducerId";
  readonly correlationId: number;
  readonly error: KafkaError;
  readonly producerId: number;
  readonly producerEpoch: number;
}

export interface PartitionMetadata {
  readonly topicPartition: TopicPartition;
  readonly error: KafkaError;
  /** -1: no leader. */
  readonly leader: number;
  readonly leaderEpoch: number;
}

/** All brokers by id, and each partition's leader and leader epoch. */
export interface ClusterMetadata {
  readonly nodes: readonly number[];
  readonly partitions: readonly PartitionMetadata[];
}

export interface MetadataResponse {
  readonly api: "Metadata";
  readonly correlationId: number;
  readonly cluster: ClusterMetadata;
}

export type Response = ProduceResponse | InitProducerIdResponse | MetadataResponse;
