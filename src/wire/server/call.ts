import type { Broker } from "../../model/broker/broker.ts";
import type { ApiName, RequestOf, ResponseFor } from "../protocol/apis.ts";
import type { Advertised } from "./advertised.ts";
import type { GroupRequests } from "./group-requests.ts";
import type { Appends } from "./appends.ts";

/** What all handlers share: one broker and what only its server knows. */
export interface ServedBroker {
  readonly broker: Broker;
  readonly advertised: Advertised;
  readonly nodeId: number;
  readonly clusterId: string;
  /** auto.create.topics.enable: Metadata about an unknown topic makes it, if the client allows that. */
  readonly autoCreateTopics: boolean;
  /** Wakes whoever waits for records. */
  readonly appends: Appends;
  readonly groupRequests: GroupRequests;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** An id that no topic had before. */
  readonly newTopicId: () => string;
  /** The next `count` numbers for records; gives the first of them. */
  readonly takeRecordIds: (count: number) => number;
}

/** One request being answered. */
export interface Call {
  readonly served: ServedBroker;
  readonly version: number;
  readonly clientId: string | null;
  /** How the client reached this broker, which is what Metadata tells it to go on using. */
  readonly host: string;
  readonly port: number;
  /** Where the client is, as `/127.0.0.1`. */
  readonly clientHost: string;
  /** Runs when the client is gone before it was answered. */
  readonly onGone: (run: () => void) => void;
}

/** Instead of a response: none and on to the next request, none ever again, or the end of the connection. */
export type NoResponse = "no-answer" | "mute-connection" | "close-connection";

export type Reply<Name extends ApiName> = ResponseFor<Name> | NoResponse;

export type Handler<Name extends ApiName> = (
  request: RequestOf<Name>,
  call: Call,
) => Reply<Name> | Promise<Reply<Name>>;
