import type { Property } from "./property.ts";

/** Nothing comes from nowhere. What was sent and reported as failed is `failed-not-stored`. */
export const noPhantom: Property = {
  name: "no-phantom",
  kind: "safety",
  promise: "A log never gets a record that no application sent.",
  unless: [],
  hints: [],
  mark: "record-stored",
  catches: "a broker that stores bytes which nobody sent",
  begin: (facts) => ({
    storedUnknown: (partition, offset) =>
      facts.report({
        shape: "unknown-record",
        subject: partition,
        expected: "only records that were sent",
        got: `an unknown one at offset ${offset}`,
      }),
  }),
};
