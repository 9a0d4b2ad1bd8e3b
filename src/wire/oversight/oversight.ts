import { type Duration, type Instant, type NoteKind, assert, instant, networkNotes } from "../../sim/index.ts";
import { notes } from "../../model/run/notes.ts";
import { FaultEngine, type Judgement } from "../faults/fault-engine.ts";
import type { MarkName } from "../../model/run/marks.ts";
import { type Direction, writtenClient } from "../faults/address.ts";
import type { BrokerEffect, Effect } from "../faults/fault-plan.ts";
import type { FaultFile, WireFaultSpec } from "../faults/fault-spec.ts";
import type { WireMessage } from "../faults/message.ts";
import { History } from "../history/history.ts";
import type { ApiName, ResponseFor } from "../protocol/apis.ts";
import type { ConnectionFacts, Handler, Reply } from "../server/call.ts";
import type { Exchange, Overseer } from "../server/overseer.ts";
import type { BrokerControl } from "./control.ts";
import { LiveTrace, brokerNode } from "./live-trace.ts";
import { Passage } from "./passage.ts";
import { Sighting } from "./sighting.ts";

/** So many clients are told apart: what is counted for each of them must not grow for ever. */
const mostClients = 10_000;
const otherClients = "(others)";

/** The most milliseconds that a timer of the host counts: 24 days. */
const longestTimer = 2_147_483_647;

/** A connection as `GET /state` shows it. */
export interface LiveConnection {
  readonly number: number;
  readonly peer: string;
  /** As addresses write it; `null` before the first request. */
  readonly client: string | null;
  readonly requests: number;
}

function markOf({ do: verb }: Effect, direction: Direction): MarkName | undefined {
  switch (verb) {
    case "drop":
    case "swallow":
      return direction === "request" ? "request-lost" : "response-lost";
    case "cut":
      return "connection-cut";
    case "delay":
      return "message-delayed";
    case "duplicate":
      return "request-duplicated";
    default:
      return undefined;
  }
}

/** Watches a broker that serves: lets faults strike, writes the trace, keeps the history. */
export class Oversight implements Overseer {
  readonly engine: FaultEngine;
  #trace = new LiveTrace();
  #history: History | undefined;
  readonly #historyLimit: number;
  #control: BrokerControl | undefined;
  #startedAt = performance.now();
  /** By client: its number in the trace. */
  readonly #nodes = new Map<string, number>();
  /** By client id: how it is written. */
  readonly #written = new Map<string | null, string>();
  readonly #connections = new Map<ConnectionFacts, { client: string; requests: number }>();
  /** The faults that the trace tells of in a line of their own, as it numbers them. */
  #told: WireFaultSpec[] = [];
  readonly #timers = new Set<NodeJS.Timeout>();
  /** Of these timers: those of faults that go by time. */
  #armed: readonly NodeJS.Timeout[] = [];

  /** `historyLimit`: how many records the history remembers; 0: none is kept. */
  constructor(faults: FaultFile, historyLimit: number) {
    this.engine = new FaultEngine(faults);
    this.#historyLimit = historyLimit;
    this.#history = this.#newHistory();
  }

  get trace(): LiveTrace {
    return this.#trace;
  }

  get history(): History | undefined {
    return this.#history;
  }

  /** The clients that turned up, in the order of their numbers in the trace. */
  get clients(): readonly string[] {
    return [...this.#nodes.keys()];
  }

  /** While the broker stands still: what to wait for. */
  get pause(): Promise<void> | undefined {
    return this.#control?.pause;
  }

  /** Wall-clock time since the start. */
  readonly now = (): Instant => instant(Math.floor((performance.now() - this.#startedAt) * 1_000));

  /** The broker listens: time begins, and with it the faults that go by time. */
  begin(control: BrokerControl): void {
    this.#control = control;
    this.#startedAt = performance.now();
    this.#arm();
  }

  /** Puts these faults in the place of those before. */
  put(faults: FaultFile): void {
    this.engine.put(faults);
    this.#arm();
  }

  /** Everything begins anew. */
  restart(faults: FaultFile): void {
    this.#connections.clear();
    this.#startedAt = performance.now();
    this.#trace = this.#trace.successor();
    this.#history = this.#newHistory();
    this.#nodes.clear();
    this.#written.clear();
    this.#told = [];
    this.engine.restart(faults);
    this.#arm();
  }

  end(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#control?.end();
  }

  oversee(exchange: Exchange, act: Handler<ApiName>): Reply<ApiName> | Promise<Reply<ApiName>> {
    const sighting = new Sighting(exchange, this.clientOf(exchange.call.clientId));
    this.#countRequest(exchange.call.connection, sighting.client);
    return new Passage(this, exchange, act, sighting).run();
  }

  gone(connection: ConnectionFacts): void {
    const known = this.#connections.get(connection);
    this.#connections.delete(connection);
    if (known === undefined) return;
    const kind = connection.isReset ? networkNotes.gone : networkNotes.closed;
    this.note(kind, this.nodeOf(known.client), brokerNode, connection.number);
  }

  /** What is known of a connection beyond its ends. */
  describe(connection: ConnectionFacts): LiveConnection {
    const { number, peer } = connection;
    const known = this.#connections.get(connection);
    return { number, peer, client: known?.client ?? null, requests: known?.requests ?? 0 };
  }

  /** The number of a client in the trace. */
  nodeOf(client: string): number {
    const known = this.#nodes.get(client);
    if (known !== undefined) return known;
    const node = this.#nodes.size + 1;
    this.#nodes.set(client, node);
    return node;
  }

  /** A client as it is written everywhere here; whoever comes with names beyond number gets no more of his own. */
  clientOf(clientId: string | null): string {
    const known = this.#written.get(clientId);
    if (known !== undefined) return known;
    const client = writtenClient(clientId);
    if (!this.#nodes.has(client) && this.#nodes.size >= mostClients) return otherClients;
    // Several ids may be written alike.
    if (this.#written.size < mostClients) this.#written.set(clientId, client);
    return client;
  }

  /** The fault that the trace means by its number. */
  toldFault(index: number): WireFaultSpec | undefined {
    return this.#told[index];
  }

  note(kind: NoteKind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    this.#trace.note(this.now(), kind, a, b, c, d, e, f);
  }

  judge(message: WireMessage): Judgement {
    const judgement = this.engine.judge(message);
    const marks = this.#history?.marks.counts;
    if (marks === undefined) return judgement;
    if (message.api === "Produce" && message.direction === "request") marks["batch-sent"] += message.partitions.length;
    const mark = judgement.effect && markOf(judgement.effect, message.direction);
    if (mark !== undefined) marks[mark]++;
    return judgement;
  }

  /** Gives the fault that struck last a line of its own in the trace. */
  noteStruck(): void {
    const struck = this.engine.struck.at(-1);
    assert(struck !== undefined, () => "no fault struck");
    this.#noteFault(struck);
  }

  /** A fault at a message does something to the broker. */
  async strikeBroker(effect: BrokerEffect): Promise<void> {
    this.noteStruck();
    await this.#control?.carryOut(effect);
  }

  /** Something is done to the broker now; resolves when it is done. */
  async doToBroker(effect: BrokerEffect): Promise<void> {
    this.#noteFault(this.engine.struckAt(this.now(), effect));
    await this.#control?.carryOut(effect);
  }

  /** What the answer says that nobody else tells the trace. */
  answered(api: ApiName, body: ResponseFor<ApiName>): void {
    if (api !== "InitProducerId") return;
    const { producerId = -1, producerEpoch = -1, errorCode = 0 } = body as ResponseFor<"InitProducerId">;
    this.note(notes.identity, brokerNode, producerId, producerEpoch, errorCode);
  }

  wait(duration: Duration): Promise<void> {
    return new Promise((resolve) => this.#in(duration / 1_000, resolve));
  }

  #newHistory(): History | undefined {
    const limit = this.#historyLimit;
    return limit === 0 ? undefined : new History({ trace: this.#trace, now: this.now, brokerNode, limit });
  }

  #countRequest(connection: ConnectionFacts, client: string): void {
    const known = this.#connections.get(connection);
    if (known === undefined) this.#connections.set(connection, { client, requests: 1 });
    else known.requests += 1;
  }

  #noteFault(fault: WireFaultSpec): void {
    this.#told.push(fault);
    this.note(networkNotes.fault, this.#told.length - 1);
  }

  /** Faults that go by time, counted from now. */
  #arm(): void {
    for (const timer of this.#armed) {
      clearTimeout(timer);
      this.#timers.delete(timer);
    }
    this.#armed = this.engine.timed.map(({ at, effect }) => this.#in(at / 1_000, () => void this.doToBroker(effect)));
  }

  #in(millis: number, run: () => void): NodeJS.Timeout {
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        run();
      },
      Math.min(millis, longestTimer),
    );
    // A broker that waits for nothing but a fault need not stay for it.
    timer.unref();
    this.#timers.add(timer);
    return timer;
  }
}
