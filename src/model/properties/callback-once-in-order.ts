import type { SentRecord } from "../run/records.ts";
import type { Decided, Property } from "./property.ts";

/** Callbacks (P-107, P-109, P-110): each once, and within a partition in the order of the sends. */
export const callbackOnceInOrder: Property = {
  name: "callback-once-in-order",
  kind: "safety",
  promise: "Every callback runs at most once, and within a partition callbacks run in the order of the sends.",
  unless: [
    "not-idempotent",
    "delivery-timed-out",
    "first-contact-overtaken",
    "renumbered-in-doubt",
    "answers-out-of-turn",
    "producer-fenced",
  ],
  hints: [],
  mark: "acknowledged",
  begin: (facts) => {
    const newest: number[][] = [];
    const called = (record: SentRecord, before: Decided): void => {
      const ofSession = (newest[record.session] ??= []);
      const last = ofSession[record.topicPartition.index] ?? -1;
      if (before) {
        facts.report({
          subject: facts.recordName(record.id),
          expected: "one callback",
          got: "another callback",
          about: { record },
        });
      } else if (record.send < last) {
        facts.report({
          subject: facts.recordName(record.id),
          expected: "its callback before those of later records",
          got: "its callback came after a later record's",
          about: { record },
        });
      } else ofSession[record.topicPartition.index] = record.send;
    };
    return {
      acknowledged: (record, _offset, before) => called(record, before),
      failed: (record, _exception, before) => called(record, before),
    };
  },
};
