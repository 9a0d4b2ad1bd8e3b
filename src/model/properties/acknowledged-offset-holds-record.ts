import type { Property, SendFacts } from "./property.ts";

/** What `RecordMetadata.offset` says is true (B-20, B-21: a duplicate's answer carries the original offset). */
export const acknowledgedOffsetHoldsRecord: Property<SendFacts> = {
  name: "acknowledged-offset-holds-record",
  kind: "safety",
  promise: "An acknowledged offset holds that record.",
  unless: [],
  hints: [],
  mark: "acknowledged",
  catches: "a client that gives one sequence to two records, so that the second is told the offset of the first (Z02, Z04)",
  begin: (facts) => {
    // Copies beyond the first are rare: only their offsets are kept apart.
    const laterCopies = new Map<number, number[]>();
    return {
      storedAgain: (record, offset) => {
        laterCopies.set(record.send, [...(laterCopies.get(record.send) ?? []), offset]);
      },
      acknowledged: (record, offset, _before, entry) => {
        // -1: the producer does not know where (acks=0, P-58; DUPLICATE_SEQUENCE_NUMBER, P-108).
        if (offset === -1) return;
        if (entry.copies > 0 && entry.firstOffset === offset) return;
        if (laterCopies.get(record.send)?.includes(offset) === true) return;
        facts.report({
          shape: entry.copies === 0 ? "absent" : "elsewhere",
          subject: facts.recordName(record.id),
          expected: `${record.topicPartition.name} holds it at offset ${offset}, as acknowledged`,
          got: entry.copies === 0 ? "it is in no log" : `it lies at offset ${entry.firstOffset}`,
          about: { record },
        });
      },
    };
  },
};
