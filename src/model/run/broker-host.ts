import {
  type Connection,
  type Instant,
  type NodeId,
  type NoteKind,
  type TimerId,
  millis,
  plus,
} from "../../sim/index.ts";
import { Broker, producerExpirySweepMillis } from "../broker/broker.ts";
import { refusalOf } from "../broker/refusal.ts";
import type { BrokerAnswer } from "../broker/seam.ts";
import { type ErrorName, type KafkaError, errors } from "../core/errors.ts";
import { firstSequence } from "../core/producer-state.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { InitProducerIdResponse, Request, Response } from "../protocol.ts";
import type { Actor, RunContext } from "./context.ts";
import { labelOf, notes } from "./notes.ts";
import { brokerId, clockAtStart } from "./plan.ts";
import { Replication } from "./replication.ts";

/** A request that reached a broker whose last answer to its connection waits (B-1). */
interface Unread {
  readonly request: Request;
  readonly refusal: ErrorName | undefined;
}

/**
 * A broker in the simulated world: it reads what arrives and answers, at once or, under acks=all, when its follower has
 * what was appended; it stops and starts again, or its follower takes its place.
 */
export class BrokerHost implements Actor {
  readonly broker: Broker;
  readonly node: NodeId;
  private readonly context: RunContext;
  private readonly sweep: TimerId;
  /** Connections of which nothing more is read (cluster-measured 17.8). */
  private readonly mute = new Set<Connection>();
  /** `undefined`: it has no follower. */
  private readonly replication: Replication | undefined;
  private readonly unread = new Map<Connection, Unread[]>();

  constructor(context: RunContext) {
    const { plan, truth } = context;
    this.context = context;
    this.node = context.brokerNode(brokerId);
    this.broker = new Broker({
      node: brokerId,
      topics: plan.topics,
      profile: plan.brokerProfile,
      producerIdBlock: plan.producerIdBlock,
      producerIdExpirationMillis: plan.producerIdExpirationMillis,
      observer: truth,
      retainedBatches: plan.keepHistory ? Infinity : 1_000,
    });
    this.preload();
    this.replication =
      plan.replicationLag === undefined
        ? undefined
        : new Replication(context, this.broker, this.node, plan.replicationLag, (connection, response) => {
            this.answer(connection, response);
            this.readOn(connection);
          });
    this.sweep = context.scheduler.timer({ kind: "wake", actor: this });
    this.armSweep();
  }

  /** `refusal`: a fault has it refuse the request so, without acting on it. */
  arrived(connection: Connection, request: Request, refusal: ErrorName | undefined): void {
    if (this.mute.has(connection)) return;
    if (this.replication?.isHolding(connection) === true) {
      const before = this.unread.get(connection);
      if (before === undefined) this.unread.set(connection, [{ request, refusal }]);
      else before.push({ request, refusal });
      return;
    }
    const answer =
      refusal === undefined ? this.broker.handle(request, this.nowMillis()) : this.refused(request, errors[refusal]);
    if (this.replication !== undefined && request.api === "Produce" && refusal === undefined) {
      this.replication.appended(request);
      const mayWait = typeof answer === "object" && answer.api === "Produce";
      if (mayWait && this.replication.holds(connection, request, answer)) return;
    }
    switch (answer) {
      case "no-answer":
        return;
      case "close-connection":
        this.context.network.hangUp(connection);
        return;
      case "mute-connection":
        this.mute.add(connection);
        return;
      default:
        if (answer.api === "InitProducerId") this.noteIdentity(answer);
        this.answer(connection, answer);
    }
  }

  private answer(connection: Connection, answer: Response): void {
    this.context.network.send(connection, false, labelOf(answer.api, this.context.responseLabels), answer);
  }

  /** An answer was given that had to wait: what came meanwhile on its connection is read, unless that has ended. */
  private readOn(connection: Connection): void {
    const unread = this.unread.get(connection) ?? [];
    this.unread.delete(connection);
    for (const { request, refusal } of unread) {
      if (this.context.network.isRead(connection)) this.arrived(connection, request, refusal);
    }
  }

  private refused(request: Request, error: KafkaError): BrokerAnswer {
    if (request.api === "Produce") {
      for (const batch of request.batches) this.context.truth.rejected(brokerId, batch, error);
    }
    return refusalOf(request, error);
  }

  /** The periodic look for expired producers (B-40). */
  wake(): void {
    this.broker.expireProducers(this.nowMillis());
    this.armSweep();
  }

  stop(how: "clean" | "kill"): void {
    this.context.network.takeDown(this.node);
    this.replication?.leaderGone();
    this.unread.clear();
    this.context.trace.note(this.context.scheduler.now, notes.brokerStopped, this.node, how === "clean" ? 1 : 0);
  }

  start(how: "clean" | "kill"): void {
    this.broker.restart(how, this.nowMillis());
    this.context.truth.restarted("broker-restarted");
    this.replication?.leaderBack();
    this.goUp(notes.brokerStarted);
  }

  /** Its follower takes its place under its name, with the logs as far as it has them. */
  failOver(): void {
    const { truth } = this.context;
    const lost = this.broker.failOver((topicPartition) => this.committedEnd(topicPartition), this.nowMillis());
    for (const [topicPartition, batches] of lost) {
      if (batches.length > 0) truth.truncated(topicPartition, batches, this.broker.log(topicPartition));
    }
    truth.restarted("leader-failed-over");
    this.replication?.catchUp();
    this.goUp(notes.tookOver);
  }

  /** The follower fetches nothing until then. */
  stallFollower(until: Instant): void {
    this.replication?.stall(until);
  }

  /** Whether it knows that it leads its partitions (B-12). */
  lead(knows: boolean): void {
    if (!knows) this.context.truth.marks.counts["broker-unaware"]++;
    else if (!this.broker.leads) this.context.trace.note(this.context.scheduler.now, notes.leads, this.node);
    this.broker.leads = knows;
  }

  /** Where the part of a log ends that its follower has too, and that consumers may read. */
  committedEnd(topicPartition: TopicPartition): number {
    return this.replication?.endOf(topicPartition) ?? this.broker.logEndOffset(topicPartition);
  }

  private goUp(how: NoteKind): void {
    this.context.network.bringUp(this.node);
    this.context.trace.note(this.context.scheduler.now, how, this.node);
    for (const topicPartition of this.context.topicPartitions) this.noteKept(topicPartition);
  }

  /** The run has come to its end: nothing is left that the sweep could matter to. */
  retire(): void {
    this.context.scheduler.disarm(this.sweep);
  }

  private nowMillis(): number {
    return clockAtStart + this.context.scheduler.nowMillis;
  }

  private noteIdentity({ producerId, producerEpoch, error }: InitProducerIdResponse): void {
    const { trace, scheduler } = this.context;
    trace.note(scheduler.now, notes.identity, this.node, producerId, producerEpoch, error.code);
  }

  private noteKept(topicPartition: TopicPartition): void {
    const { trace, scheduler } = this.context;
    for (const entry of this.broker.producerTable(topicPartition)) {
      const { producerId, producerEpoch } = entry;
      for (const batch of entry.batches()) {
        const [first, last] = [firstSequence(batch), batch.lastSequence];
        const kind = notes.producerKept;
        trace.note(scheduler.now, kind, this.node, topicPartition.index, producerId, producerEpoch, first, last);
      }
    }
  }

  private armSweep(): void {
    const { scheduler } = this.context;
    scheduler.arm(this.sweep, plus(scheduler.now, millis(producerExpirySweepMillis)));
  }

  /** Records that lay in the logs before the run began, of producers nobody remembers. */
  private preload(): void {
    for (const topic of this.context.plan.topics) {
      if (topic.holds === 0) continue;
      for (const topicPartition of topic.partitions) {
        const first = topic.heldFrom[topicPartition.partition] ?? 0;
        const records = Array.from({ length: topic.holds }, (_, index) => ({
          id: first + index,
          keyBytes: undefined,
          valueBytes: 16,
          timestamp: clockAtStart,
        }));
        this.broker.preload(topicPartition, records, clockAtStart);
      }
    }
  }
}
