import type { Property, SendFacts } from "./property.ts";

/** The promise of idempotence itself (P-53, B-24): a retry is recognised, and what is acknowledged is there. */
export const acknowledgedExactlyOnce: Property<SendFacts> = {
  name: "acknowledged-exactly-once",
  kind: "safety",
  promise: "Within a session the log holds each acknowledged record exactly once, and any other at most once.",
  unless: ["not-idempotent", "producer-state-expired", "renumbered-in-doubt"],
  hints: ["acks-zero"],
  mark: "duplicate-suppressed",
  catches: "a broker that takes a retry for new, or acknowledges what comes after a gap and drops it (Z20, Z17)",
  begin: (facts) => ({
    storedAgain: (record, offset, copies) =>
      facts.report({
        shape: "second-copy",
        subject: facts.recordName(record.id),
        expected: `one copy in ${record.topicPartition.name}`,
        got: `copy ${copies} at offset ${offset}`,
        about: { record },
      }),
    acknowledged: (record, _offset, _before, { copies }) => {
      if (copies > 0) return;
      facts.report({
        shape: "absent",
        subject: facts.recordName(record.id),
        expected: `acknowledged only when it is in ${record.topicPartition.name}`,
        got: "acknowledged without a copy in the log",
        about: { record },
      });
    },
  }),
};
