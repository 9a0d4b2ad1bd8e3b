import type { SentRecord } from "../run/records.ts";
import { isForgotten, recordsIn } from "./log-view.ts";
import type { Property, RunFacts } from "./property.ts";

/**
 * Jepsen's lost write: what was acknowledged is there in the end, whatever happened to the log meanwhile. With acks=0 a
 * record is acknowledged before it is stored (P-58), so that only the end of a run can tell. Logs are looked
 * through where one ends too early, was given an offset twice, or may have been touched by a restart.
 */
export const acknowledgedSurvives: Property = {
  name: "acknowledged-survives",
  kind: "safety",
  promise: "An acknowledged record lies in the log when the run ends.",
  unless: ["acks-zero"],
  hints: [],
  mark: "acknowledged",
  catches: "a broker that answers a retry as a duplicate of what it never stored (Z17), or loses the end of its log",
  begin: (facts) => {
    // Acknowledged while they lay nowhere; of a producer with acks=0 those that are on their way.
    const absent = new Map<number, SentRecord>();
    let isSuspect = false;
    const suspect = (): void => void (isSuspect = true);
    const lost = (shape: string, record: SentRecord, got: string): void =>
      facts.report({
        shape,
        subject: facts.recordName(record.id),
        expected: `in ${record.topicPartition.name}, as acknowledged`,
        got,
        about: { record },
      });
    return {
      acknowledgedAbsent: (record) => void absent.set(record.send, record),
      storedDecided: (record) => void absent.delete(record.send),
      overwritten: suspect,
      restarted: suspect,
      ended: () => {
        for (const record of absent.values()) lost("never-stored", record, "it was never stored");
        if (!isSuspect && hasAllEnds(facts)) return;
        for (const record of vanished(facts)) lost("vanished", record, "it was stored, and is no longer there");
      },
    };
  },
};

/** Whether every log reaches as far as it was given records. */
function hasAllEnds(facts: RunFacts): boolean {
  const logs = facts.logs();
  return logs.topicPartitions.every((topicPartition) => {
    const log = logs.log(topicPartition);
    return (log[log.length - 1]?.lastOffset ?? -1) + 1 >= facts.endOf(topicPartition);
  });
}

/** The acknowledged records that were stored and lie in no log any more, as far as single ones are remembered. */
function* vanished(facts: RunFacts): Generator<SentRecord> {
  const logs = facts.logs();
  const present = recordsIn(logs);
  for (const { record, entry } of facts.remembered()) {
    const isOwed = entry.copies > 0 && facts.offsetTold(record.send) !== undefined;
    if (isOwed && !present.has(record) && !isForgotten(logs, record, entry)) yield record;
  }
}
