import { distance } from "fastest-levenshtein";
import { definitionsOf } from "./definitions.ts";
import type { ClientLine } from "./definition.ts";

/** Names under which librdkafka, and the clients built on it, know the same thing. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ["request.required.acks", "acks"],
  ["message.send.max.retries", "retries"],
  ["max.in.flight", "max.in.flight.requests.per.connection"],
  ["message.timeout.ms", "delivery.timeout.ms"],
  ["socket.timeout.ms", "request.timeout.ms"],
  ["queue.buffering.max.ms", "linger.ms"],
  ["queue.buffering.max.kbytes", "buffer.memory"],
  ["compression.codec", "compression.type"],
  ["metadata.broker.list", "bootstrap.servers"],
]);

/** The known key that a stranger was probably meant to be; undefined when none is near. */
export function nearKey(stranger: string, line: ClientLine): string | undefined {
  const other = otherNames.get(stranger);
  if (other !== undefined) return other;
  // lingerMs, LINGER_MS and linger-ms are one spelling apart, however many letters that is.
  const spelled = stranger
    .replace(/([a-z])([A-Z])/g, "$1.$2")
    .replace(/[_-]/g, ".")
    .toLowerCase();
  let nearest: string | undefined;
  let least = Math.max(3, Math.floor(spelled.length / 4)) + 1;
  for (const key of definitionsOf(line).keys()) {
    const apart = distance(spelled, key);
    if (apart < least) [nearest, least] = [key, apart];
  }
  return nearest;
}
