import { type SentRecord, isSent } from "../run/records.ts";
import type { Property } from "./property.ts";

/**
 * Jepsen's inconsistent offsets, over time: an offset that was given to one record is never given to another, and a log
 * that a restart has touched still says so, then and in the end. Only what a new leader never had may be given anew (B-86).
 * What an acknowledgement says of an offset is `acknowledged-offset-holds-record`.
 */
export const offsetHoldsOneRecord: Property = {
  name: "offset-holds-one-record",
  kind: "safety",
  promise:
    "What an offset of a log holds never changes, unless a new leader never had it: none is given a second time.",
  unless: [],
  hints: [],
  mark: "record-stored",
  catches: "a log whose end was cut or not moved on, so that the next batch takes the offsets of the last one (Z36)",
  begin: (facts) => {
    let hasRestarted = false;
    // Copies beyond the first are rare: only their offsets are kept apart.
    const laterCopies = new Map<number, number[]>();
    /** Whether the record was given that offset, as far as its first one is remembered. */
    const wasGiven = (record: SentRecord, offset: number): boolean => {
      const { copies, firstOffset } = facts.entry(record.send);
      if (copies > 0 && (firstOffset === offset || firstOffset === -1)) return true;
      return laterCopies.get(record.send)?.includes(offset) === true;
    };
    const look = (): void => {
      const logs = facts.logView();
      for (const topicPartition of logs.topicPartitions) {
        for (const { baseOffset, batch } of logs.log(topicPartition)) {
          for (let at = 0; at < batch.records.length; at++) {
            const record = batch.records[at];
            if (record === undefined || !isSent(record) || wasGiven(record, baseOffset + at)) continue;
            facts.report({
              shape: "changed",
              subject: facts.recordName(record.id),
              expected: `offset ${baseOffset + at} of ${topicPartition.name} holds what it was given`,
              got: "this record, which was never stored there",
              about: { record },
            });
          }
        }
      }
    };
    return {
      truncated: ({ topicPartition, endOffset, lost }) => {
        for (const { send, topicPartition: home } of lost) {
          if (home !== topicPartition) continue;
          const kept = laterCopies.get(send)?.filter((offset) => offset < endOffset);
          if (kept !== undefined) laterCopies.set(send, kept);
        }
      },
      overwritten: ({ topicPartition: { name } }, baseOffset, end) => {
        const [expected, got] = [`offsets from ${end} on for what comes next`, `offset ${baseOffset} a second time`];
        facts.report({ shape: "given-again", subject: name, expected, got });
      },
      storedAgain: (record, offset) => {
        laterCopies.set(record.send, [...(laterCopies.get(record.send) ?? []), offset]);
      },
      restarted: () => {
        hasRestarted = true;
        look();
      },
      ended: () => {
        if (hasRestarted) look();
      },
    };
  },
};
