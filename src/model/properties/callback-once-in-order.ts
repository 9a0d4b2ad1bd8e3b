import type { SentRecord } from "../run/records.ts";
import type { Decided, Property } from "./property.ts";

/**
 * Callbacks (P-107, P-109, P-110): each once, and within a partition in the order of the sends. What `send` refused never
 * waited in line, and its callback runs at once, before those of records in batches (P-36).
 */
export const callbackOnceInOrder: Property = {
  name: "callback-once-in-order",
  kind: "safety",
  promise:
    "Every callback runs at most once, and within a partition those of records that were taken run in the order of the sends.",
  unless: [
    "not-idempotent",
    "delivery-timed-out",
    "first-contact-overtaken",
    "stored-but-refused",
    "renumbered-in-doubt",
    "answers-out-of-turn",
    "producer-fenced",
  ],
  hints: [],
  mark: "acknowledged",
  catches: "a client that completes a batch a second time, or before the one in front of it",
  begin: (facts) => {
    const newest: number[][] = [];
    const once = (record: SentRecord, before: Decided): void => {
      if (!before) return;
      const [expected, got] = ["one callback", "another callback"];
      facts.report({ shape: "called-twice", subject: facts.recordName(record.id), expected, got, about: { record } });
    };
    const called = (record: SentRecord, before: Decided): void => {
      const ofSession = (newest[record.session] ??= []);
      const last = ofSession[record.topicPartition.index] ?? -1;
      if (before) once(record, before);
      else if (record.send < last) {
        facts.report({
          shape: "out-of-turn",
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
      refused: once,
    };
  },
};
