import { type LedgerEntry, acknowledged } from "../run/ledger.ts";
import type { SentRecord } from "../run/records.ts";
import { type LogView, batchAt } from "./log-view.ts";
import type { Property, RunFacts } from "./property.ts";

/**
 * Jepsen's lost write: what was acknowledged is there in the end, whatever happened to the log meanwhile. With acks=0 a
 * record is acknowledged before it is stored (P-58), so that only the end of a run can tell. A log is looked through where
 * it ends too early, or where a restart has touched it.
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
    let hasRestarted = false;
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
      restarted: () => void (hasRestarted = true),
      ended: () => {
        for (const record of absent.values()) lost("never-stored", record, "it was never stored");
        if (hasAllEnds(facts) && !(hasRestarted && hasHoles(facts.logs()))) return;
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

/** Whether a batch is missing between two others. */
const hasHoles = (logs: LogView): boolean =>
  logs.topicPartitions.some((topicPartition) => {
    const log = logs.log(topicPartition);
    return log.some(({ baseOffset }, at) => baseOffset !== (log[at - 1]?.lastOffset ?? baseOffset - 1) + 1);
  });

/** The acknowledged records that lie in no log any more, as far as that can be known of single ones. */
function* vanished(facts: RunFacts): Generator<SentRecord> {
  const present = new Set<unknown>();
  const logs = facts.logs();
  for (const topicPartition of logs.topicPartitions) {
    for (const { batch } of logs.log(topicPartition)) for (const record of batch.records) present.add(record);
  }
  for (const { record, entry } of facts.remembered()) {
    if (isOwed(entry) && !present.has(record) && !isForgotten(logs, record, entry)) yield record;
  }
}

const isOwed = ({ copies, decision }: LedgerEntry): boolean => copies > 0 && decision === acknowledged;

const isForgotten = (logs: LogView, { topicPartition }: SentRecord, { firstOffset }: LedgerEntry): boolean =>
  batchAt(logs.log(topicPartition), firstOffset) === "forgotten";
