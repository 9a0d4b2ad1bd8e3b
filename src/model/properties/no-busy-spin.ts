import type { Property } from "./property.ts";

/** So many turns in a row for nothing, at a millisecond each, are no chance any more. */
export const spin = 100;

/**
 * A sender that finds nothing to do polls with a timeout until something may have changed (P-18). One that polls without
 * goes round as fast as its core can, as the Java client does while a partition is ready that it may not drain (P-25).
 */
export const noBusySpin: Property = {
  name: "no-busy-spin",
  kind: "safety",
  promise: `A sender with nothing to do waits: it does not go round ${spin} times in a row for nothing.`,
  unless: ["partition-held-back", "no-backoff"],
  hints: [],
  mark: "batch-retried",
  catches: "a client whose next timer is overdue, and which comes back to it without doing what it is for",
  begin: (facts) => {
    const told = new Set<number>();
    return {
      spun: (session, client) => {
        if (told.has(session)) return;
        told.add(session);
        facts.report({
          shape: "spins",
          subject: client,
          expected: "a sender that waits for the next thing to do",
          got: `${spin} turns in a row for nothing`,
          about: { session },
        });
      },
    };
  },
};
