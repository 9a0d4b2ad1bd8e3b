import type { BatchLimits } from "../core/batch-validation.ts";
import { isInternalTopic } from "../core/topic-name.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { BrokerProfile } from "./profiles.ts";
import type { TopicConfigValues } from "./topic-configs.ts";

/** What a topic's configs mean to its logs. */
export interface TopicLimits extends BatchLimits {
  readonly segmentMillis: number;
  /** Records may be deleted (B-43): not where cleanup.policy is `compact` alone (measured: with none at all they may). */
  readonly deletable: boolean;
}

/** A topic that is there when a broker begins; what is left out has Kafka's default. */
export interface TopicConfig extends Partial<Omit<TopicLimits, "deletable">> {
  readonly name: string;
  /** The run's own objects, in order of partition number. */
  readonly partitions: readonly TopicPartition[];
  /** One of Kafka's own topics, which no client may write (B-11). */
  readonly internal?: boolean;
}

/** A topic with nothing left out. */
export interface TopicSettings extends TopicLimits {
  readonly name: string;
  /** As its maker chose it; `noTopicId` for a topic that was there from the beginning. */
  readonly topicId: string;
  readonly partitions: readonly TopicPartition[];
  readonly internal: boolean;
  /** As they were asked for; absent on topics that were there from the beginning. */
  readonly configs?: TopicConfigValues;
}

/** Kafka's id of no topic: all bits zero. */
export const noTopicId = "AAAAAAAAAAAAAAAAAAAAAA";

/** Field by field: merging by spreads makes an object of a shape of its own each time, and a hunt makes brokers by the thousand. */
export const resolveTopic = (topic: TopicConfig, profile: BrokerProfile): TopicSettings => ({
  name: topic.name,
  topicId: noTopicId,
  partitions: topic.partitions,
  timestampType: topic.timestampType ?? "CreateTime",
  maxMessageBytes: topic.maxMessageBytes ?? 1_048_588,
  timestampBeforeMaxMillis: topic.timestampBeforeMaxMillis ?? Infinity,
  timestampAfterMaxMillis: topic.timestampAfterMaxMillis ?? profile.timestampAfterMaxMillis,
  segmentBytes: topic.segmentBytes ?? 1_073_741_824,
  segmentMillis: topic.segmentMillis ?? 604_800_000,
  compacted: topic.compacted ?? false,
  deletable: !(topic.compacted ?? false),
  compressionType: topic.compressionType ?? "producer",
  internal: topic.internal ?? isInternalTopic(topic.name),
});
