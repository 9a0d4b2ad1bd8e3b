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

const defaults = {
  timestampType: "CreateTime",
  maxMessageBytes: 1_048_588,
  timestampBeforeMaxMillis: Infinity,
  segmentBytes: 1_073_741_824,
  segmentMillis: 604_800_000,
  compacted: false,
  recompresses: false,
  internal: false,
} as const;

export const resolveTopic = (topic: TopicConfig, profile: BrokerProfile): TopicSettings => ({
  ...defaults,
  timestampAfterMaxMillis: profile.timestampAfterMaxMillis,
  ...topic,
});
