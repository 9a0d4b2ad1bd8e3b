import type { Request, Response } from "../protocol.ts";
import type { PartitionState } from "./partition-state.ts";
import type { ProducerBatch } from "./producer-batch.ts";

/** How a request ended for the client. `written` is the end of one that expects no answer (P-58). */
export type RequestFate = "open" | "written" | "answered" | "lost" | "timed-out";

/** A request that was handed to the socket and has no outcome yet. */
export class InFlightRequest {
  readonly request: Request;
  readonly sentMillis: number;
  readonly expectsResponse: boolean;
  /** The batches of a produce request, in its order. */
  readonly batches: readonly ProducerBatch[];
  written = false;
  /** Throttle time that passed meanwhile does not count for its timeout (P-34). */
  throttleMillis = 0;
  fate: RequestFate = "open";
  response: Response | undefined = undefined;

  constructor(request: Request, sentMillis: number, expectsResponse: boolean, batches: readonly ProducerBatch[]) {
    this.request = request;
    this.sentMillis = sentMillis;
    this.expectsResponse = expectsResponse;
    this.batches = batches;
  }
}

const longAgo = Number.MIN_SAFE_INTEGER;

/** Everything the producer knows of one broker: its connection, what is in flight there, the partitions that it leads. */
export class NodeState {
  readonly id: number;

  connection: "never-tried" | "connecting" | "ready" | "disconnected" = "never-tried";
  /** The last attempt to connect, or the last disconnect (P-28). */
  lastAttemptMillis = longAgo;
  /** Attempts that failed and connections that broke since it was last ready (P-29). */
  failures = 0;
  reconnectBackoffMillis = 0;
  setupFailures = 0;
  setupTimeoutMillis = 0;
  throttledUntilMillis = longAgo;
  /** When something was last written or read on its connection, which is closed after long idleness. */
  lastActiveMillis = longAgo;

  /** Oldest first. */
  readonly inFlight: InFlightRequest[] = [];

  /** The partitions that it leads, in the order in which they are drained, and where the next drain begins (P-50). */
  partitions: readonly PartitionState[] = [];
  drainIndex = 0;
  /** It is among the nodes that this pass found ready. */
  ready = false;

  constructor(id: number) {
    this.id = id;
  }

  /** Whether a request may be sent on its connection (P-34, P-56). */
  canSend(nowMillis: number, maxInFlight: number): boolean {
    if (this.connection !== "ready" || this.throttledUntilMillis > nowMillis) return false;
    const count = this.inFlight.length;
    if (count === 0) return true;
    return count < maxInFlight && (this.inFlight[count - 1] as InFlightRequest).written;
  }

  /** Whether an attempt to connect may begin (P-28). */
  canConnect(nowMillis: number): boolean {
    if (this.connection === "never-tried") return true;
    return this.connection === "disconnected" && nowMillis - this.lastAttemptMillis >= this.reconnectBackoffMillis;
  }

  /** How long nothing needs to be tried with it, when it is not usable; the limit of P-18. */
  pollDelayMillis(nowMillis: number): number {
    switch (this.connection) {
      case "ready":
        return this.throttledUntilMillis > nowMillis ? this.throttledUntilMillis - nowMillis : Infinity;
      case "connecting":
        return this.setupTimeoutMillis;
      case "disconnected":
        return Math.max(this.reconnectBackoffMillis - (nowMillis - this.lastAttemptMillis), 0);
      case "never-tried":
        return 0;
    }
  }
}

/** The brokers that a producer met, found by id and walked by ascending id. */
export class NodeTable {
  readonly all: NodeState[] = [];

  of(id: number): NodeState {
    const { all } = this;
    // They are few: looking at each is faster than a map.
    for (let i = 0; i < all.length; i++) {
      const node = all[i] as NodeState;
      if (node.id === id) return node;
    }
    const node = new NodeState(id);
    all.push(node);
    all.sort((a, b) => a.id - b.id);
    return node;
  }
}
