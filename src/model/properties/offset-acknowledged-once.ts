import { OffsetRuns } from "./offset-runs.ts";
import type { Property } from "./property.ts";

/**
 * Two acknowledgements with one offset are the first sign of a sequence that was used twice (Z02, Z03, Z04): the broker
 * took the second record for the first one, and it is gone.
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
    const given: OffsetRuns[] = [];
    return {
      acknowledged: (record, offset, before) => {
        // -1: the producer does not know where (acks=0, P-58; DUPLICATE_SEQUENCE_NUMBER, P-108).
        if (offset === -1 || before) return;
        const { index, name } = record.topicPartition;
        const ofPartition = (given[index] ??= new OffsetRuns());
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
