import type { LogBatch } from "../broker/retained-batches.ts";
import { type BatchMetadata, firstOffset, firstSequence } from "../core/producer-state.ts";
import { incrementSequence } from "../core/sequence.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { recordCountOf } from "../protocol.ts";
import { type RememberedProducer, batchAt } from "./log-view.ts";
import type { Property } from "./property.ts";

/** A batch that a producer table, or an answer from it, says to be in the log. */
interface Claim {
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly lastSequence: number;
  readonly baseOffset: number;
}

/**
 * The table by which a broker deduplicates speaks of its log (B-24, B-28): looked at whenever a batch is taken for a
 * duplicate, as a whole after each start of the broker, and in the end at what it remembers last.
 */
export const deduplicationSound: Property = {
  name: "deduplication-sound",
  kind: "safety",
  promise: "What a broker remembers of a producer's batches, and answers for duplicates, lies in its log as it says.",
  unless: [],
  hints: [],
  mark: "duplicate-suppressed",
  catches:
    "a producer table that is moved on before the write has succeeded, or survives the loss of it (Z17, KAFKA-6683)",
  begin: (facts) => {
    const check = (topicPartition: TopicPartition, claim: Claim, who: string): void => {
      const found = batchAt(facts.logView().log(topicPartition), claim.baseOffset);
      if (found === "forgotten" || (found !== undefined && isAsClaimed(found, claim))) return;
      const { producerId, producerEpoch, baseSequence, lastSequence, baseOffset } = claim;
      facts.report({
        shape: found === undefined ? "nothing-there" : "another-batch",
        subject: topicPartition.name,
        expected: `sequences ${baseSequence} to ${lastSequence} of producer ${producerId}, epoch ${producerEpoch}, at offset ${baseOffset}, as ${who} says`,
        got: found === undefined ? "nothing there" : inWords(found),
      });
    };
    const look = (batchesOf: (producer: RememberedProducer) => readonly BatchMetadata[]): void => {
      const logs = facts.logView();
      for (const topicPartition of logs.topicPartitions) {
        for (const producer of logs.producerTable(topicPartition)) {
          for (const batch of batchesOf(producer))
            check(topicPartition, claimOf(producer, batch), "the producer table");
        }
      }
    };
    return {
      suppressed: (batch, originalBaseOffset) => {
        if (originalBaseOffset === -1) return;
        const { topicPartition, producerId, producerEpoch, baseSequence } = batch;
        const lastSequence = incrementSequence(baseSequence, recordCountOf(batch) - 1);
        const claim = { producerId, producerEpoch, baseSequence, lastSequence, baseOffset: originalBaseOffset };
        check(topicPartition, claim, "the answer to a duplicate");
      },
      restarted: () => look((producer) => producer.batches()),
      ended: () => look(({ newest }) => (newest === undefined ? [] : [newest])),
    };
  },
};

const claimOf = ({ producerId, producerEpoch }: RememberedProducer, batch: BatchMetadata): Claim => ({
  producerId,
  producerEpoch,
  baseSequence: firstSequence(batch),
  lastSequence: batch.lastSequence,
  baseOffset: firstOffset(batch),
});

const isAsClaimed = ({ baseOffset, lastOffset, batch }: LogBatch, claim: Claim): boolean =>
  baseOffset === claim.baseOffset &&
  batch.producerId === claim.producerId &&
  batch.producerEpoch === claim.producerEpoch &&
  batch.baseSequence === claim.baseSequence &&
  incrementSequence(batch.baseSequence, lastOffset - baseOffset) === claim.lastSequence;

const inWords = ({ baseOffset, batch: { producerId, producerEpoch, baseSequence } }: LogBatch): string =>
  `a batch from sequence ${baseSequence} on of producer ${producerId}, epoch ${producerEpoch}, at offset ${baseOffset}`;
