import { type LedgerEntry, acknowledged } from "../run/ledger.ts";
import type { SentRecord } from "../run/records.ts";
import { type LogView, batchAt } from "./log-view.ts";
import type { Property, RunFacts } from "./property.ts";

/**
 * Jepsen's lost write: what was acknowledged is there in the end, whatever happened to the log meanwhile. With acks=0 a
 * record is acknowledged before it is stored (P-58), so that only the end of a run can tell.
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
    const ends: number[] = [];
    const lost = (shape: string, record: SentRecord, got: string): void =>
      facts.report({
        shape,
        subject: facts.recordName(record.id),
        expected: `in ${record.topicPartition.name}, as acknowledged`,
        got,
        about: { record },
      });
    return {
      appended: ({ topicPartition, records }, baseOffset) => {
        ends[topicPartition.index] = baseOffset + records.length;
      },
      stored: (record) => {
        if (absent.size > 0) absent.delete(record.send);
      },
      acknowledged: (record, _offset, _before, { copies }) => {
        if (copies === 0) absent.set(record.send, record);
      },
      ended: () => {
        for (const record of absent.values()) lost("never-stored", record, "it was never stored");
        if (isWhole(facts.logs(), ends)) return;
        for (const record of vanished(facts)) lost("vanished", record, "it was stored, and is no longer there");
      },
    };
  },
};

/** Whether no log lost anything of what it was given: all batches that are kept follow on each other up to its end. */
function isWhole(logs: LogView, ends: readonly number[]): boolean {
  return logs.topicPartitions.every((topicPartition) => {
    const end = ends[topicPartition.index];
    if (end === undefined) return true;
    let next: number | undefined;
    for (const { baseOffset, lastOffset } of logs.log(topicPartition)) {
      if (next !== undefined && baseOffset !== next) return false;
      next = lastOffset + 1;
    }
    return next === end;
  });
}

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
