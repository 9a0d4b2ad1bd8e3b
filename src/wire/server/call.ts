import type { Broker } from "../../model/broker/broker.ts";
import type { RecordBatch } from "../../model/protocol.ts";
import type { ApiName, RequestOf, ResponseFor } from "../protocol/apis.ts";
import type { Slabs } from "../records/slabs.ts";
import type { Advertised } from "./advertised.ts";
import type { GroupRequests } from "./group-requests.ts";
import type { Appends } from "./appends.ts";
import type { Overseer } from "./overseer.ts";

/** What all handlers share: one broker and what only its server knows. */
export interface ServedBroker {
  readonly broker: Broker;
  readonly advertised: Advertised;
  readonly nodeId: number;
  /** `broker-1` */
  readonly brokerName: string;
  readonly clusterId: string;
  /** auto.create.topics.enable: Metadata about an unknown topic makes it, if the client allows that. */
  readonly autoCreateTopics: boolean;
  /** Wakes whoever waits for records. */
  readonly appends: Appends;
  readonly groupRequests: GroupRequests;
  /** The bytes of all that lies in the logs. */
  readonly slabs: Slabs;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** An id that no topic had before. */
  readonly newTopicId: () => string;
  /** The next `count` numbers for records; gives the first of them. */
  readonly takeRecordIds: (count: number) => number;
  /** Who watches every exchange and may interfere; without one the broker simply answers. */
  readonly overseer: Overseer | undefined;
}

/** The connection that a request came by. */
export interface ConnectionFacts {
  /** Counted over all connections of the server, from 1. */
  readonly number: number;
  /** `127.0.0.1:51234` */
  readonly peer: string;
  /** Whether what is written now may still reach the client. */
  readonly isOpen: boolean;
  /** Whether it was the broker's side that broke it off. */
  readonly isReset: boolean;
}

/** One request being answered. */
export interface Call {
  readonly served: ServedBroker;
  readonly version: number;
  readonly clientId: string | null;
  /** How the client reached this broker, which is what Metadata tells it to go on using. */
  readonly host: string;
  readonly port: number;
  readonly connection: ConnectionFacts;
  /** Where the client is, as `/127.0.0.1`. */
  readonly clientHost: string;
  /** What a produce request carries, once somebody has read it. */
  batches: readonly RecordBatch[] | undefined;
  /** Runs when the client is gone before it was answered. */
  readonly onGone: (run: () => void) => void;
}

/**
 * Instead of a response: none and on to the next request; none and no request is read any more; none, and requests are read
 * but none is answered any more; or the end of the connection, in good order or by a reset.
 */
export type NoResponse =
  "no-answer" | "mute-connection" | "silence-connection" | "close-connection" | "reset-connection";

export type Reply<Name extends ApiName> = ResponseFor<Name> | NoResponse;

export type Handler<Name extends ApiName> = (
  request: RequestOf<Name>,
  call: Call,
) => Reply<Name> | Promise<Reply<Name>>;
