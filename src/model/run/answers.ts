import type { Instant } from "../../sim/index.ts";
import { type KafkaError, errors } from "../core/errors.ts";
import { incrementSequence } from "../core/sequence.ts";
import { type RecordBatch, noOffset, noSequence } from "../protocol.ts";

/** What a broker answered to a batch that it did not simply append. */
export interface Answer {
  /** When the broker ruled. */
  readonly at: Instant;
  readonly topicPartition: string;
  /** -1: without a producer id. */
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly error: KafkaError;
  /** Of a duplicate where its records have lain all along (B-21); -1: the answer does not say. */
  readonly baseOffset: number;
  /** Whether it was found to be stored already, acknowledged and thrown away. */
  readonly duplicate: boolean;
}

/** Answers kept of a run: more than anybody reads, and little beside a run that has more. */
const mostKept = 1_000;

/**
 * A run's answers to batches that were not simply appended: duplicates and refusals, those to retries among them. The
 * first thousand are kept, and all are counted.
 */
export class Answers {
  readonly kept: Answer[] = [];
  count = 0;

  duplicate(at: Instant, batch: RecordBatch, baseOffset: number): void {
    this.add(at, batch, errors.NONE, baseOffset);
  }

  refused(at: Instant, batch: RecordBatch, error: KafkaError): void {
    this.add(at, batch, error, noOffset);
  }

  private add(at: Instant, batch: RecordBatch, error: KafkaError, baseOffset: number): void {
    this.count++;
    if (this.kept.length >= mostKept) return;
    const { producerId, producerEpoch, baseSequence, records } = batch;
    const lastSequence =
      baseSequence < 0 ? noSequence : incrementSequence(baseSequence, Math.max(records.length - 1, 0));
    const topicPartition = batch.topicPartition.name;
    this.kept.push({
      at,
      topicPartition,
      producerId,
      producerEpoch,
      baseSequence,
      lastSequence,
      error,
      baseOffset,
      duplicate: error === errors.NONE,
    });
  }
}
