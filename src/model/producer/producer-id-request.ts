import type { ProducerConfig } from "./config.ts";
import type { ProducerMetadata } from "./metadata.ts";
import type { NetworkClient } from "./network-client.ts";
import { InFlightRequest, type NodeState } from "./node-state.ts";
import { noProducerEpoch, noProducerId } from "../protocol.ts";
import type { TransactionManager } from "./transaction-manager.ts";

/**
 * Where the sender stands with a request for a producer id. It waits several times on the way, and in each of these
 * waits it does nothing else (P-16, P-17, producer-measured.md 2).
 */
export type IdStep =
  /** Poll this long; then the pass is over. */
  | { readonly kind: "last-poll"; readonly millis: number }
  /** Poll this long, then `polled` tells how to go on. */
  | { readonly kind: "poll"; readonly millis: number }
  /** Sleep this long, then `slept` tells how to go on. */
  | { readonly kind: "sleep"; readonly millis: number }
  | { readonly kind: "pass-over" };

const passOver: IdStep = { kind: "pass-over" };

/** The steps from a queued request for a producer id to its bytes in the socket, or back into the queue. */
export class ProducerIdRequest {
  private readonly config: ProducerConfig;
  private readonly network: NetworkClient;
  private readonly metadata: ProducerMetadata;
  private readonly transactions: TransactionManager;

  private node: NodeState | undefined = undefined;
  /** What was taken from the queue: a lookup goes before the request itself (P-106). */
  private isLookup = false;
  private isRetry = false;
  private sinceMillis = 0;
  private asleepFor: "sending" | "queueing" = "sending";
  private polledOnce = false;

  constructor(
    config: ProducerConfig,
    network: NetworkClient,
    metadata: ProducerMetadata,
    transactions: TransactionManager,
  ) {
    this.config = config;
    this.network = network;
    this.metadata = metadata;
    this.transactions = transactions;
  }

  /** Begins, where there is something to ask or an answer to wait for; `undefined`: the pass may send produce requests. */
  begin(nowMillis: number): IdStep | undefined {
    const transactions = this.transactions;
    const { retryBackoffMillis } = this.config;
    if (transactions.idRequest === "in-flight") return { kind: "last-poll", millis: retryBackoffMillis };
    if (transactions.idRequest === "none") return undefined;
    this.isLookup = transactions.lookupQueued;
    this.isRetry = this.isLookup ? transactions.lookupIsRetry : transactions.idRequestIsRetry;
    this.node = this.network.leastLoaded(nowMillis);
    if (this.node === undefined) {
      this.queueAgain();
      return { kind: "last-poll", millis: retryBackoffMillis };
    }
    this.sinceMillis = nowMillis;
    this.polledOnce = false;
    this.takeFromQueue();
    return { kind: "poll", millis: 0 };
  }

  /** After a poll that waited for the broker to become usable. */
  polled(nowMillis: number): IdStep {
    const node = this.node as NodeState;
    const { requestTimeoutMillis, retryBackoffMillis } = this.config;
    if (!this.polledOnce) {
      this.polledOnce = true;
      this.network.makeUsable(node, nowMillis);
    }
    if (this.network.isUsable(node, nowMillis)) {
      if (!this.isRetry) return this.send(nowMillis);
      this.asleepFor = "sending";
      return { kind: "sleep", millis: retryBackoffMillis };
    }
    const leftMillis = requestTimeoutMillis - (nowMillis - this.sinceMillis);
    if (leftMillis > 0 && node.connection !== "disconnected")
      return { kind: "poll", millis: this.patience(leftMillis) };
    this.asleepFor = "queueing";
    return { kind: "sleep", millis: retryBackoffMillis };
  }

  /** How long one poll waits for the broker, of the time that is left. */
  private patience(leftMillis: number): number {
    if (!this.config.behaviour.waitsNoLongerThanBroker) return leftMillis;
    const delayMillis = (this.node as NodeState).pollDelayMillis(this.sinceMillis);
    return delayMillis > 0 ? Math.min(leftMillis, delayMillis) : leftMillis;
  }

  slept(nowMillis: number): IdStep {
    if (this.asleepFor === "sending") return this.send(nowMillis);
    this.metadata.requestUpdate();
    this.queueAgain();
    return passOver;
  }

  private takeFromQueue(): void {
    if (this.isLookup) this.transactions.lookupQueued = false;
    else this.transactions.idRequest = "none";
  }

  private queueAgain(): void {
    if (!this.isLookup) {
      this.transactions.retryIdRequest();
      return;
    }
    this.transactions.lookupQueued = true;
    this.transactions.lookupIsRetry = true;
  }

  private send(nowMillis: number): IdStep {
    const correlationId = this.network.nextCorrelationId();
    // A lookup without a transactional id cannot be encoded: the client throws, and its loop goes on (P-26).
    if (this.isLookup) return passOver;
    const request = {
      api: "InitProducerId",
      correlationId,
      producerId: noProducerId,
      producerEpoch: noProducerEpoch,
    } as const;
    this.network.send(this.node as NodeState, new InFlightRequest(request, nowMillis, true, []));
    this.transactions.idRequest = "in-flight";
    return { kind: "last-poll", millis: this.config.retryBackoffMillis };
  }
}
