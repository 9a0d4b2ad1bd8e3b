import type { TopicPartition } from "../../model/core/topic-partition.ts";

/** Who waits for records of which partitions: fetches that found too little. */
export class Appends {
  private readonly waiting = new Map<TopicPartition, Set<() => void>>();

  /** Runs `wake` at each append to one of the partitions, until the function that comes back is called. */
  watch(partitions: readonly TopicPartition[], wake: () => void): () => void {
    for (const partition of partitions) {
      const watchers = this.waiting.get(partition);
      if (watchers === undefined) this.waiting.set(partition, new Set([wake]));
      else watchers.add(wake);
    }
    return () => {
      for (const partition of partitions) {
        const watchers = this.waiting.get(partition);
        watchers?.delete(wake);
        if (watchers?.size === 0) this.waiting.delete(partition);
      }
    };
  }

  happened(partition: TopicPartition): void {
    if (this.waiting.size === 0) return;
    // Who wakes stops watching, which a set allows while it is gone through.
    for (const wake of this.waiting.get(partition) ?? []) wake();
  }
}
