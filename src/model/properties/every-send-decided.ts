import type { Property } from "./property.ts";

/**
 * Liveness: P-81 decides every batch at the latest by its delivery timeout, as soon as the sender looks at it again. Only
 * a run that has come to rest can break it: what a limit cut off might still have been decided.
 */
export const everySendDecided: Property = {
  name: "every-send-decided",
  kind: "liveness",
  promise: "Every record that was sent is acknowledged or reported as failed before the run ends.",
  unless: ["producer-crashed"],
  hints: [],
  mark: "record-sent",
  catches: "a client that forgets a batch whose connection broke",
  begin: (facts) => ({
    ended: (settled) => {
      if (!settled) return;
      const [expected, got] = ["a callback", "no callback ever came"];
      for (const record of facts.undecided()) {
        facts.report({ shape: "undecided", subject: facts.recordName(record.id), expected, got, about: { record } });
      }
    },
  }),
};
