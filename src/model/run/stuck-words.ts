import { formatTime, instant } from "../../sim/index.ts";
import { incrementSequence } from "../core/sequence.ts";
import { noSequence } from "../protocol.ts";
import type { WaitLink } from "../producer/waits.ts";
import { clockAtStart } from "./plan.ts";
import type { Stuck, StuckBatch } from "./stuck.ts";

/** The application's name of a record, by its number. */
export type NameOf = (record: number) => string;

/** Whom an application waits for, in one sentence: of its first batch, with how many more there are. */
export function stuckWords({ standing, batches }: Stuck, nameOf: NameOf): string {
  const [first, ...others] = batches;
  if (first === undefined || standing === "paused") return standingWords[standing];
  const more = others.reduce((sum, { records }) => sum + records.length, first.records.length - 1);
  const rest = more === 0 ? "" : `; ${more} more ${more === 1 ? "record waits" : "records wait"}`;
  return `${nameOf(first.records[0]?.id ?? -1)} ${chainWords(first, nameOf)}${rest}`;
}

export const standingWords: Readonly<Record<Stuck["standing"], string>> = {
  sending: "the application waits for callbacks before it sends more or closes",
  blocked: "the application is blocked in send",
  closing: "all is decided, and the close of its producer waits for requests in flight",
  down: "its process is down, and not started again",
  running: "its code waits for a promise, a time or a message",
  paused: "its process stands still",
};

/** The batch as the broker sees it: `producer 0, epoch 0, sequences 0 to 2, written 3 times`. */
export function batchWords({ producerId, producerEpoch, baseSequence, records, written }: StuckBatch): string {
  const last = incrementSequence(baseSequence, records.length - 1);
  const sequences = last === baseSequence ? `sequence ${baseSequence}` : `sequences ${baseSequence} to ${last}`;
  const numbered =
    baseSequence === noSequence ? "no sequence yet" : `producer ${producerId}, epoch ${producerEpoch}, ${sequences}`;
  const times = written === 0 ? "never written" : written === 1 ? "written once" : `written ${written} times`;
  return `${numbered}, ${times}`;
}

/** Whom a batch waits for, link by link, and what the broker has against it. */
export function chainWords({ links, brokerTakes, baseSequence }: StuckBatch, nameOf: NameOf): string {
  const chain = links.map((link) => linkWords(link, nameOf)).join(", which waits for ");
  if (brokerTakes === undefined) return `waits for ${chain}`;
  return `waits for ${chain}; the broker takes sequence ${brokerTakes} next, and this batch begins at ${baseSequence} (B-31)`;
}

function linkWords(link: WaitLink, nameOf: NameOf): string {
  switch (link.kind) {
    case "answer":
      return `the answer of broker-${link.node} to request ${link.correlationId}, until ${clock(link.untilMillis)}`;
    case "backoff":
      return `its next attempt, at ${clock(link.untilMillis)} at the latest`;
    case "connection":
      return `the connection to broker-${link.node}, which is ${link.state}, until ${clock(link.untilMillis)}`;
    case "producer-id":
      return "a producer id";
    case "muted":
      return "its partition, which is muted by a request in flight";
    case "earlier-batch":
      return `the batch of ${nameOf(link.record.id)}, which goes first`;
    case "unresolved":
      return "a batch of its partition that timed out and may be stored";
    case "old-epoch":
      return "the last batches of the epoch before";
    case "in-flight-limit":
      return `room among the requests in flight to broker-${link.node}`;
    case "metadata":
      return "metadata";
    case "memory":
      return "buffer memory";
    case "linger":
      return `linger.ms, until ${clock(link.untilMillis)}`;
    case "next-turn":
      return "the next turn of its client";
  }
}

const clock = (millis: number): string => formatTime(instant((millis - clockAtStart) * 1_000));
