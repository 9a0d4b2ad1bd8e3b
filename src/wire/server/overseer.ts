import type { ApiName, RequestOf } from "../protocol/apis.ts";
import type { Call, ConnectionFacts, Handler, Reply } from "./call.ts";

/** One request that was read whole, of an API and version that the broker has. */
export interface Exchange {
  readonly api: ApiName;
  readonly request: RequestOf<ApiName>;
  readonly correlationId: number;
  readonly call: Call;
}

/** Stands between the connections and the broker: sees every request and every answer, and may do something to them. */
export interface Overseer {
  /** What the client gets in the end. `act` lets the broker act on the request, each time that it is called anew. */
  oversee(exchange: Exchange, act: Handler<ApiName>): Reply<ApiName> | Promise<Reply<ApiName>>;
  gone(connection: ConnectionFacts): void;
}
