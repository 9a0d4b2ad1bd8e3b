import { topicPartitionHash } from "../core/java-hash.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { BatchQueue } from "./batch-queue.ts";
import type { NodeState } from "./node-state.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { SequenceState } from "./sequence-state.ts";

/** Everything the producer knows of one topic partition, side by side: the hot path looks at all of it in each pass. */
export class PartitionState {
  readonly topicPartition: TopicPartition;
  readonly hash: number;

  /** The accumulator's: batches that wait to be drained, first to last. */
  readonly queue = new BatchQueue();
  /** The accumulator has a queue for it, be it empty. */
  hasQueue = false;
  /** Not to be drained before a request is done with, where one in flight is the limit (P-59). */
  muted = false;

  /** The sender's: batches that were drained and wait for their outcome, in the order of their drains (P-82). */
  readonly inFlight: ProducerBatch[] = [];

  /** The transaction manager's. */
  readonly sequences = new SequenceState();

  /** What metadata says. No leader: there is none, or it is not among the brokers. An epoch of -1 is unknown. */
  leader: NodeState | undefined = undefined;
  leaderEpoch = -1;
  /** Metadata names this partition. */
  known = false;

  constructor(topicPartition: TopicPartition) {
    this.topicPartition = topicPartition;
    this.hash = topicPartitionHash(topicPartition);
  }
}

/** The partitions that a producer met, by the run's dense index. */
export class PartitionTable {
  private readonly byIndex: (PartitionState | undefined)[] = [];

  of(topicPartition: TopicPartition): PartitionState {
    const { index } = topicPartition;
    let partition = this.byIndex[index];
    if (partition === undefined) {
      partition = new PartitionState(topicPartition);
      while (this.byIndex.length < index) this.byIndex.push(undefined);
      this.byIndex[index] = partition;
    }
    return partition;
  }

  /** All that were met, by their index. */
  list(): readonly PartitionState[] {
    return this.byIndex.filter((partition) => partition !== undefined);
  }
}
