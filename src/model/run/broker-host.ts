import { type Connection, type NodeId, type TimerId, millis, plus } from "../../sim/index.ts";
import { Broker, producerExpirySweepMillis } from "../broker/broker.ts";
import { refusalOf } from "../broker/refusal.ts";
import type { BrokerAnswer } from "../broker/seam.ts";
import { type ErrorName, type KafkaError, errors } from "../core/errors.ts";
import { firstSequence } from "../core/producer-state.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { InitProducerIdResponse, Request } from "../protocol.ts";
import type { Actor, RunContext } from "./context.ts";
import { labelOf, notes } from "./notes.ts";
import { brokerId, clockAtStart } from "./plan.ts";

/** A broker in the simulated world: it reads what arrives, answers at once, stops and starts again. */
export class BrokerHost implements Actor {
  readonly broker: Broker;
  readonly node: NodeId;
  private readonly context: RunContext;
  private readonly sweep: TimerId;
  /** Connections of which nothing more is read (cluster-measured 17.8). */
  private readonly mute = new Set<Connection>();

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
    this.sweep = context.scheduler.timer({ kind: "wake", actor: this });
    this.armSweep();
  }

  /** `refusal`: a fault has it refuse the request so, without acting on it. */
  arrived(connection: Connection, request: Request, refusal: ErrorName | undefined): void {
    if (this.mute.has(connection)) return;
    const answer =
      refusal === undefined ? this.broker.handle(request, this.nowMillis()) : this.refused(request, errors[refusal]);
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
        this.context.network.send(connection, false, labelOf(answer.api, this.context.responseLabels), answer);
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
    this.context.trace.note(this.context.scheduler.now, notes.brokerStopped, this.node, how === "clean" ? 1 : 0);
  }

  start(how: "clean" | "kill"): void {
    this.context.truth.marks.counts["broker-restarted"]++;
    this.broker.restart(how, this.nowMillis());
    this.context.network.bringUp(this.node);
    this.context.trace.note(this.context.scheduler.now, notes.brokerStarted, this.node);
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
