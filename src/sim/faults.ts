import { type Duration, type Instant, never } from "./time.ts";
import type { Ratio } from "./prng.ts";

/**
 * Where a message fault strikes: the n-th message (from 1) of a kind on a directed link. Stable: it names the same
 * message whatever else is done to the run before it, as long as the run itself comes that far.
 */
export interface MessageAddress {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  readonly occurrence: number;
}

/**
 * What is done to one message. On a `tcp` link a dropped message takes the rest of its direction with it (a half-open
 * connection: nothing arrives until one end closes it), and `cut` resets the connection in place of the delivery.
 */
export type MessageFault =
  | { readonly on: MessageAddress; readonly do: "drop" }
  | { readonly on: MessageAddress; readonly do: "cut" }
  /** A second copy arrives `after` it was sent; datagrams only. */
  | { readonly on: MessageAddress; readonly do: "duplicate"; readonly after: Duration }
  /** It takes `by` longer. */
  | { readonly on: MessageAddress; readonly do: "delay"; readonly by: Duration }
  /**
   * It arrives, and what it says is this: a request is answered so without being acted on, an answer says so in place of
   * what its sender meant. What the word means, the model says.
   */
  | { readonly on: MessageAddress; readonly do: "answer"; readonly answer: string };

/** What is done to a link or a node at a time. `until` is `never` where it lasts for good. */
export type TimedFault =
  /** Nothing passes: datagrams are lost, connections stall until the split heals. */
  | {
      readonly at: Instant;
      readonly do: "split";
      readonly from: string;
      readonly to: string;
      readonly oneWay: boolean;
      readonly until: Instant;
    }
  /** Messages wait, and arrive when the clog ends. */
  | { readonly at: Instant; readonly do: "clog"; readonly from: string; readonly to: string; readonly until: Instant }
  /** Each message takes `by` longer. */
  | {
      readonly at: Instant;
      readonly do: "slow";
      readonly from: string;
      readonly to: string;
      readonly by: Duration;
      readonly until: Instant;
    }
  /** Something is done to a node; what, the model says. `until` is for what ends: a pause, a crash with a restart. */
  | {
      readonly at: Instant;
      readonly do: "node";
      readonly node: string;
      readonly action: string;
      readonly until: Instant;
    };

/** One entry of a fault plan, and of the list of what was done to a run: the same type, so that a run's list replays it. */
export type Fault = MessageFault | TimedFault;

export const isTimed = (fault: Fault): fault is TimedFault => "at" in fault;

/** The fault as it is where all faults are over by then. How a node comes back that is gone for good, its model decides. */
export function endedBy(end: Instant, fault: TimedFault): TimedFault {
  const outlasts = fault.until > end && !(fault.do === "node" && fault.until === never);
  return outlasts ? { ...fault, until: end } : fault;
}

/** Faults drawn from the seed: how likely each is for a message, and how many timed ones a run gets at most. */
export interface SwarmProfile {
  readonly loss?: Ratio;
  readonly duplication?: Ratio;
  /** Connections reset in place of a delivery; `tcp` only. */
  readonly cut?: Ratio;
  /** When loss, duplication and cuts strike at all: within one of these. Left out: always. */
  readonly storms?: readonly Storm[];
  readonly timed?: readonly DrawnFault[];
}

/** A stretch of time: from `at` on, and over at `until`. */
export interface Storm {
  readonly at: Instant;
  readonly until: Instant;
}

/** A timed fault that the seed places: none to `atMost` of them, beginning within `within` of the start of the run. */
export interface DrawnFault {
  readonly atMost: number;
  readonly within: Duration;
  readonly lasting: readonly [shortest: Duration, longest: Duration];
  readonly fault:
    | { readonly do: "split"; readonly from: string; readonly to: string; readonly oneWay: boolean }
    | { readonly do: "clog"; readonly from: string; readonly to: string }
    | { readonly do: "slow"; readonly from: string; readonly to: string; readonly by: Duration }
    | { readonly do: "node"; readonly node: string; readonly action: string };
}

/** `shop>node-1 Order request #3`: an address as people write it. */
export const formatAddress = (address: MessageAddress): string =>
  `${address.from}>${address.to} ${address.label} #${address.occurrence}`;

/** Reads what `formatAddress` writes; `undefined` when the text is no address. */
export function parseAddress(text: string): MessageAddress | undefined {
  const match = /^\s*([^\s>]+)\s*>\s*([^\s>]+)\s+(\S.*?)\s+#([1-9]\d*)\s*$/.exec(text);
  if (match === null) return undefined;
  const [, from = "", to = "", label = "", digits = ""] = match;
  const occurrence = Number(digits);
  // Blanks are as free within a kind of message as they are around it.
  return Number.isSafeInteger(occurrence) ? { from, to, label: label.replaceAll(/\s+/g, " "), occurrence } : undefined;
}
