import type { Backoff } from "../core/backoff.ts";
import { incrementSequence, maxSequence } from "../core/sequence.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { noOffset, type PartitionProduceResponse, type ProducedRecord } from "../protocol.ts";
import type { Jitter } from "../producer/seam.ts";
import type { BrokerConnection, Fate } from "./connection.ts";
import { failureOf, rulingOn } from "./rulings.ts";
import {
  backoffOf,
  jitterOf,
  produce,
  type RecordSender,
  type SenderParts,
  tellFailed,
  tellStored,
  wordFor,
} from "./sender.ts";
import type { CallSwitches, Failure } from "./switches.ts";
import { Unit } from "./unit.ts";

/** A call of `send` on its way through its attempts. */
class Call extends Unit {
  /** It has a sequence for its present attempt, or needs none. */
  numbered = false;
}

/** A client in which every call of `send` is a request of its own, with retries of its own. */
export class CallSender implements RecordSender {
  private readonly parts: SenderParts;
  private readonly switches: CallSwitches;
  private readonly backoff: Backoff;
  private readonly jitter: Jitter;
  /** Made at this instant, in order. */
  private fresh: Call[] = [];
  private freshMillis = -1;
  /** Waiting for their turn to be sent. */
  private readonly queue: Call[] = [];
  /** Waiting for their next attempt. */
  private readonly backingOff: Call[] = [];
  private onTheWire = 0;
  /** By the run's index of a topic partition: the sequence that comes next. */
  private readonly sequences = new Map<number, number>();

  constructor(parts: SenderParts, switches: CallSwitches) {
    this.parts = parts;
    this.switches = switches;
    this.backoff = backoffOf(parts);
    this.jitter = jitterOf(parts);
  }

  get undecided(): number {
    return this.fresh.length + this.queue.length + this.backingOff.length + this.onTheWire;
  }

  get open(): readonly Unit[] {
    return [...this.queue, ...this.backingOff, ...this.fresh];
  }

  take(topicPartition: TopicPartition, records: readonly ProducedRecord[], nowMillis: number): void {
    if (this.freshMillis !== nowMillis) this.enqueueFresh();
    this.freshMillis = nowMillis;
    const call = new Call(topicPartition, 0, nowMillis);
    for (const record of records) call.add(record);
    this.fresh.push(call);
  }

  /** Calls of one instant take their place in the queue together. */
  private enqueueFresh(): void {
    const { fresh } = this;
    this.fresh = [];
    const count = fresh.length;
    if (count > 1 && this.switches.callsAtOnce === "last-overtakes") {
      const [overtaken, overtaking] = fresh.slice(-2) as [Call, Call];
      fresh.splice(count - 2, 2, overtaking, overtaken);
    }
    this.queue.push(...fresh);
  }

  work(nowMillis: number): void {
    const { identity, config } = this.parts;
    this.enqueueFresh();
    for (const call of this.backingOff.filter(({ againAtMillis }) => nowMillis >= againAtMillis)) {
      this.backingOff.splice(this.backingOff.indexOf(call), 1);
      this.queue.push(call);
    }
    if (!identity.mayProduce) return;
    if (this.switches.sequenceTaken === "when-queued") this.numberQueued(nowMillis);
    while (this.queue.length > 0) {
      const call = this.queue[0] as Call;
      const connection = this.parts.leaderOf(call.topicPartition);
      if (connection === undefined || !connection.ensureUp(nowMillis)) return;
      if (connection.producing >= config.maxInFlightRequestsPerConnection) return;
      this.queue.shift();
      this.send(connection, call, nowMillis);
    }
  }

  /** A request is encoded, with its sequence, as soon as there is a connection for it. */
  private numberQueued(nowMillis: number): void {
    for (const call of this.queue) {
      if (call.numbered) continue;
      if (this.parts.leaderOf(call.topicPartition)?.ensureUp(nowMillis) === true) this.number(call);
    }
  }

  private number(call: Call): void {
    call.numbered = true;
    const { identity } = this.parts;
    if (!identity.needed) return;
    call.producerId = identity.producerId;
    call.producerEpoch = identity.producerEpoch;
    call.baseSequence = this.nextSequence(call.topicPartition);
    if (this.switches.sequences === "given-back") this.advance(call, call.records.length);
  }

  private send(connection: BrokerConnection, call: Call, nowMillis: number): void {
    if (!call.numbered) this.number(call);
    this.onTheWire++;
    produce(this.parts, connection, [call], this.parts.config.requestTimeoutMillis, nowMillis);
  }

  ended(unit: Unit, fate: Fate, answer: PartitionProduceResponse | undefined, nowMillis: number): void {
    const call = unit as Call;
    this.onTheWire--;
    const failure = failureOf(fate, answer?.error);
    if (failure !== undefined) this.failed(call, failure, nowMillis);
    else {
      const { identity } = this.parts;
      const advances = identity.needed && this.switches.sequences === "advanced-on-success";
      if (advances) this.advance(call, call.records.length);
      tellStored(this.parts, call, answer?.baseOffset ?? noOffset);
    }
  }

  /** An attempt failed: the call is tried again after its backoff, or is over. */
  private failed(call: Call, failure: Failure, nowMillis: number): void {
    const { identity, config } = this.parts;
    const gives = call.numbered && identity.needed && this.switches.sequences === "given-back";
    if (gives) this.advance(call, -call.records.length);
    call.numbered = false;
    if (rulingOn(failure, this.switches) !== "retry" || call.retries >= config.retries) {
      tellFailed(this.parts, call, wordFor(this.parts, failure));
      return;
    }
    call.againAtMillis = nowMillis + this.backoff.millis(call.retries, this.jitter);
    call.retries++;
    this.backingOff.push(call);
  }

  refused(nowMillis: number): void {
    const { identity, config } = this.parts;
    if (!identity.mayProduce) return;
    // Those whose turn it is: each has waited for the connection by itself.
    const waiting = this.queue.splice(0, config.maxInFlightRequestsPerConnection);
    for (const call of waiting) this.failed(call, "CONNECTION_LOST", nowMillis);
  }

  /** What was encoded for a connection goes down with it, though it was never written. */
  broke(nowMillis: number): void {
    const encoded = this.queue.filter(({ numbered }) => numbered);
    for (const call of encoded) {
      this.queue.splice(this.queue.indexOf(call), 1);
      this.failed(call, "CONNECTION_LOST", nowMillis);
    }
  }

  failAll(exception: string): void {
    this.enqueueFresh();
    for (const call of [...this.queue.splice(0), ...this.backingOff.splice(0)]) tellFailed(this.parts, call, exception);
  }

  nextMillis(nowMillis: number): number {
    let next = Infinity;
    for (const { againAtMillis } of this.backingOff) {
      if (againAtMillis > nowMillis) next = Math.min(next, againAtMillis);
    }
    return next;
  }

  nextSequence(topicPartition: TopicPartition): number {
    return this.sequences.get(topicPartition.index) ?? this.parts.firstSequence;
  }

  private advance(call: Call, count: number): void {
    const next = this.nextSequence(call.topicPartition);
    const early = this.switches.sequenceWrap === "at-the-last";
    const advanced = early ? (next + count >= maxSequence ? 0 : next + count) : incrementSequence(next, count);
    this.sequences.set(call.topicPartition.index, advanced);
  }
}
