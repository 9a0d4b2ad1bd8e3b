import type { KafkaError } from "./errors.ts";

/** What the transaction manager knows about a batch that got an error, and what the answer said. */
export interface FailedProduce {
  readonly error: KafkaError;
  /** -1: the answer did not say. */
  readonly logStartOffset: number;
  /** The batch was renumbered and has not been sent under its new number yet (P-98). */
  readonly rewritten: boolean;
  /** The batch's partition has an expired batch of unknown fate (P-91). */
  readonly unresolved: boolean;
  /** The batch's base sequence follows the last acknowledged one. */
  readonly next: boolean;
  /** The batch's base sequence is the one after the expired batch of unknown fate. */
  readonly nextAfterUnresolved: boolean;
}

/** `bump`: retry, and ask for a new epoch first. */
export type RetryDecision = "retry" | "bump" | "fail";

/**
 * What an idempotent producer does with a batch after an error, when time and retries are left (the table after P-79).
 * Retriable is not the whole answer: two errors that are not retriable mean that broker and producer disagree about
 * sequences, and that can be mended.
 */
export function decideRetry(failed: FailedProduce): RetryDecision {
  switch (failed.error.name) {
    case "UNKNOWN_PRODUCER_ID":
      return failed.logStartOffset === -1 || failed.rewritten ? "retry" : "bump";
    case "OUT_OF_ORDER_SEQUENCE_NUMBER":
      if (failed.unresolved) return failed.nextAfterUnresolved ? "bump" : "retry";
      return failed.rewritten || !failed.next ? "retry" : "bump";
    default:
      return failed.error.retriable ? "retry" : "fail";
  }
}

const fatalExceptions: readonly string[] = [
  "ClusterAuthorizationException",
  "TransactionalIdAuthorizationException",
  "ProducerFencedException",
  "UnsupportedVersionException",
];

/** Whether a failed batch ends the producer for good (P-93). */
export const isFatalException = (exception: string): boolean => fatalExceptions.includes(exception);

/** Whether a failed batch shows a hole in the sequences, so that its failure asks for a new epoch in any case (P-94). */
export const isSequenceException = (exception: string): boolean =>
  exception === "OutOfOrderSequenceException" || exception === "UnknownProducerIdException";

/** The exception of record `index` in a batch of which the broker named the bad records (P-69). */
export function recordException(error: KafkaError, recordErrors: readonly number[], index: number): string {
  if (recordErrors.length === 0) return error.exception;
  if (!recordErrors.includes(index)) return "KafkaException";
  return recordErrors.length === 1 ? error.exception : "InvalidRecordException";
}
