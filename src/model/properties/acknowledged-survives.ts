import { acknowledged } from "../run/ledger.ts";
import type { SentRecord } from "../run/records.ts";
import type { Property } from "./property.ts";

/**
 * Jepsen's lost write: what was acknowledged is there in the end, whatever happened to the log meanwhile. Under acks=all
 * an acknowledgement comes when every in-sync replica has the batch (B-71); under acks=1 it says nothing of them (B-86).
 */
export const acknowledgedSurvives: Property = {
  name: "acknowledged-survives",
  kind: "safety",
  promise: "An acknowledged record lies in the log when the run ends.",
  unless: ["acks-zero"],
  hints: ["acks-one"],
  mark: "acknowledged",
  begin: (facts) => {
    // Few records are ever missed: those of which a new leader has no copy, or that were acknowledged without one.
    const missed = new Map<number, { readonly record: SentRecord; readonly shape: "vanished" | "never-stored" }>();
    return {
      truncated: ({ lost }) => {
        for (const record of lost) missed.set(record.send, { record, shape: "vanished" });
      },
      acknowledged: (record, _offset, _before, { copies }) => {
        if (copies > 0 || missed.has(record.send)) return;
        missed.set(record.send, { record, shape: "never-stored" });
      },
      ended: () => {
        for (const { record, shape } of missed.values()) {
          const { copies, decision } = facts.entry(record.send);
          if (copies > 0 || decision !== acknowledged) continue;
          facts.report({
            shape,
            subject: facts.recordName(record.id),
            expected: `in ${record.topicPartition.name}, as acknowledged`,
            got: shape === "vanished" ? "it was stored, and is no longer there" : "it was never stored",
            about: { record },
          });
        }
      },
    };
  },
};
