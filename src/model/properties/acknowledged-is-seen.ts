import type { SentRecord } from "../run/records.ts";
import { OffsetRuns } from "./offset-runs.ts";
import type { Property } from "./property.ts";

/**
 * Jepsen's "unseen", as liveness: what is acknowledged is read in the end by every consumer of its topic. Whether it is
 * there to be read is `acknowledged-survives`.
 */
export const acknowledgedIsSeen: Property = {
  name: "acknowledged-is-seen",
  kind: "liveness",
  promise: "When the run has come to rest, every consumer of a topic has read all that was acknowledged in it.",
  unless: [],
  hints: [],
  mark: "consumed",
  catches: "a consumer that stops short of the end of a log, or skips what came while it was away",
  begin: (facts) => {
    if (facts.consumers.length === 0) return {};
    const acknowledged: OffsetRuns[] = [];
    const partitions: SentRecord["topicPartition"][] = [];
    const seen = new Map<string, OffsetRuns[]>(facts.consumers.map(({ name }) => [name, []]));
    return {
      acknowledged: ({ topicPartition }, offset) => {
        if (offset === -1) return;
        partitions[topicPartition.index] = topicPartition;
        (acknowledged[topicPartition.index] ??= new OffsetRuns()).add(offset);
      },
      read: (consumer, topicPartition, offset) => {
        const byPartition = seen.get(consumer);
        if (byPartition !== undefined) (byPartition[topicPartition.index] ??= new OffsetRuns()).add(offset);
      },
      ended: (settled) => {
        if (!settled) return;
        for (const { name, topic } of facts.consumers) {
          for (const { index, name: partition, topic: ofPartition } of partitions.filter(Boolean)) {
            if (ofPartition !== topic) continue;
            const read = seen.get(name)?.[index] ?? new OffsetRuns();
            for (const offset of acknowledged[index]?.without(read) ?? []) {
              facts.report({
                shape: "unseen",
                subject: `offset ${offset} of ${partition}`,
                expected: `read by ${name}, since it is acknowledged`,
                got: "not read",
                about: { consumer: name },
              });
            }
          }
        }
      },
    };
  },
};
