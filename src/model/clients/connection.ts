import { removeAt } from "../core/arrays.ts";
import { Backoff } from "../core/backoff.ts";
import type { ProducerConfig } from "../producer/config.ts";
import type { Jitter, ProducerIo } from "../producer/seam.ts";
import type { Request, Response } from "../protocol.ts";
import type { ClientSwitches } from "./switches.ts";
import type { Unit } from "./unit.ts";

/** How a request ended. `written` is the end of one that expects no answer. */
export type Fate = "answered" | "written" | "lost" | "timed-out";

/** A request that was handed to the socket, and what it carries. */
export interface SentRequest {
  readonly request: Request;
  /** The batches or the call of a produce request, in its order. */
  readonly units: readonly Unit[];
  readonly lateAtMillis: number;
}

/** A request that is over. */
export interface EndedRequest {
  readonly sent: SentRequest;
  readonly fate: Fate;
  readonly response: Response | undefined;
}

/** One connection to one broker: what is in flight on it, when it is late, and what its end does to the rest. */
export class BrokerConnection {
  readonly node: number;
  state: "down" | "connecting" | "up" = "down";
  readonly inFlight: SentRequest[] = [];
  /** Since the last look, in order. */
  ended: EndedRequest[] = [];
  /** It could not be set up, since the last look. */
  refused = false;
  private readonly io: ProducerIo;
  private readonly config: ProducerConfig;
  private readonly switches: ClientSwitches;
  private readonly jitter: Jitter;
  private readonly backoff: Backoff;
  private failures = 0;
  private connectFromMillis = 0;
  private setupLateMillis = Infinity;
  /** When an answer came that nobody waited for any more, and jammed the reader. */
  private jammedAtMillis: number | undefined;
  /** Correlation ids of requests that were given up while their connection stayed. */
  private readonly givenUp = new Set<number>();

  constructor(node: number, io: ProducerIo, config: ProducerConfig, switches: ClientSwitches, jitter: Jitter) {
    this.node = node;
    this.io = io;
    this.config = config;
    this.switches = switches;
    this.jitter = jitter;
    this.backoff = new Backoff(config.reconnectBackoffMillis, config.reconnectBackoffMaxMillis);
  }

  /** Begins to connect where that is what lacks; whether requests can be sent now. */
  ensureUp(nowMillis: number): boolean {
    if (this.state === "up") return true;
    if (this.state === "down" && nowMillis >= this.connectFromMillis) {
      this.state = "connecting";
      this.setupLateMillis = nowMillis + this.config.socketConnectionSetupTimeoutMillis;
      this.io.connect(this.node);
    }
    return false;
  }

  send(request: Request, units: readonly Unit[], timeoutMillis: number, nowMillis: number): void {
    this.inFlight.push({ request, units, lateAtMillis: nowMillis + timeoutMillis });
    this.io.send(this.node, request);
  }

  /** Produce requests without an answer. */
  get producing(): number {
    let count = 0;
    for (const { request } of this.inFlight) if (request.api === "Produce") count++;
    return count;
  }

  connected(): void {
    this.state = "up";
    this.failures = 0;
    this.setupLateMillis = Infinity;
  }

  written(request: Request): void {
    if (request.api !== "Produce" || request.acks !== 0) return;
    const at = this.inFlight.findIndex((sent) => sent.request === request);
    if (at >= 0) this.end(at, "written", undefined);
  }

  received(response: Response, nowMillis: number): void {
    if (this.jammedAtMillis !== undefined) {
      // What came in one go with the late answer is left lying; the next bytes are read as if they began in its middle.
      if (nowMillis > this.jammedAtMillis) this.close(nowMillis);
      return;
    }
    const { correlationId } = response;
    const at = this.inFlight.findIndex(({ request }) => request.correlationId === correlationId);
    if (at !== 0 && this.switches.answerOutOfTurn === "closes-the-connection") this.close(nowMillis);
    else if (at >= 0) this.end(at, "answered", response);
    else if (this.givenUp.delete(correlationId) && this.switches.lateAnswer === "jams-the-connection")
      this.jammedAtMillis = nowMillis;
  }

  /** The connection is no more: whatever is in flight on it has no answer. */
  broke(nowMillis: number): void {
    if (this.state === "connecting") this.refused = true;
    this.state = "down";
    this.setupLateMillis = Infinity;
    this.jammedAtMillis = undefined;
    this.givenUp.clear();
    this.connectFromMillis = nowMillis + this.backoff.millis(this.failures, this.jitter);
    this.failures++;
    while (this.inFlight.length > 0) this.end(0, "lost", undefined);
  }

  /** Gives up what is late. */
  timeOut(nowMillis: number): void {
    if (nowMillis >= this.setupLateMillis) this.close(nowMillis);
    if (!this.inFlight.some((sent) => isLate(sent, nowMillis))) return;
    const stays = this.switches.requestTimeout === "leaves-the-connection";
    for (let at = 0; at < this.inFlight.length;) {
      const sent = this.inFlight[at] as SentRequest;
      if (!isLate(sent, nowMillis)) at++;
      else {
        if (stays) this.givenUp.add(sent.request.correlationId);
        this.end(at, "timed-out", undefined);
      }
    }
    if (!stays) this.close(nowMillis);
  }

  /** When `timeOut` or `ensureUp` may have something to do. */
  nextMillis(wanted: boolean, nowMillis: number): number {
    let next = this.setupLateMillis;
    const { connectFromMillis } = this;
    if (wanted && this.state === "down" && connectFromMillis > nowMillis) next = Math.min(next, connectFromMillis);
    for (const { lateAtMillis } of this.inFlight) next = Math.min(next, lateAtMillis);
    return next;
  }

  /** The client closes it. */
  private close(nowMillis: number): void {
    this.io.disconnect(this.node);
    this.broke(nowMillis);
  }

  private end(at: number, fate: Fate, response: Response | undefined): void {
    const sent = this.inFlight[at] as SentRequest;
    removeAt(this.inFlight, at);
    this.ended.push({ sent, fate, response });
  }
}

const isLate = ({ lateAtMillis }: SentRequest, nowMillis: number): boolean => nowMillis >= lateAtMillis;
