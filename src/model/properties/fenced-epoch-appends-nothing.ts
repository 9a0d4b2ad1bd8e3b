import { isSent } from "../run/records.ts";
import type { Property } from "./property.ts";

/** Fencing (B-33): once a partition has a batch of a producer's newer epoch, what comes under an older one is late. */
export const fencedEpochAppendsNothing: Property = {
  name: "fenced-epoch-appends-nothing",
  kind: "safety",
  promise: "Once a log holds a batch of a producer's newer epoch, it takes none of an older one.",
  unless: ["producer-state-expired"],
  hints: [],
  mark: "batch-fenced",
  catches: "a broker that does not compare epochs, so that a late copy of a renumbered batch is stored behind it",
  begin: (facts) => {
    /** By producer id, then partition: the newest epoch above 0. Most producers never get there. */
    const newest = new Map<number, number[]>();
    return {
      appendedAmongEpochs: ({ topicPartition, producerId, producerEpoch, records }) => {
        if (producerId < 0) return;
        const ofProducer = newest.get(producerId) ?? [];
        const known = ofProducer[topicPartition.index] ?? 0;
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
        if (producerEpoch <= known) return;
        ofProducer[topicPartition.index] = producerEpoch;
        newest.set(producerId, ofProducer);
      },
    };
  },
};
