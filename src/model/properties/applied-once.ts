import type { Property } from "./property.ts";

/** End to end with a consumer that remembers what it has applied: duplicates in the log do no harm. */
export const appliedOnce: Property = {
  name: "applied-once",
  kind: "safety",
  promise: "A consumer applies each record once.",
  unless: ["consumer-forgets"],
  hints: [],
  mark: "consumer-skipped-duplicate",
  catches: "a consumer that loses the ids of what it has applied when it starts again",
  begin: (facts) => {
    const applied = new Map<string, Set<number>>();
    return {
      consumed: (consumer, record, didApply) => {
        if (!didApply) return;
        const ofConsumer = applied.get(consumer) ?? new Set();
        applied.set(consumer, ofConsumer);
        if (ofConsumer.has(record)) {
          facts.report({
            shape: "applied-again",
            subject: facts.recordName(record),
            expected: `applied once by ${consumer}`,
            got: "applied again",
            about: { consumer },
          });
        }
        ofConsumer.add(record);
      },
    };
  },
};
