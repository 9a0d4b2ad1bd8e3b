import type { TopicPartition } from "../core/topic-partition.ts";
import { OffsetRuns } from "./offset-runs.ts";
import type { Property } from "./property.ts";

/**
 * Jepsen's precommitted read, and what the high watermark is for (B-72): what a consumer was shown is not taken back by a
 * leader that never had it, nor by a log that loses its end or gives an offset a second time.
 */
export const readStays: Property = {
  name: "read-stays",
  kind: "safety",
  promise: "What a consumer has read stays in the log, at its offset.",
  unless: [],
  hints: [],
  mark: "consumed",
  catches: "a broker that shows its consumers what its follower has not got yet (Z35, Z36)",
  begin: (facts) => {
    if (facts.consumers.length === 0) return {};
    /** By consumer, then partition. */
    const read = new Map<string, OffsetRuns[]>(facts.consumers.map(({ name }) => [name, []]));
    const takenBack = ({ index, name: partition }: TopicPartition, from: number, got: string): void => {
      for (const [consumer, byPartition] of read) {
        for (const offset of byPartition[index]?.cut(from) ?? []) {
          const expected = `it stays, since ${consumer} has read it`;
          facts.report({
            shape: "taken-back",
            subject: `offset ${offset} of ${partition}`,
            expected,
            got,
            about: { consumer },
          });
        }
      }
    };
    return {
      read: (consumer, { index }, offset) => {
        const byPartition = read.get(consumer);
        if (byPartition !== undefined) (byPartition[index] ??= new OffsetRuns()).add(offset);
      },
      truncated: ({ topicPartition, endOffset }) => takenBack(topicPartition, endOffset, "a new leader never had it"),
      overwritten: ({ topicPartition }, baseOffset) =>
        takenBack(topicPartition, baseOffset, "its offset was given again"),
      ended: () => {
        const { topicPartitions, log } = facts.logView();
        for (const topicPartition of topicPartitions) {
          const batches = log(topicPartition);
          const end = (batches[batches.length - 1]?.lastOffset ?? -1) + 1;
          takenBack(topicPartition, Math.max(end, 0), "the log ends before it");
        }
      },
    };
  },
};
