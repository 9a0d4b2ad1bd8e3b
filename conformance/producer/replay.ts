import type { TopicPartition } from "../../src/model/core/topic-partition.ts";
import { clientBehaviours, type ClientBehaviour, type JavaLine } from "../../src/model/producer/client-behaviour.ts";
import type { ProducerConfig } from "../../src/model/producer/config.ts";
import { Producer, type Flush } from "../../src/model/producer/producer.ts";
import type { PollResult, ProducerIo, SendOutcome } from "../../src/model/producer/seam.ts";
import type { Request } from "../../src/model/protocol.ts";
import { Agenda, Finished } from "./agenda.ts";
import { ScriptedCluster, type ProduceAnswers } from "./cluster.ts";
import { Connection, type Arrival } from "./connection.ts";
import { producerConfig } from "./producer-config.ts";
import type { AppAction, Script, SendAction, Trace, TraceEvent } from "./script.ts";

const passesMax = 400_000;

export interface ReplayOptions {
  /** Whose behaviour the producer has; java-3.9 unless given. */
  readonly line?: JavaLine;
  /** A behaviour of no line, to see whether it is noticed. */
  readonly behaviour?: ClientBehaviour;
  /** Who answers produce requests, if not the script. */
  readonly answers?: ProduceAnswers;
}

/** Plays a script against the producer under the rules of the recording driver, and writes what happened. */
export const replay = (script: Script, options: ReplayOptions = {}): Trace => new ScriptRun(script, options).play();

/** No factor on any backoff, as in the recordings. */
const noJitter = { thousandths: () => 1_000 };

class ScriptRun {
  readonly #script: Script;
  readonly #config: ProducerConfig;
  readonly #agenda: Agenda;
  readonly #cluster: ScriptedCluster;
  readonly #producer: Producer;
  readonly #connections: readonly Connection[];
  readonly #events: TraceEvent[] = [];
  readonly #undecided = new Set<number>();
  /** What the callback of a record sends, until it has run. */
  readonly #sendNext = new Map<number, SendAction>();
  #flushes: { readonly id: number; readonly flush: Flush }[] = [];
  #toWrite: { readonly node: number; readonly request: Request }[] = [];
  #wakeup = false;
  #polled = false;

  constructor(script: Script, { line = "java-3.9", behaviour = clientBehaviours[line], answers }: ReplayOptions) {
    this.#script = script;
    this.#config = producerConfig(script, behaviour);
    this.#agenda = new Agenda(script.end);
    this.#cluster = new ScriptedCluster(script, this.#agenda, (kind, fields) => this.#event(kind, fields), answers);
    this.#connections = Array.from({ length: script.brokers }, (_, node) => new Connection(node, this.#agenda));
    this.#producer = new Producer({
      config: this.#config,
      clientId: "c",
      cluster: this.#cluster.metadata(),
      bootstrapNodes: [0],
      io: this.#io(),
      jitter: noJitter,
      startMillis: 0,
    });
    for (const [p, first] of (script.initialSequence ?? []).entries()) {
      this.#producer.beginSequencesAt(this.#cluster.partitions[p] as TopicPartition, first);
    }
    for (const action of script.app) this.#agenda.enter(action.at, () => this.#act(action));
    for (const { node, from } of script.down) this.#agenda.enter(from, () => this.#connection(node).brokerGone());
  }

  play(): Trace {
    const why = this.#run();
    return { id: this.#script.id, events: this.#events, final: this.#final(why) };
  }

  #run(): string {
    try {
      this.#runPasses();
      this.#event("closed", {});
      return "closed";
    } catch (finished) {
      if (finished instanceof Finished) return finished.why;
      throw finished;
    }
  }

  #runPasses(): void {
    for (let passes = 0; passes < passesMax; passes++) {
      this.#polled = false;
      this.#agenda.stirred = false;
      try {
        if (!this.#pass()) return;
      } finally {
        this.#finishFlushes();
      }
      if (this.#polled && !this.#agenda.stirred) this.#agenda.elapse(1);
    }
    throw new Finished("passes");
  }

  /** One pass of the sender's loop. False: the loop has ended. */
  #pass(): boolean {
    let poll: PollResult | undefined;
    for (;;) {
      const wait = this.#producer.advance(this.#agenda.nowMillis, poll);
      poll = undefined;
      if (wait.kind === "pass") return true;
      if (wait.kind === "closed") return false;
      if (wait.kind === "sleep") this.#agenda.elapse(wait.millis);
      else poll = this.#poll(wait.timeoutMillis);
    }
  }

  #act(action: AppAction): void {
    const now = this.#agenda.nowMillis;
    if (action.send !== undefined) this.#send(action.send);
    else if (action.flush !== undefined)
      this.#flushes.push({ id: action.flush, flush: this.#producer.beginFlush(now) });
    else if (action.close?.timeout === 0) this.#producer.forceClose(now);
    else this.#close(action.close?.timeout ?? null);
  }

  #send(send: SendAction): void {
    const { id, p, size, next } = send;
    this.#undecided.add(id);
    if (next !== undefined) this.#sendNext.set(id, next);
    const now = this.#agenda.nowMillis;
    const record = { id, keyBytes: undefined, valueBytes: Math.max(size, String(id).length), timestamp: now };
    this.#returned(id, this.#producer.send(this.#cluster.partitions[p] as TopicPartition, record, now));
  }

  #returned(id: number, outcome: SendOutcome): void {
    if (outcome.kind === "blocked") {
      this.#event("blocked", { id });
      const untilMillis = this.#agenda.nowMillis + this.#config.maxBlockMillis;
      this.#agenda.enter(untilMillis, () => this.#producer.blockExpired(this.#agenda.nowMillis));
    } else if (outcome.kind === "threw") {
      this.#event("threw", { id, error: outcome.exception });
      if (outcome.exception === "IllegalStateException") this.#undecided.delete(id);
    }
  }

  #callback(id: number, fields: Readonly<Record<string, unknown>>): void {
    this.#event("callback", { id, ...fields });
    this.#undecided.delete(id);
    const next = this.#sendNext.get(id);
    this.#sendNext.delete(id);
    if (next !== undefined) this.#send(next);
  }

  #close(timeoutMillis: number | null): void {
    this.#producer.initiateClose(this.#agenda.nowMillis);
    if (timeoutMillis === null) return;
    const at = this.#agenda.nowMillis + timeoutMillis;
    this.#agenda.enter(at, () => this.#producer.forceClose(this.#agenda.nowMillis));
  }

  #finishFlushes(): void {
    this.#flushes = this.#flushes.filter(({ id, flush }) => {
      if (!this.#producer.isFlushed(flush)) return true;
      this.#producer.endFlush();
      this.#event("flushed", { flush: id });
      return false;
    });
  }

  #connection(node: number): Connection {
    return this.#connections[node] as Connection;
  }

  #io(): ProducerIo {
    return {
      connect: (node) => {
        this.#event("connect", { node });
        this.#cluster.onConnect(this.#connection(node));
      },
      disconnect: (node) => {
        this.#event("close", { node });
        this.#connection(node).newLife();
        this.#toWrite = this.#toWrite.filter((send) => send.node !== node);
      },
      send: (node, request) => this.#toWrite.push({ node, request }),
      wakeup: () => {
        this.#wakeup = true;
      },
      callback: ({ id }, _, outcome) =>
        this.#callback(id, outcome.kind === "failed" ? { error: outcome.exception } : { offset: outcome.offset }),
      unblocked: ({ id }, _, outcome) => {
        this.#returned(id, outcome);
        this.#event("returned", { id });
      },
    };
  }

  #poll(timeoutMillis: number): PollResult {
    const agenda = this.#agenda;
    this.#polled = true;
    const until = agenda.nowMillis + (timeoutMillis > 0 ? timeoutMillis + this.#script.overshoot : 0);
    const written = this.#toWrite;
    this.#toWrite = [];
    for (const { node, request } of written) this.#cluster.onRequest(this.#connection(node), request);
    for (;;) {
      agenda.doWhatIsDue();
      const result = this.#deliver(written);
      if (
        this.#wakeup ||
        written.length + result.received.length + result.disconnected.length + result.connected.length > 0
      ) {
        this.#wakeup = false;
        agenda.stirred = true;
        return result;
      }
      if (agenda.nowMillis >= until) return result;
      agenda.moveTo(Math.min(until, agenda.nextMillis));
    }
  }

  /** At most one arrival of each connection, by ascending broker id. */
  #deliver(written: PollResult["written"]): PollResult {
    const received: PollResult["received"][number][] = [];
    const disconnected: PollResult["disconnected"][number][] = [];
    const connected: number[] = [];
    for (const connection of this.#connections) {
      const arrival: Arrival | undefined = connection.arrived.shift();
      if (arrival === undefined) continue;
      const { node } = connection;
      if (arrival.kind === "connected") {
        connected.push(node);
      } else if (arrival.kind === "answer") {
        const { e, ...fields } = arrival.event;
        this.#event(String(e), fields);
        received.push({ node, response: arrival.response });
      } else {
        this.#event(arrival.kind, { node });
        disconnected.push({ node, state: arrival.kind });
        connection.newLife();
      }
    }
    return { written, received, disconnected, connected };
  }

  #event(kind: string, fields: Readonly<Record<string, unknown>>): void {
    this.#events.push({ t: this.#agenda.nowMillis, e: kind, ...fields });
  }

  #final(why: string): Record<string, unknown> {
    const { identity } = this.#producer;
    const partitions = this.#cluster.partitions.map((tp) => {
      const { next, acked, unresolved, queued } = this.#producer.report(tp);
      const sequences = identity === undefined ? {} : { next, acked, unresolved };
      return {
        p: tp.partition,
        ...sequences,
        queued: queued.map(({ baseSequence, count }) => ({ base: baseSequence, count })),
      };
    });
    const who =
      identity === undefined ? {} : { pid: identity.producerId, epoch: identity.producerEpoch, fatal: identity.fatal };
    const undecided = [...this.#undecided].sort((a, b) => a - b);
    return { t: this.#agenda.nowMillis, why, ...who, partitions, undecided };
  }
}
