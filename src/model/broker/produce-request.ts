import { errors, type KafkaError } from "../core/errors.ts";
import type { ProduceRequest, RecordBatch } from "../protocol.ts";

/** What refuses a request as a whole, on every partition: B-6, B-8. */
export function wholeRequestRefusal({ batches, transactionalId }: ProduceRequest): KafkaError | undefined {
  let first: RecordBatch | undefined;
  for (let index = 0; index < batches.length; index += 1) {
    const batch = batches[index];
    if (batch === undefined || !batch.transactional) continue;
    if (transactionalId === undefined) return errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    if (first !== undefined && !isSameProducer(first, batch)) return errors.INVALID_PRODUCER_ID_MAPPING;
    first ??= batch;
  }
  return undefined;
}

const isSameProducer = (one: RecordBatch, other: RecordBatch): boolean =>
  one.producerId === other.producerId && one.producerEpoch === other.producerEpoch;

/** Finds requests that name a partition twice, without a map made for each of the many that don't. */
export class RepeatedPartitions {
  /** By `topicPartition.index`: the last request that named the partition. */
  private readonly lastRequest: number[] = [];
  private requests = 0;

  /** Room for partitions up to this index. */
  admit(index: number): void {
    while (this.lastRequest.length <= index) this.lastRequest.push(0);
  }

  /** One batch for each partition; of several for the same one the last (cluster-measured 17.7). */
  lastOfEach(batches: readonly RecordBatch[]): readonly RecordBatch[] {
    if (batches.length === 1) return batches;
    this.requests += 1;
    for (let at = 0; at < batches.length; at += 1) {
      const index = batches[at]?.topicPartition.index ?? -1;
      if (index < 0 || this.lastRequest[index] === this.requests) {
        return [...new Map(batches.map((batch) => [keyOf(batch), batch])).values()];
      }
      this.lastRequest[index] = this.requests;
    }
    return batches;
  }
}

/** A partition that is not there has no index, and perhaps an object for each time that it is named. */
function keyOf({ topicPartition: { index, topic, partition } }: RecordBatch): number | string {
  return index >= 0 ? index : `${partition} ${topic}`;
}
