import type { Property } from "./property.ts";

/** Of code that the user gave; the built-in applications throw nothing. */
export const applicationThrew: Property = {
  name: "application-threw",
  kind: "safety",
  promise: "The code of an application catches its exceptions: none ends its process.",
  unless: [],
  hints: [],
  mark: "application-started",
  catches: "code that takes a send for granted, and meets its failure as a rejected promise that nobody catches",
  begin: (facts) => ({
    threw: ({ application, error, message }) =>
      facts.report({ shape: error, subject: application, expected: "no exception", got: `${error}: ${message}` }),
  }),
};
