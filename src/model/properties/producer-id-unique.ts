import type { Property } from "./property.ts";

/** Two producers under one id are one to the broker: it takes the records of the second for retries of the first's (Z38). */
export const producerIdUnique: Property = {
  name: "producer-id-unique",
  kind: "safety",
  promise: "No two sessions of producers are given the same producer id.",
  unless: [],
  hints: [],
  mark: "another-session-identified",
  catches: "a controller that issues a block of producer ids a second time (Z38, KAFKA-15552)",
  begin: (facts) => {
    const sessions = new Map<number, number>();
    return {
      identified: (session, producerId) => {
        const holder = sessions.get(producerId);
        if (holder === undefined) sessions.set(producerId, session);
        if (holder === undefined || holder === session) return;
        facts.report({
          shape: "given-twice",
          subject: `producer ${producerId}`,
          expected: "an id that no other session was given",
          got: `session ${session} has it, and session ${holder} before`,
        });
      },
    };
  },
};
