import type { LedgerEntry } from "../run/ledger.ts";
import type { SentRecord } from "../run/records.ts";
import type { Property, SendFacts } from "./property.ts";

/** What `RecordMetadata.offset` says is true (B-20, B-21: a duplicate's answer carries the original offset). */
export const acknowledgedOffsetHoldsRecord: Property<SendFacts> = {
  name: "acknowledged-offset-holds-record",
  kind: "safety",
  promise: "An acknowledged offset holds that record.",
  unless: [],
  hints: [],
  mark: "acknowledged",
  catches:
    "a client that gives one sequence to two records, so that the second is told the offset of the first (Z02, Z04)",
  begin: (facts) => {
    // Copies beyond the first are rare, and so are those in another partition than their own: only they are kept apart.
    const laterCopies = new Map<number, number[]>();
    const firstAstray = new Set<number>();
    let astray: SentRecord | undefined;
    const lies = ({ send }: SentRecord, offset: number, { copies, firstOffset }: LedgerEntry): boolean => {
      if (copies > 0 && firstOffset === offset && !firstAstray.has(send)) return true;
      return laterCopies.get(send)?.includes(offset) === true;
    };
    return {
      truncated: ({ topicPartition, endOffset, lost }) => {
        for (const { send, topicPartition: home } of lost) {
          firstAstray.delete(send);
          if (home !== topicPartition) continue;
          const kept = laterCopies.get(send)?.filter((offset) => offset < endOffset);
          if (kept !== undefined) laterCopies.set(send, kept);
        }
      },
      astray: (record) => {
        if (facts.entry(record.send).copies === 1) firstAstray.add(record.send);
        else astray = record;
      },
      storedAgain: (record, offset) => {
        if (record !== astray) laterCopies.set(record.send, [...(laterCopies.get(record.send) ?? []), offset]);
        astray = undefined;
      },
      acknowledged: (record, offset, _before, entry) => {
        // -1: the producer does not know where (acks=0, P-58; DUPLICATE_SEQUENCE_NUMBER, P-108).
        if (offset === -1) return;
        if (lies(record, offset, entry)) return;
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
