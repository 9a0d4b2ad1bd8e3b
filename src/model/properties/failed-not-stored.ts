import { isDefinite } from "./definite-failure.ts";
import type { Property } from "./property.ts";

/**
 * Half of Jepsen's G1a: a write that failed for sure is not there to be read. Most failures do not say that (P-86, Z23):
 * a time ran out, a connection broke, an earlier attempt went unanswered. What nobody sent is `no-phantom`.
 */
export const failedNotStored: Property = {
  name: "failed-not-stored",
  kind: "safety",
  promise: "A record that was refused for good, by `send` or in its only attempt, lies in no log.",
  unless: [],
  hints: [],
  mark: "failed",
  catches: "a broker that refuses a batch as invalid, and has stored it all the same",
  begin: (facts) => {
    /** With what the sends were refused that lay nowhere then. */
    const refused = new Map<number, string>();
    return {
      failed: (record, exception, before, attempts) => {
        if (before || !isDefinite(exception, attempts)) return;
        const { copies, firstOffset } = facts.entry(record.send);
        if (copies === 0) {
          refused.set(record.send, exception);
          return;
        }
        facts.report({
          shape: "stored",
          subject: facts.recordName(record.id),
          expected: `in no log, after ${exception}`,
          got: `it lay at offset ${firstOffset} by then`,
          about: { record },
        });
      },
      refused: (record, before) => {
        if (!before) refused.set(record.send, "an error from send");
      },
      storedDecided: (record, offset) => {
        const exception = refused.get(record.send);
        if (exception === undefined) return;
        refused.delete(record.send);
        facts.report({
          shape: "stored",
          subject: facts.recordName(record.id),
          expected: `in no log, after ${exception}`,
          got: `it came after that, at offset ${offset}`,
          about: { record },
        });
      },
    };
  },
};
