import type { Property, SendFacts } from "./property.ts";

/**
 * Jepsen's external order (nonmonotonic-send): order within a partition (B-31: only the next sequence is taken), judged by
 * the first copy of each record.
 */
export const orderAsSent: Property<SendFacts> = {
  name: "order-as-sent",
  kind: "safety",
  promise: "Within a session and a partition the first copies of records lie in the order in which they were sent.",
  unless: ["not-idempotent", "first-contact-overtaken", "producer-state-expired"],
  hints: [],
  mark: "batch-retried",
  catches: "a broker that takes whatever comes after a gap, or a client that renumbers batches out of order (Z18)",
  begin: (facts) => {
    // By session and partition: the newest send that has been stored.
    const newest: number[][] = [];
    return {
      truncated: ({ topicPartition: { index }, remaining }) => {
        for (const ofSession of newest) if (ofSession !== undefined) ofSession[index] = -1;
        for (const { session, send } of remaining) {
          const ofSession = (newest[session] ??= []);
          ofSession[index] = Math.max(ofSession[index] ?? -1, send);
        }
      },
      stored: (record, offset) => {
        const ofSession = (newest[record.session] ??= []);
        const before = ofSession[record.topicPartition.index] ?? -1;
        if (record.send > before) ofSession[record.topicPartition.index] = record.send;
        else {
          facts.report({
            shape: "overtaken",
            subject: facts.recordName(record.id),
            expected: `stored in ${record.topicPartition.name} before what was sent after it`,
            got: `at offset ${offset}, behind a later record`,
            about: { record },
          });
        }
      },
    };
  },
};
