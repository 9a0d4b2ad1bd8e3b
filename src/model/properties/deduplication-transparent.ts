import { type SentRecord, isSent } from "../run/records.ts";
import { isForgotten, recordsIn } from "./log-view.ts";
import type { Property, RunFacts } from "./property.ts";

/**
 * What deduplication is for, in one sentence: with all the faults of a run its logs are such as a run without any could
 * have left. Judged in the end, by the logs themselves; the other properties say as it happens what goes wrong.
 */
export const deduplicationTransparent: Property = {
  name: "deduplication-transparent",
  kind: "safety",
  promise:
    "In the end a log holds what a session sent to it in order, each record once, and up to the last of them all that were acknowledged.",
  unless: ["not-idempotent", "producer-state-expired", "renumbered-in-doubt", "first-contact-overtaken"],
  hints: [],
  mark: "duplicate-suppressed",
  catches: "a broker that takes a retry for new (Z20), or drops what it has not stored as a duplicate (Z17)",
  begin: (facts) => {
    // A log that was given everything in its turn, and that nothing has touched since, needs no look.
    let isSuspect = false;
    const suspect = (): void => void (isSuspect = true);
    return {
      astray: suspect,
      storedBehind: suspect,
      overwritten: suspect,
      restarted: suspect,
      acknowledgedAbsent: suspect,
      ended: () => {
        if (!isSuspect) return;
        const newest = newestStored(facts);
        const logs = facts.logView();
        const present = recordsIn(logs);
        for (const { record, entry } of facts.remembered()) {
          if (facts.offsetTold(record.send) === undefined || present.has(record)) continue;
          const isBefore = record.send < (newest[record.topicPartition.index]?.[record.session] ?? -1);
          if (isBefore && !(entry.copies > 0 && isForgotten(logs, record, entry))) missing(facts, record);
        }
      },
    };
  },
};

/** By partition, then session: the newest send in the log. Whatever stands behind it, or twice, is reported. */
function newestStored(facts: RunFacts): readonly (readonly number[])[] {
  const logs = facts.logView();
  const newest: number[][] = [];
  for (const topicPartition of logs.topicPartitions) {
    const bySession: number[] = [];
    newest[topicPartition.index] = bySession;
    for (const { baseOffset, batch } of logs.log(topicPartition)) {
      const { records } = batch;
      for (let at = 0; at < records.length; at++) {
        const record = records[at];
        if (record === undefined || !isSent(record)) continue;
        const before = bySession[record.session] ?? -1;
        if (record.send > before) bySession[record.session] = record.send;
        else outOfPlace(facts, record, baseOffset + at);
      }
    }
  }
  return newest;
}

function outOfPlace(facts: RunFacts, record: SentRecord, offset: number): void {
  const { copies, firstOffset } = facts.entry(record.send);
  const isCopy = copies > 1 && firstOffset !== offset;
  facts.report({
    shape: isCopy ? "repeated" : "overtaken",
    subject: facts.recordName(record.id),
    expected: `once in ${record.topicPartition.name}, before what was sent after it`,
    got: isCopy ? `again at offset ${offset}` : `at offset ${offset}, behind a later record`,
    about: { record },
  });
}

const missing = (facts: RunFacts, record: SentRecord): void =>
  facts.report({
    shape: "missing",
    subject: facts.recordName(record.id),
    expected: `in ${record.topicPartition.name}, as acknowledged`,
    got: "not there, though a later record of its session is",
    about: { record },
  });
