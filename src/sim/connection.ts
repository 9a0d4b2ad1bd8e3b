import type { Instant } from "./time.ts";

export type NodeId = number & { readonly brand: "node" };

/** A kind of message, as faults and traces name it. */
export type Label = number & { readonly brand: "label" };

/** The kinds of message that a handshake consists of: every network has them, ahead of its own. */
export const ofHandshake = ["connect", "accept"] as const;
export const connectLabel = 0 as Label;
export const acceptLabel = 1 as Label;

/** One life of a connection: it begins with an attempt and is never reopened. */
export interface Connection {
  readonly client: NodeId;
  readonly server: NodeId;
  readonly ordinal: number;
  state: "connecting" | "open" | "closed";
  /** Whether the client let go of it. The server may still read what arrived before it notices. */
  closedByClient: boolean;
  /** Whether the server let go of it, or a reset has reached it: it reads nothing any more. */
  closedByServer: boolean;
  /** Which life of the server's process the client connected to; a later one knows nothing of the connection. */
  readonly serverLife: number;
  /** Answers that the server wrote into a connection that the client had closed. */
  failedWrites: number;
  readonly toServer: Direction;
  readonly toClient: Direction;
}

/** What one direction of a connection remembers: messages arrive in order, and after a loss not at all. */
export interface Direction {
  lastArrival: Instant;
  stalled: boolean;
}

export const newConnection = (
  ends: Pick<Connection, "client" | "server" | "ordinal" | "serverLife">,
  now: Instant,
): Connection => ({
  // Field by field: a spread makes an object of a shape that is slow to build and slow to read.
  client: ends.client,
  server: ends.server,
  ordinal: ends.ordinal,
  serverLife: ends.serverLife,
  state: "connecting",
  closedByClient: false,
  closedByServer: false,
  failedWrites: 0,
  toServer: { lastArrival: now, stalled: false },
  toClient: { lastArrival: now, stalled: false },
});

/**
 * After a client closed a connection its server still executes what it reads, until a write fails: the first failed
 * answer makes the reset known, and one more request has been read by then (measured on real servers: cluster-measured 6).
 */
const failedWritesUntilServerStops = 2;

/** Whether a server in this life of its process still reads from a connection what has reached it. */
export const isReadIn = (connection: Connection, serverLife: number): boolean =>
  !connection.closedByServer &&
  connection.serverLife === serverLife &&
  connection.failedWrites < failedWritesUntilServerStops;
