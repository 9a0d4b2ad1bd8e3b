import { properties } from "../../model/properties/index.ts";
import type { Property } from "../../model/properties/property.ts";

/**
 * What can be judged of the order in which each client saw its callbacks and the broker its appends: that is what a state
 * of an exploration knows of the past. Other promises are about times, consumers, code of the user's own, what a broker
 * remembers, or an order between the one and the other.
 */
const told = new Set([
  "acknowledged-exactly-once",
  "acknowledged-offset-holds-record",
  "acknowledged-survives",
  "callback-once-in-order",
  "every-send-decided",
  "no-acknowledged-gap",
  "no-phantom",
  "order-as-sent",
  "stored-once-end-to-end",
]);

/** What an exploration holds runs to. */
export const exploredProperties: readonly Property[] = properties.filter(({ name }) => told.has(name));
