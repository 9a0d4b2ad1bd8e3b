import type { BatchLimits } from "../core/batch-validation.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { BrokerProfile } from "./profiles.ts";

/** A topic as it is asked for; what is left out has Kafka's default. */
export interface TopicConfig {
  readonly name: string;
  /** The run's own objects, in order of partition number. */
  readonly partitions: readonly TopicPartition[];
  readonly timestampType?: BatchLimits["timestampType"];
  readonly maxMessageBytes?: number;
  readonly timestampBeforeMaxMillis?: number;
  readonly timestampAfterMaxMillis?: number;
  readonly segmentBytes?: number;
  readonly segmentMillis?: number;
  /** cleanup.policy=compact: every record needs a key. */
  readonly compacted?: boolean;
  /** compression.type is a codec, not `producer`: the broker rewrites every batch. */
  readonly recompresses?: boolean;
  /** One of Kafka's own topics, which no client may write (B-11). */
  readonly internal?: boolean;
}

/** The same with nothing left out. */
export interface TopicSettings extends BatchLimits {
  readonly name: string;
  readonly partitions: readonly TopicPartition[];
  readonly segmentMillis: number;
  readonly internal: boolean;
}

/** Field by field: merging by spreads makes an object of a shape of its own each time, and a hunt makes brokers by the thousand. */
export const resolveTopic = (topic: TopicConfig, profile: BrokerProfile): TopicSettings => ({
  name: topic.name,
  partitions: topic.partitions,
  timestampType: topic.timestampType ?? "CreateTime",
  maxMessageBytes: topic.maxMessageBytes ?? 1_048_588,
  timestampBeforeMaxMillis: topic.timestampBeforeMaxMillis ?? Infinity,
  timestampAfterMaxMillis: topic.timestampAfterMaxMillis ?? profile.timestampAfterMaxMillis,
  segmentBytes: topic.segmentBytes ?? 1_073_741_824,
  segmentMillis: topic.segmentMillis ?? 604_800_000,
  compacted: topic.compacted ?? false,
  recompresses: topic.recompresses ?? false,
  internal: topic.internal ?? false,
});
