import type { Property } from "./property.ts";

export const noPhantom: Property = {
  name: "no-phantom",
  kind: "safety",
  promise: "A log never gets a record that no application sent.",
  unless: [],
  hints: [],
  mark: "record-stored",
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
