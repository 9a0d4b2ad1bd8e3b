import type { Property } from "./property.ts";

/** Liveness: P-81 decides every batch at the latest by its delivery timeout, as soon as the sender looks at it again. */
export const everySendDecided: Property = {
  name: "every-send-decided",
  kind: "liveness",
  promise: "Every record that was sent is acknowledged or reported as failed before the run ends.",
  unless: ["producer-crashed"],
  hints: [],
  mark: "record-sent",
  begin: (facts) => ({
    ended: (settled) => {
      const got = settled ? "no callback ever came" : "no callback had come when the run reached its limit";
      for (const record of facts.undecided()) {
        facts.report({ subject: facts.recordName(record.id), expected: "a callback", got, about: { record } });
      }
    },
  }),
};
