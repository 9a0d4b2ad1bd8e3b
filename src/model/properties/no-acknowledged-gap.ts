import type { Property } from "./property.ts";

/** A hole that nobody was told of (P-73, P-87 make holes; they must not be silent). */
export const noAcknowledgedGap: Property = {
  name: "no-acknowledged-gap",
  kind: "safety",
  promise:
    "A record that is not in the log was reported as failed if a later one of its session and partition was acknowledged.",
  unless: ["producer-crashed"],
  hints: [],
  mark: "failed",
  catches: "a client that forgets a batch, and goes on with the next",
  begin: (facts) => {
    const newestAcknowledged: number[][] = [];
    return {
      acknowledged: (record) => {
        const ofSession = (newestAcknowledged[record.session] ??= []);
        const before = ofSession[record.topicPartition.index] ?? -1;
        if (record.send > before) ofSession[record.topicPartition.index] = record.send;
      },
      ended: (settled) => {
        // What a limit cut short may still have been reported.
        if (!settled) return;
        for (const record of facts.undecided()) {
          const newest = newestAcknowledged[record.session]?.[record.topicPartition.index] ?? -1;
          if (newest < record.send || facts.entry(record.send).copies > 0) continue;
          facts.report({
            shape: "gap",
            subject: facts.recordName(record.id),
            expected: "stored, or reported as failed",
            got: "neither, though a later record was acknowledged",
            about: { record },
          });
        }
      },
    };
  },
};
