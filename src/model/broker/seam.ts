import type { EpochIs, SequenceIs } from "../core/append-ruling.ts";
import type { KafkaError } from "../core/errors.ts";
import type { RecordBatch, Response } from "../protocol.ts";
import type { TopicPartition } from "../core/topic-partition.ts";

/**
 * What a broker does with a request that it has read: it answers, it stays silent for ever (acks=0, B-5), or it closes
 * the connection without an answer (an error with acks=0, B-5; frames that old brokers hang up on). `mute-connection`:
 * it never answers and never reads another request from this connection, which stays open (a null record set).
 */
export type BrokerAnswer = Response | "no-answer" | "close-connection" | "mute-connection";

/**
 * Who watches the ground truth: every change of a log and every ruling on a batch, as it happens. The trace, the marks
 * and the properties are fed from here; a broker runs the same without one.
 */
export interface BrokerObserver {
  appended(node: number, batch: RecordBatch, baseOffset: number): void;
  duplicateSuppressed(node: number, batch: RecordBatch, originalBaseOffset: number): void;
  rejected(node: number, batch: RecordBatch, error: KafkaError): void;
  /**
   * How a batch stood to what the partition knew of its producer, before the ruling is carried out. `windowFill`: how many
   * batches it remembered.
   */
  ruled?(batch: RecordBatch, epochIs: EpochIs, sequenceIs: SequenceIs, windowFill: number): void;
  producerExpired(node: number, topicPartition: TopicPartition, producerId: number): void;
}
