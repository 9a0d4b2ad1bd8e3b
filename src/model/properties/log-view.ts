import type { LogBatch } from "../broker/retained-batches.ts";
import type { BatchMetadata } from "../core/producer-state.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { ProducedRecord } from "../protocol.ts";
import type { LedgerEntry } from "../run/ledger.ts";
import type { SentRecord } from "../run/records.ts";

/** What lies in the logs of a run, and what its broker remembers of producers: to be looked at, never to be changed. */
export interface LogView {
  readonly topicPartitions: readonly TopicPartition[];
  /** A log as far as it is kept, oldest batch first. */
  readonly log: (topicPartition: TopicPartition) => readonly LogBatch[];
  /** What the partition knows of its producers. */
  readonly producerTable: (topicPartition: TopicPartition) => readonly RememberedProducer[];
}

/** What a partition remembers of one producer. */
export interface RememberedProducer {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** The batch that it wrote last. */
  readonly newest: BatchMetadata | undefined;
  /** Its newest batches, oldest first. */
  batches(): readonly BatchMetadata[];
}

/** Every record that lies in a log. */
export function recordsIn(logs: LogView): ReadonlySet<ProducedRecord> {
  const present = new Set<ProducedRecord>();
  for (const topicPartition of logs.topicPartitions) {
    for (const { batch } of logs.log(topicPartition)) for (const record of batch.records) present.add(record);
  }
  return present;
}

/** Whether the first copy of a record would lie where the log is no longer kept. */
export const isForgotten = (logs: LogView, { topicPartition }: SentRecord, { firstOffset }: LedgerEntry): boolean =>
  batchAt(logs.log(topicPartition), firstOffset) === "forgotten";

/**
 * The batch in which `offset` lies; `undefined`: none. `forgotten`: it would lie before the oldest that is kept, so that
 * nobody knows.
 */
export function batchAt(log: readonly LogBatch[], offset: number): LogBatch | "forgotten" | undefined {
  let low = 0;
  let high = log.length - 1;
  if (high >= 0 && offset < (log[0] as LogBatch).baseOffset) return "forgotten";
  while (low <= high) {
    const middle = (low + high) >> 1;
    const batch = log[middle] as LogBatch;
    if (offset < batch.baseOffset) high = middle - 1;
    else if (offset > batch.lastOffset) low = middle + 1;
    else return batch;
  }
  return undefined;
}
