import type { SentRecord } from "../run/records.ts";
import type { Property, SendFacts } from "./property.ts";

/** What people hope for: one copy of what the application means by one record, whatever it did to send it. */
export const storedOnceEndToEnd: Property<SendFacts> = {
  name: "stored-once-end-to-end",
  kind: "safety",
  promise: "No record of the application lies in the log twice, across restarts, resends and instances.",
  unless: [],
  hints: [
    "producer-restarted",
    "application-resent",
    "several-instances",
    "not-idempotent",
    "producer-state-expired",
    "renumbered-in-doubt",
  ],
  mark: "record-stored",
  catches: "an application that sends a record again without knowing what became of the first time (Z24, Z25)",
  begin: (facts) => {
    // Records sent once are watched by their send alone; only those sent again need their sends remembered.
    const sendsOf = new Map<number, number[]>();
    const copied = (record: SentRecord, offset: number, copies: number): void => {
      const all = sendsOf.get(record.id)?.reduce((sum, send) => sum + facts.entry(send).copies, 0) ?? copies;
      if (all === 1) return;
      facts.report({
        shape: "second-copy",
        subject: facts.recordName(record.id),
        expected: "one copy",
        got: `copy ${all} in ${record.topicPartition.name} at offset ${offset}`,
        about: { record },
      });
    };
    return {
      sent: (record) => {
        if (record.earlierSend === undefined) return;
        const sends = sendsOf.get(record.id) ?? [record.earlierSend];
        sendsOf.set(record.id, [...sends, record.send]);
      },
      stored: (record, offset) => {
        if (sendsOf.size > 0) copied(record, offset, 1);
      },
      storedAgain: copied,
    };
  },
};
