import type { Backoff } from "../core/backoff.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { noOffset, noProducerId, type PartitionProduceResponse, type ProducedRecord } from "../protocol.ts";
import type { Jitter } from "../producer/seam.ts";
import type { BrokerConnection, Fate } from "./connection.ts";
import { Lane } from "./lane.ts";
import { decideSequence, failureOf, leavesInDoubt, rulingOn } from "./rulings.ts";
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
import type { BatchSwitches, Failure } from "./switches.ts";
import type { Unit } from "./unit.ts";

/** What a late batch gets for its last request (librdkafka: "allow 100 ms to produce anyway"). */
const leastTimeoutMillis = 100;

/** A client whose records gather in batches, one queue for each partition. */
export class BatchSender implements RecordSender {
  private readonly parts: SenderParts;
  private readonly switches: BatchSwitches;
  private readonly backoff: Backoff;
  private readonly jitter: Jitter;
  private readonly lanes: Lane[] = [];

  constructor(parts: SenderParts, switches: BatchSwitches) {
    this.parts = parts;
    this.switches = switches;
    this.backoff = backoffOf(parts);
    this.jitter = jitterOf(parts);
  }

  get undecided(): number {
    return this.lanes.reduce((sum, { open }) => sum + open.length, 0);
  }

  get open(): readonly Unit[] {
    return this.lanes.flatMap(({ open }) => open);
  }

  take(topicPartition: TopicPartition, records: readonly ProducedRecord[], nowMillis: number): void {
    const lane = this.laneOf(topicPartition);
    for (const record of records) lane.append(record, this.parts.config.batchSize, nowMillis);
  }

  work(nowMillis: number, hurried: boolean): void {
    const { identity } = this.parts;
    for (const lane of this.lanes) this.expire(lane, nowMillis);
    const isDrained = this.lanes.every(({ inFlight }) => inFlight === 0);
    if (isDrained && identity.bumpWhenDrained) identity.bump();
    for (const lane of this.lanes) if (lane.inFlight === 0) lane.drains = false;
    if (identity.mayProduce) this.send(nowMillis, hurried);
  }

  private send(nowMillis: number, hurried: boolean): void {
    const { config } = this.parts;
    for (let sent = true; sent;) {
      sent = false;
      const full: BrokerConnection[] = [];
      for (const [at, lane] of this.lanes.entries()) {
        const connection = this.parts.leaderOf(lane.topicPartition);
        if (connection === undefined || full.includes(connection)) continue;
        if (this.sendable(lane, nowMillis, hurried) === undefined || !connection.ensureUp(nowMillis)) continue;
        if (connection.producing >= config.maxInFlightRequestsPerConnection) {
          full.push(connection);
          continue;
        }
        const together = this.switches.requestHolds === "one-partition" ? [lane] : this.lanes.slice(at);
        const going = together.filter((other) => this.parts.leaderOf(other.topicPartition) === connection);
        this.request(connection, going, nowMillis, hurried);
        sent = true;
      }
    }
  }

  private request(connection: BrokerConnection, lanes: readonly Lane[], nowMillis: number, hurried: boolean): void {
    const { identity, config } = this.parts;
    const units: Unit[] = [];
    let timeoutMillis = config.requestTimeoutMillis;
    for (const lane of lanes) {
      const unit = this.sendable(lane, nowMillis, hurried);
      if (unit === undefined) continue;
      if (identity.needed) lane.number(unit, identity);
      unit.onTheWire = true;
      lane.inFlight++;
      units.push(unit);
      if (this.switches.deliveryTimeout !== "while-queued-and-for-requests") continue;
      const leftMillis = unit.createdMillis + config.deliveryTimeoutMillis - nowMillis;
      timeoutMillis = Math.min(timeoutMillis, Math.max(leftMillis, leastTimeoutMillis));
    }
    produce(this.parts, connection, units, timeoutMillis, nowMillis);
  }

  /** The batch of a partition that may be sent now. */
  private sendable(lane: Lane, nowMillis: number, hurried: boolean): Unit | undefined {
    const { config, identity } = this.parts;
    const unit = lane.waiting;
    if (unit === undefined || lane.drains || nowMillis < unit.againAtMillis || lane.mustDrainFor(identity))
      return undefined;
    const { pipelining } = this.switches;
    const isAlone = pipelining === "one-per-partition" || (pipelining !== "full" && !lane.acknowledged);
    if (lane.inFlight > 0 && (isAlone || lane.inFlight >= config.maxInFlightRequestsPerConnection)) return undefined;
    const isComplete =
      unit.sends > 0 || lane.open[lane.open.length - 1] !== unit || unit.sizeInBytes >= config.batchSize;
    return isComplete || hurried || nowMillis - unit.createdMillis >= config.lingerMillis ? unit : undefined;
  }

  ended(unit: Unit, fate: Fate, answer: PartitionProduceResponse | undefined, nowMillis: number): void {
    const { switches } = this;
    const lane = this.laneOf(unit.topicPartition);
    lane.inFlight--;
    if (unit.done || (switches.answersBehindARetry === "are-skipped" && lane.open[0] !== unit)) return;
    unit.onTheWire = false;
    const failure = failureOf(fate, answer?.error);
    if (failure === undefined) this.stored(lane, unit, answer?.baseOffset ?? noOffset);
    else this.failed(lane, unit, failure, nowMillis);
  }

  private stored(lane: Lane, unit: Unit, baseOffset: number): void {
    lane.acknowledged = true;
    if (this.switches.laterAcknowledgement === "acknowledges-earlier" && this.parts.identity.needed) {
      const earlier = lane.open.slice(0, lane.open.indexOf(unit)).filter(({ onTheWire }) => !onTheWire);
      for (const waiting of earlier) {
        lane.remove(waiting);
        tellStored(this.parts, waiting, noOffset);
      }
    }
    lane.passed(unit);
    lane.remove(unit);
    tellStored(this.parts, unit, baseOffset);
  }

  private failed(lane: Lane, unit: Unit, failure: Failure, nowMillis: number): void {
    const { identity, config } = this.parts;
    lane.acknowledged = false;
    unit.inDoubt = leavesInDoubt(failure, unit.inDoubt, this.switches);
    const sequence = identity.needed ? decideSequence(failure, lane.refused(unit), this.switches) : undefined;
    lane.failed(unit);
    if (sequence === "again-under-a-new-epoch") {
      this.again(lane, unit, nowMillis);
      this.newEpoch(unit);
      return;
    }
    if (sequence !== undefined) {
      this.giveUp(lane, unit, failure);
      if (sequence === "stop") this.stop();
      return;
    }
    const ruling = rulingOn(failure, this.switches);
    if (ruling === "stored") this.stored(lane, unit, noOffset);
    else if (ruling === "fail") this.giveUp(lane, unit, wordFor(this.parts, failure));
    else {
      const spared = this.switches.limits === "not-for-what-is-in-doubt" && unit.inDoubt && identity.needed;
      if (ruling === "retry" && unit.retries >= config.retries && !spared)
        this.giveUp(lane, unit, wordFor(this.parts, failure));
      else {
        if (ruling === "retry") unit.retries++;
        this.again(lane, unit, nowMillis);
      }
    }
  }

  /** The batch goes again: when, and what else. */
  private again(lane: Lane, unit: Unit, nowMillis: number): void {
    const { identity, behaviour } = this.parts;
    if (identity.stopped) {
      this.giveUp(lane, unit, behaviour.words.purged);
      return;
    }
    const { sequences, retryWaits } = this.switches;
    unit.againAtMillis = nowMillis + this.backoff.millis(Math.max(0, unit.retries - 1), this.jitter);
    if (retryWaits === "for-the-partition") lane.drains = true;
    if (sequences === "rewound") lane.rewind();
  }

  /** A batch whose sequence was refused gets another one under the next epoch. */
  private newEpoch(unit: Unit): void {
    const { identity } = this.parts;
    if (this.switches.afterFailure === "new-epoch-when-drained") identity.bumpWhenDrained = true;
    else if (unit.producerEpoch === identity.producerEpoch) identity.bump();
    // It is in no doubt any more: the broker said that it has not got it.
    unit.producerId = noProducerId;
    unit.inDoubt = false;
  }

  /** The batch fails for good. */
  private giveUp(lane: Lane, unit: Unit, exception: string): void {
    const { identity } = this.parts;
    const { afterFailure } = this.switches;
    const failing = afterFailure.startsWith("partition-fails") ? [...lane.open] : [unit];
    const wasNumbered = failing.some(({ producerId }) => producerId !== noProducerId);
    for (const failed of failing) {
      lane.remove(failed);
      tellFailed(this.parts, failed, exception);
    }
    if (!identity.needed || identity.stopped) return;
    if (afterFailure === "stops-the-producer") this.stop();
    else if (afterFailure === "partition-fails-and-gives-back") lane.rewind();
    else if (afterFailure === "new-epoch-when-drained") identity.bumpWhenDrained = true;
    else if (afterFailure !== "nothing" && wasNumbered && unit.producerEpoch === identity.producerEpoch)
      identity.bump();
  }

  /** Nothing is sent any more; what is on the wire may still be acknowledged. */
  private stop(): void {
    const { identity, behaviour } = this.parts;
    identity.stopped = true;
    for (const lane of this.lanes) {
      for (const unit of lane.open.filter(({ onTheWire }) => !onTheWire)) {
        lane.remove(unit);
        tellFailed(this.parts, unit, behaviour.words.purged);
      }
    }
  }

  /** Fails what waits for longer than the limit of delivery. */
  private expire(lane: Lane, nowMillis: number): void {
    const { behaviour, config, identity } = this.parts;
    const { afterFailure, deliveryTimeout, limits } = this.switches;
    if (deliveryTimeout === "none") return;
    // Where all of a partition fails together, its oldest batch alone decides.
    const looked = afterFailure.startsWith("partition-fails") ? lane.open.slice(0, 1) : lane.open;
    const late = looked.filter((unit) => nowMillis >= unit.createdMillis + config.deliveryTimeoutMillis);
    for (const unit of late) {
      const spared = limits === "not-for-what-is-in-doubt" && unit.inDoubt && identity.needed;
      if (!unit.done && !unit.onTheWire && !spared) this.giveUp(lane, unit, behaviour.words.deliveryTimeout);
    }
  }

  refused(nowMillis: number): void {
    if (this.switches.refusedConnection === "is-waited-out") return;
    for (const lane of this.lanes) {
      const unit = lane.waiting;
      if (unit === undefined || nowMillis < unit.againAtMillis || lane.inFlight > 0) continue;
      this.failed(lane, unit, "CONNECTION_LOST", nowMillis);
    }
  }

  broke(): void {
    // What was in flight has ended one by one.
  }

  failAll(exception: string): void {
    for (const lane of this.lanes) {
      for (const unit of lane.open.splice(0)) tellFailed(this.parts, unit, exception);
    }
  }

  nextSequence(topicPartition: TopicPartition): number {
    return this.laneOf(topicPartition).nextSequence;
  }

  nextMillis(nowMillis: number): number {
    const { config } = this.parts;
    let next = Infinity;
    for (const lane of this.lanes) {
      const unit = lane.waiting;
      if (unit === undefined) continue;
      if (unit.againAtMillis > nowMillis) next = Math.min(next, unit.againAtMillis);
      const lingered = unit.createdMillis + config.lingerMillis;
      if (unit.sends === 0 && lingered > nowMillis) next = Math.min(next, lingered);
      if (this.switches.deliveryTimeout === "none") continue;
      const expires = unit.createdMillis + config.deliveryTimeoutMillis;
      if (expires > nowMillis) next = Math.min(next, expires);
    }
    return next;
  }

  private laneOf(topicPartition: TopicPartition): Lane {
    let lane = this.lanes.find((known) => known.topicPartition === topicPartition);
    if (lane === undefined) {
      lane = new Lane(topicPartition, this.switches, this.parts.firstSequence);
      this.lanes.push(lane);
    }
    return lane;
  }
}
