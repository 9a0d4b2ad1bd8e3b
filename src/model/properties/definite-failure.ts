import { type ErrorName, errors } from "../core/errors.ts";

/**
 * What a broker answers in place of appending, and what no retry changes. Not among them: errors that also come after an
 * append (-1, 7, 13, 19, 20: Z08, Z23), those about sequences and epochs, which may be about a copy of what lies there
 * (45, 47, 59), and those with which the Java client fails everything else that it has open (P-93: 31, 35, 53, 90).
 */
const refusals: readonly ErrorName[] = [
  "MESSAGE_TOO_LARGE",
  "INVALID_TOPIC_EXCEPTION",
  "RECORD_LIST_TOO_LARGE",
  "INVALID_REQUIRED_ACKS",
  "TOPIC_AUTHORIZATION_FAILED",
  "INVALID_TIMESTAMP",
  "UNSUPPORTED_FOR_MESSAGE_FORMAT",
  "POLICY_VIOLATION",
  "UNSUPPORTED_COMPRESSION_TYPE",
  "INVALID_RECORD",
];

/** Under the Java client's names for them: the others fail what stands behind a refused batch with its error, too. */
const definite: ReadonlySet<string> = new Set(refusals.map((name) => errors[name].exception));

/** Whether a failure of a record that was in a batch says that nothing was written: its only attempt was refused so. */
export const isDefinite = (exception: string, attempts: number): boolean => attempts === 1 && definite.has(exception);
