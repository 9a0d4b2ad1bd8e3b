import { type SentRecord, isSent } from "../run/records.ts";
import { batchAt } from "./log-view.ts";
import type { Property, RunFacts } from "./property.ts";

/**
 * Two acknowledgements with one offset are the first sign of a sequence that was used twice (Z02, Z03, Z04): the broker
 * took the second record for the first one, and it is gone. Those that name where their own record lies cannot collide
 * with each other; so only stray ones are remembered.
 */
export const offsetAcknowledgedOnce: Property = {
  name: "offset-acknowledged-once",
  kind: "safety",
  promise: "No two sends are acknowledged with the same offset of a partition.",
  unless: [],
  hints: [],
  mark: "acknowledged",
  catches: "a client that gives one sequence to two records, of which the broker then drops the second (Z02, Z04)",
  begin: (facts) => {
    /** By partition: the offsets that stray acknowledgements named. */
    const strays: Set<number>[] = [];
    return {
      acknowledgedStray: (record, offset, { copies, firstOffset }) => {
        const { index, name } = record.topicPartition;
        const ofPartition = (strays[index] ??= new Set());
        const isTaken = ofPartition.has(offset) || isHeldByAcknowledged(facts, record, offset);
        if (copies === 0 || firstOffset !== offset) ofPartition.add(offset);
        if (!isTaken) return;
        facts.report({
          shape: "given-twice",
          subject: facts.recordName(record.id),
          expected: `an offset in ${name} that no other record was acknowledged with`,
          got: `offset ${offset}, as another record before it`,
          about: { record },
        });
      },
    };
  },
};

/** Whether another record lies at that offset, and was acknowledged with it. */
function isHeldByAcknowledged(facts: RunFacts, { topicPartition, send }: SentRecord, offset: number): boolean {
  const batch = batchAt(facts.logs().log(topicPartition), offset);
  if (batch === undefined || batch === "forgotten") return false;
  const holder = batch.batch.records[offset - batch.baseOffset];
  return holder !== undefined && isSent(holder) && holder.send !== send && facts.offsetTold(holder.send) === offset;
}
