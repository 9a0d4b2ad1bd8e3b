import type { TopicPartition } from "../core/topic-partition.ts";
import { isSent } from "../run/records.ts";
import type { Property } from "./property.ts";

/** Fencing (B-33): once a partition has a batch of a producer's newer epoch, what comes under an older one is late. */
export const fencedEpochAppendsNothing: Property = {
  name: "fenced-epoch-appends-nothing",
  kind: "safety",
  promise: "Once a log holds a batch of a producer's newer epoch, it takes none of an older one.",
  unless: ["producer-state-expired"],
  hints: [],
  mark: "epoch-bumped",
  catches: "a broker that does not compare epochs, so that a late copy of a renumbered batch is stored behind it",
  begin: (facts) => {
    /** By producer id, then partition: the newest epoch above 0. Most producers never get there. */
    const newest = new Map<number, number[]>();
    const raise = (producerId: number, { index }: TopicPartition, producerEpoch: number): void => {
      const ofProducer = newest.get(producerId) ?? [];
      ofProducer[index] = Math.max(ofProducer[index] ?? 0, producerEpoch);
      newest.set(producerId, ofProducer);
    };
    return {
      truncated: ({ topicPartition }) => {
        for (const ofProducer of newest.values()) ofProducer[topicPartition.index] = 0;
        for (const { batch } of facts.logView().log(topicPartition)) {
          if (batch.producerEpoch > 0) raise(batch.producerId, topicPartition, batch.producerEpoch);
        }
      },
      appendedAmongEpochs: ({ topicPartition, producerId, producerEpoch, records }) => {
        if (producerId < 0) return;
        const known = newest.get(producerId)?.[topicPartition.index] ?? 0;
        if (producerEpoch < known) {
          const record = records.find(isSent);
          facts.report({
            shape: "appended",
            subject: `producer ${producerId}`,
            expected: `nothing of an epoch before ${known} in ${topicPartition.name}`,
            got: `a batch of epoch ${producerEpoch}`,
            ...(record === undefined ? {} : { about: { record } }),
          });
        }
        if (producerEpoch > known) raise(producerId, topicPartition, producerEpoch);
      },
    };
  },
};
