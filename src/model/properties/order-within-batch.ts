import { type SentRecord, isSent } from "../run/records.ts";
import type { Property } from "./property.ts";

/**
 * Jepsen's internal order: what goes together lies together, in its order, and where it belongs. The order of batches
 * among each other is `order-as-sent`.
 */
export const orderWithinBatch: Property = {
  name: "order-within-batch",
  kind: "safety",
  promise: "The records of a batch are of one session, sent to its partition, in the order in which they were sent.",
  unless: [],
  hints: [],
  mark: "batch-of-several",
  catches: "a client that fills the buffer of a batch again while it is on its way (Z30)",
  begin: (facts) => ({
    appendedTogether: ({ topicPartition, records }, baseOffset) => {
      let before: SentRecord | undefined;
      for (let at = 0; at < records.length; at++) {
        const record = records[at];
        if (record === undefined || !isSent(record)) continue;
        if (before !== undefined && !isBehind(record, before)) {
          facts.report({
            shape: "swapped",
            subject: facts.recordName(record.id),
            expected: "behind what its session sent before it",
            got: `at offset ${baseOffset + at} of ${topicPartition.name}`,
            about: { record },
          });
        }
        before = record;
      }
    },
    astray: (record, to, offset) =>
      facts.report({
        shape: "astray",
        subject: facts.recordName(record.id),
        expected: `in ${record.topicPartition.name}`,
        got: `at offset ${offset} of ${to.name}`,
        about: { record },
      }),
  }),
};

const isBehind = (record: SentRecord, before: SentRecord): boolean =>
  record.session === before.session && record.send > before.send;
