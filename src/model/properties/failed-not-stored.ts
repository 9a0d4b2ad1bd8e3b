import type { SentRecord } from "../run/records.ts";
import type { Failure, Property } from "./property.ts";

/**
 * Half of Jepsen's G1a: a write that failed is not there to be read. Most failures do not say that (P-86, Z23); those that
 * do are told by `isInDoubt`. What nobody sent is `no-phantom`.
 */
export const failedNotStored: Property = {
  name: "failed-not-stored",
  kind: "safety",
  promise: "A record that was reported as refused lies in no log.",
  unless: ["failure-in-doubt"],
  hints: [],
  mark: "failed",
  catches: "a broker that refuses a batch as invalid, and has stored it all the same",
  begin: (facts) => {
    /** What the application was told of the sends that lay nowhere then. */
    const told = new Map<number, Failure>();
    const breach = (record: SentRecord, failure: Failure, got: string): void =>
      facts.report({
        shape: "stored",
        subject: facts.recordName(record.id),
        expected: `in no log, after ${failure.exception}`,
        got,
        about: { record, failure },
      });
    return {
      failed: (record, exception, before, attempts) => {
        if (before) return;
        const failure: Failure = { exception, attempts, taken: true };
        const { copies, firstOffset } = facts.entry(record.send);
        if (copies === 0) told.set(record.send, failure);
        else breach(record, failure, `it lay at offset ${firstOffset} by then`);
      },
      refused: (record, before) => {
        if (!before) told.set(record.send, refusal);
      },
      storedDecided: (record, offset) => {
        const failure = told.get(record.send);
        if (failure === undefined) return;
        told.delete(record.send);
        breach(record, failure, `it came after that, at offset ${offset}`);
      },
    };
  },
};

/** `send` itself failed (P-36): no batch ever held the record. */
const refusal: Failure = { exception: "an error from send", attempts: 0, taken: false };
