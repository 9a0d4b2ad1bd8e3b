import type { KafkaError } from "../core/errors.ts";

/** Whether a refusal comes from checks that a broker makes before it looks for duplicates (B-19). */
export const isBeforeDeduplication = ({ name }: KafkaError): boolean => !fromProducerState.has(name);

const fromProducerState: ReadonlySet<string> = new Set([
  "OUT_OF_ORDER_SEQUENCE_NUMBER",
  "UNKNOWN_PRODUCER_ID",
  "INVALID_PRODUCER_EPOCH",
  "DUPLICATE_SEQUENCE_NUMBER",
]);
