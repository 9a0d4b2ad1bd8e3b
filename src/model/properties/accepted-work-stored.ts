import type { Property } from "./property.ts";

/** The promise of an outbox, judged of code that the user gave: what it has said yes to is not lost, whatever crashes. */
export const acceptedWorkStored: Property = {
  name: "accepted-work-stored",
  kind: "safety",
  promise: "What an application committed of its work lies in a log when nothing more can happen.",
  unless: [],
  hints: [],
  mark: "work-committed",
  catches:
    "an outbox that strikes a task off its list before its record is acknowledged, or keeps it where a crash takes it",
  begin: (facts) => {
    const accepted = new Set<number>();
    return {
      accepted: (record) => accepted.add(record),
      ended: (settled) => {
        if (!settled || accepted.size === 0) return;
        for (const { record } of facts.logs()) accepted.delete(record);
        for (const record of accepted) {
          facts.report({
            shape: "lost",
            subject: facts.recordName(record),
            expected: "it lies in a log, for the application took it on",
            got: "it lies in none",
          });
        }
      },
    };
  },
};
