import type { SentRecord } from "../run/records.ts";
import { isForgotten, recordsIn } from "./log-view.ts";
import type { Property, RunFacts } from "./property.ts";

/**
 * Jepsen's lost write: what was acknowledged is there in the end, whatever happened to the log meanwhile. Under acks=all
 * an acknowledgement comes when every in-sync replica has the batch (B-71); under acks=1 it says nothing of them (B-86).
 * Logs are looked through only where one ends too early, was given an offset twice, or may have been touched by a restart.
 */
export const acknowledgedSurvives: Property = {
  name: "acknowledged-survives",
  kind: "safety",
  promise: "An acknowledged record lies in the log when the run ends.",
  unless: ["acks-zero"],
  hints: ["acks-one"],
  mark: "acknowledged",
  catches:
    "a broker that answers a retry as a duplicate of what it never stored (Z17), or whose log loses its end (Z13)",
  begin: (facts) => {
    // Few records are ever missed: those that were acknowledged while they lay nowhere, or of which a new leader has none.
    const missed = new Map<number, SentRecord>();
    const cutOff = new Set<number>();
    let isSuspect = false;
    const suspect = (): void => void (isSuspect = true);
    const lost = (record: SentRecord, wasStored: boolean): void =>
      facts.report({
        shape: wasStored ? "vanished" : "never-stored",
        subject: facts.recordName(record.id),
        expected: `in ${record.topicPartition.name}, as acknowledged`,
        got: wasStored ? "it was stored, and is no longer there" : "it was never stored",
        about: { record },
      });
    return {
      truncated: ({ lost: records }) => {
        for (const record of records) {
          missed.set(record.send, record);
          cutOff.add(record.send);
        }
      },
      acknowledgedAbsent: (record) => void missed.set(record.send, record),
      overwritten: suspect,
      restarted: suspect,
      ended: () => {
        for (const record of missed.values()) {
          const isOwed = facts.offsetTold(record.send) !== undefined && facts.entry(record.send).copies === 0;
          if (isOwed) lost(record, cutOff.has(record.send));
        }
        if (!isSuspect && hasAllEnds(facts)) return;
        for (const record of vanished(facts)) lost(record, true);
      },
    };
  },
};

/** Whether every log reaches as far as it was given records. */
function hasAllEnds(facts: RunFacts): boolean {
  const { topicPartitions, log } = facts.logView();
  return topicPartitions.every((topicPartition) => {
    const batches = log(topicPartition);
    return (batches[batches.length - 1]?.lastOffset ?? -1) + 1 >= facts.endOf(topicPartition);
  });
}

/** The acknowledged records that were stored and lie in no log any more, as far as single ones are remembered. */
function* vanished(facts: RunFacts): Generator<SentRecord> {
  const logs = facts.logView();
  const present = recordsIn(logs);
  for (const { record, entry } of facts.remembered()) {
    const isOwed = entry.copies > 0 && facts.offsetTold(record.send) !== undefined;
    if (isOwed && !present.has(record) && !isForgotten(logs, record, entry)) yield record;
  }
}
