import { errors } from "../core/errors.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { ClusterMetadata } from "../protocol.ts";
import { brokerId } from "./plan.ts";

/** The cluster of a run as its metadata tell it: one broker, which leads every partition. */
export const clusterOf = (topicPartitions: readonly TopicPartition[]): ClusterMetadata => ({
  nodes: [brokerId],
  partitions: topicPartitions.map((topicPartition) => ({
    topicPartition,
    error: errors.NONE,
    leader: brokerId,
    leaderEpoch: 0,
  })),
});
