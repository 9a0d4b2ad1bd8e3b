import type { SentRecord } from "../run/records.ts";
import { OffsetRuns } from "./offset-runs.ts";
import type { Property, RunFacts } from "./property.ts";

/**
 * Two acknowledgements with one offset are the first sign of a sequence that was used twice (Z02, Z03, Z04): the broker
 * took the second record for the first one, and it is gone. As long as each names where its own record lies, and no
 * offset is given twice, no two can collide; so nothing is remembered before one strays. What is lost with a leader gives
 * its offset free: that it is lost is `acknowledged-survives`.
 */
export const offsetAcknowledgedOnce: Property = {
  name: "offset-acknowledged-once",
  kind: "safety",
  promise: "No two sends are acknowledged with the same offset of a partition, unless one was lost with its leader.",
  unless: [],
  hints: [],
  mark: "acknowledged",
  catches: "a client that gives one sequence to two records, of which the broker then drops the second (Z02, Z04)",
  begin: (facts) => {
    let named: OffsetRuns[] | undefined;
    const cutOff = new Set<number>();
    return {
      truncated: ({ topicPartition: { index }, endOffset, lost }) => {
        named ??= namedBefore(facts);
        named[index]?.cut(endOffset);
        for (const { send } of lost) cutOff.add(send);
      },
      acknowledgedAmongStrays: (record, offset) => {
        named ??= namedBefore(facts, record);
        if (cutOff.has(record.send) && facts.entry(record.send).copies === 0) return;
        const { index, name } = record.topicPartition;
        const ofPartition = (named[index] ??= new OffsetRuns());
        if (ofPartition.add(offset)) return;
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

/** By partition: the offsets that acknowledgements have named, but that of `now`, as far as they are remembered. */
function namedBefore(facts: RunFacts, now?: SentRecord): OffsetRuns[] {
  const named: OffsetRuns[] = [];
  for (const { record } of facts.remembered()) {
    const offset = facts.offsetTold(record.send);
    if (record === now || offset === undefined || offset === -1) continue;
    (named[record.topicPartition.index] ??= new OffsetRuns()).add(offset);
  }
  return named;
}
