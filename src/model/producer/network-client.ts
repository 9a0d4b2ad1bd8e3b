import { add, empty, takeFirst } from "../core/arrays.ts";
import { InvariantError } from "../../sim/assert.ts";
import { Backoff } from "../core/backoff.ts";
import type { Response } from "../protocol.ts";
import type { ProducerConfig } from "./config.ts";
import type { ProducerMetadata } from "./metadata.ts";
import { InFlightRequest, type NodeState, type NodeTable } from "./node-state.ts";
import type { AnswerOrder, Jitter, PollResult, ProducerIo } from "./seam.ts";

const noBatches = [] as const;

/**
 * Connections and requests in flight, between the sender and its sockets. It decides who can be sent to, what a poll
 * waits for, and in which order the outcomes of one poll are handled (P-20).
 */
export class NetworkClient {
  private readonly config: ProducerConfig;
  private readonly nodes: NodeTable;
  private readonly metadata: ProducerMetadata;
  private readonly io: ProducerIo;
  private readonly jitter: Jitter;
  private readonly answers: AnswerOrder;
  private readonly reconnectBackoff: Backoff;
  private readonly setupTimeout: Backoff;

  /** Requests that ended in the last poll, in the order in which their callbacks run. */
  readonly completed: InFlightRequest[] = [];
  inFlightCount = 0;
  private correlationId = 0;
  private metadataInFlight = false;
  private connecting = 0;
  /** Until then no connection can have been idle for too long. */
  private nextIdleCheckMillis = Infinity;
  /** Until then no request can be late: neither those in flight at the last look nor any sent since. */
  private noneLateUntilMillis = -1;

  constructor(
    config: ProducerConfig,
    nodes: NodeTable,
    metadata: ProducerMetadata,
    io: ProducerIo,
    jitter: Jitter,
    answers: AnswerOrder,
  ) {
    this.config = config;
    this.answers = answers;
    this.nodes = nodes;
    this.metadata = metadata;
    this.io = io;
    this.jitter = jitter;
    this.reconnectBackoff = new Backoff(config.reconnectBackoffMillis, config.reconnectBackoffMaxMillis);
    this.setupTimeout = new Backoff(
      config.socketConnectionSetupTimeoutMillis,
      config.socketConnectionSetupTimeoutMaxMillis,
    );
  }

  /** Begins to count the idle time of connections, if there is a limit to it. */
  start(nowMillis: number): void {
    const { connectionsMaxIdleMillis } = this.config;
    if (connectionsMaxIdleMillis >= 0) this.nextIdleCheckMillis = nowMillis + connectionsMaxIdleMillis;
  }

  nextCorrelationId(): number {
    return this.correlationId++;
  }

  /** Whether the sender may use this broker now: it can take a request, and no metadata update comes first (P-27). */
  isUsable(node: NodeState, nowMillis: number): boolean {
    return (
      node.canSend(nowMillis, this.config.maxInFlightRequestsPerConnection) &&
      (this.metadataInFlight || !this.metadata.isDue(nowMillis))
    );
  }

  /** As `isUsable`; begins to connect where that is what lacks and is allowed (P-28). */
  makeUsable(node: NodeState, nowMillis: number): boolean {
    if (this.isUsable(node, nowMillis)) return true;
    if (node.canConnect(nowMillis)) this.connect(node, nowMillis);
    return false;
  }

  /** The broker for a request that any of them can answer (producer-measured.md 1). */
  leastLoaded(nowMillis: number): NodeState | undefined {
    const maxInFlight = this.config.maxInFlightRequestsPerConnection;
    let usable: NodeState | undefined;
    let connecting: NodeState | undefined;
    let connectable: NodeState | undefined;
    for (const node of this.metadata.members) {
      if (node.canSend(nowMillis, maxInFlight)) {
        if (node.inFlight.length === 0) return node;
        if (usable === undefined || node.inFlight.length < usable.inFlight.length) usable = node;
      } else if (node.connection === "connecting") {
        connecting = node;
      } else if (node.canConnect(nowMillis)) {
        if (connectable === undefined || connectable.lastAttemptMillis > node.lastAttemptMillis) connectable = node;
      }
    }
    return usable ?? connecting ?? connectable;
  }

  /** Hands a request to the socket; its bytes leave with the next poll. */
  send(node: NodeState, request: InFlightRequest): void {
    add(node.inFlight, request);
    this.inFlightCount++;
    this.io.send(node.id, request.request);
  }

  /** Begins a poll that may last as long as `timeoutMillis`; returns how long it will really wait (P-19). */
  beginPoll(timeoutMillis: number, nowMillis: number): number {
    const metadataTimeoutMillis = this.maybeAskForMetadata(nowMillis);
    return Math.min(timeoutMillis, metadataTimeoutMillis, this.config.requestTimeoutMillis);
  }

  /** Whether a poll that brings nothing changes nothing here, and the next one needs no luck to know how long it lasts. */
  isIdle(nowMillis: number): boolean {
    if (this.connecting > 0 || nowMillis > this.nextIdleCheckMillis) return false;
    const noneLate = this.inFlightCount === 0 || nowMillis <= this.noneLateUntilMillis;
    return noneLate && this.metadata.isFresh(nowMillis);
  }

  /** What one poll brought, in the client's order (P-20). The outcomes of requests are left in `completed`. */
  finishPoll(poll: PollResult, nowMillis: number): void {
    empty(this.completed);
    for (let i = 0; i < poll.written.length; i++)
      this.onWritten(poll.written[i] as PollResult["written"][0], nowMillis);
    for (let i = 0; i < poll.received.length; i++) {
      const { node, response } = poll.received[i] as PollResult["received"][0];
      this.onReceived(this.nodes.of(node), response, nowMillis);
    }
    for (let i = 0; i < poll.disconnected.length; i++) {
      const { node } = poll.disconnected[i] as PollResult["disconnected"][0];
      this.onDisconnected(this.nodes.of(node), "lost", nowMillis);
    }
    if (nowMillis > this.nextIdleCheckMillis) this.closeIdle(nowMillis);
    for (let i = 0; i < poll.connected.length; i++) {
      this.onConnected(this.nodes.of(poll.connected[i] as number), nowMillis);
    }
    if (this.connecting > 0) this.timeOutConnecting(nowMillis);
    if (this.inFlightCount > 0 && nowMillis > this.noneLateUntilMillis) this.timeOutRequests(nowMillis);
  }

  /** The part of a poll's timeout that metadata asks for; sends the request where it is due (producer-measured.md 3). */
  private maybeAskForMetadata(nowMillis: number): number {
    const { requestTimeoutMillis, reconnectBackoffMillis } = this.config;
    const waitMillis = this.metadata.millisToNextUpdate(nowMillis);
    if (this.metadataInFlight) return Math.max(waitMillis, requestTimeoutMillis);
    if (waitMillis > 0) return waitMillis;
    const node = this.leastLoaded(nowMillis);
    if (node === undefined) return reconnectBackoffMillis;
    if (node.canSend(nowMillis, this.config.maxInFlightRequestsPerConnection)) {
      const request = { api: "Metadata", correlationId: this.nextCorrelationId() } as const;
      this.send(node, new InFlightRequest(request, nowMillis, true, noBatches));
      this.metadataInFlight = true;
      return requestTimeoutMillis;
    }
    if (this.connecting > 0) return reconnectBackoffMillis;
    if (node.canConnect(nowMillis)) {
      this.connect(node, nowMillis);
      return reconnectBackoffMillis;
    }
    return Infinity;
  }

  private connect(node: NodeState, nowMillis: number): void {
    if (node.connection === "never-tried") {
      node.reconnectBackoffMillis = this.reconnectBackoff.millis(0, this.jitter);
      node.setupTimeoutMillis = this.setupTimeout.millis(0, this.jitter);
    }
    node.connection = "connecting";
    node.lastAttemptMillis = nowMillis;
    this.connecting++;
    this.io.connect(node.id);
  }

  private onConnected(node: NodeState, nowMillis: number): void {
    node.lastActiveMillis = nowMillis;
    if (node.connection === "connecting") this.connecting--;
    node.connection = "ready";
    node.failures = 0;
    node.reconnectBackoffMillis = this.reconnectBackoff.millis(0, this.jitter);
    this.resetSetupTimeout(node);
  }

  private resetSetupTimeout(node: NodeState): void {
    node.setupFailures = 0;
    node.setupTimeoutMillis = this.setupTimeout.millis(0, this.jitter);
  }

  private onWritten(written: PollResult["written"][0], nowMillis: number): void {
    const node = this.nodes.of(written.node);
    node.lastActiveMillis = nowMillis;
    const newest = node.inFlight[node.inFlight.length - 1];
    if (newest === undefined) return;
    if (newest.request !== written.request)
      throw new InvariantError(`node ${node.id} wrote a request that is not the newest there`);
    newest.written = true;
    if (newest.expectsResponse) return;
    node.inFlight.pop();
    this.complete(newest, "written");
  }

  private onReceived(node: NodeState, response: Response, nowMillis: number): void {
    const oldest = this.takeAnswered(node, response.correlationId);
    if (oldest === undefined) return;
    if (response.api === "Metadata") {
      this.inFlightCount--;
      this.metadataInFlight = false;
      this.metadata.update(response.cluster, nowMillis);
      return;
    }
    if (response.api === "Produce" && response.throttleMillis > 0) throttle(node, response.throttleMillis, nowMillis);
    oldest.response = response;
    this.complete(oldest, "answered");
  }

  /** The request that an answer belongs to: on a connection it is the oldest, and anything else a mistake (P-35). */
  private takeAnswered(node: NodeState, correlationId: number): InFlightRequest | undefined {
    if (node.inFlight[0]?.request.correlationId === correlationId) return takeFirst(node.inFlight);
    if (this.answers === "in-order")
      throw new InvariantError(
        `node ${node.id} answered ${correlationId}, which is not the oldest request there (P-35)`,
      );
    const at = node.inFlight.findIndex(({ request }) => request.correlationId === correlationId);
    return at < 0 ? undefined : node.inFlight.splice(at, 1)[0];
  }

  /** Closes the connection that was idle for longest, if that was too long; at most one in a poll. */
  private closeIdle(nowMillis: number): void {
    const { connectionsMaxIdleMillis } = this.config;
    let oldest: NodeState | undefined;
    for (const node of this.nodes.all) {
      if (node.connection !== "ready") continue;
      if (oldest === undefined || node.lastActiveMillis < oldest.lastActiveMillis) oldest = node;
    }
    this.nextIdleCheckMillis = (oldest?.lastActiveMillis ?? nowMillis) + connectionsMaxIdleMillis;
    if (oldest === undefined || nowMillis <= this.nextIdleCheckMillis) return;
    this.io.disconnect(oldest.id);
    this.onDisconnected(oldest, "lost", nowMillis);
  }

  /** A connection is no more: all that was in flight on it ends, in the order of sending (P-61, P-62). */
  private onDisconnected(node: NodeState, fate: "lost" | "timed-out", nowMillis: number): void {
    node.lastAttemptMillis = nowMillis;
    node.reconnectBackoffMillis = this.reconnectBackoff.millis(node.failures, this.jitter);
    node.failures++;
    if (node.connection === "connecting") {
      this.connecting--;
      node.setupFailures++;
      node.setupTimeoutMillis = this.setupTimeout.millis(node.setupFailures, this.jitter);
    } else {
      this.resetSetupTimeout(node);
    }
    node.connection = "disconnected";
    for (const request of node.inFlight) {
      if (request.request.api === "Metadata") {
        this.inFlightCount--;
        this.metadataInFlight = false;
        this.metadata.updateFailed(nowMillis);
      } else {
        this.complete(request, fate);
      }
    }
    empty(node.inFlight);
    if (!this.metadataInFlight && this.metadata.isDue(nowMillis)) this.metadata.updateFailed(nowMillis);
    this.metadata.requestUpdate();
  }

  private complete(request: InFlightRequest, fate: InFlightRequest["fate"]): void {
    this.inFlightCount--;
    request.fate = fate;
    add(this.completed, request);
  }

  private timeOutConnecting(nowMillis: number): void {
    for (const node of this.nodes.all) {
      if (node.connection !== "connecting" || nowMillis - node.lastAttemptMillis <= node.setupTimeoutMillis) continue;
      this.io.disconnect(node.id);
      this.onDisconnected(node, "timed-out", nowMillis);
    }
  }

  /** A request is late when more than its timeout has passed (P-22); then its whole connection goes (P-61). */
  private timeOutRequests(nowMillis: number): void {
    const { requestTimeoutMillis } = this.config;
    this.noneLateUntilMillis = nowMillis + requestTimeoutMillis;
    for (const node of this.nodes.all) {
      const oldest = node.inFlight[0];
      if (oldest === undefined) continue;
      const lateAfterMillis = oldest.sentMillis + requestTimeoutMillis;
      if (lateAfterMillis < this.noneLateUntilMillis) this.noneLateUntilMillis = lateAfterMillis;
      if (nowMillis <= lateAfterMillis) continue;
      if (!node.inFlight.some((request) => isLate(request, requestTimeoutMillis, nowMillis))) continue;
      this.io.disconnect(node.id);
      this.onDisconnected(node, "timed-out", nowMillis);
    }
  }
}

const isLate = (request: InFlightRequest, timeoutMillis: number, nowMillis: number): boolean =>
  nowMillis - request.sentMillis - request.throttleMillis > timeoutMillis;

/** The broker wants to be left alone: until then nothing is sent to it, and what is in flight does not age (P-34). */
function throttle(node: NodeState, throttleMillis: number, nowMillis: number): void {
  node.throttledUntilMillis = Math.max(node.throttledUntilMillis, nowMillis + throttleMillis);
  for (const request of node.inFlight) request.throttleMillis += throttleMillis;
}
