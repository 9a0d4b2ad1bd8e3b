/**
 * One partition of one topic. A run makes exactly one object for each, so that identity is equality; `index` numbers
 * them densely from 0 in the order of their making, for arrays keyed by topic partition.
 */
export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
  readonly index: number;
  /** `orders-0`: the name in Kafka's own notation. */
  readonly name: string;
}

export const topicPartition = (topic: string, partition: number, index: number): TopicPartition => ({
  topic,
  partition,
  index,
  name: `${topic}-${partition}`,
});
