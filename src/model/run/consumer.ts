import { type Instant, type TimerId, plus, start } from "../../sim/index.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { BrokerHost } from "./broker-host.ts";
import type { Actor, RunContext } from "./context.ts";
import type { ConsumerPlan } from "./plan.ts";

/** What a consumer did with one record that it read. */
export interface Application {
  readonly record: number;
  readonly topicPartition: TopicPartition;
  readonly offset: number;
  readonly applied: boolean;
}

/**
 * A reader of a topic that applies each record to something outside, and may remember which ids it has applied. It reads
 * the broker's log directly: this issue is about what is in the log, and fetching adds no duplicate of its own. A restart
 * takes it back to the position that it committed last; the ids that it remembers live where the effects do, and stay.
 */
export class Consumer implements Actor {
  readonly node = undefined;
  readonly plan: ConsumerPlan;
  readonly applications: Application[] = [];
  private readonly context: RunContext;
  private readonly broker: BrokerHost;
  private readonly index: number;
  private readonly timer: TimerId;
  private readonly partitions: readonly TopicPartition[];
  private readonly positions: number[] = [];
  private readonly committed: number[] = [];
  private readonly remembered = new Set<number>();
  private readonly restarts: Instant[];
  private sinceCommit = 0;

  constructor(context: RunContext, plan: ConsumerPlan, broker: BrokerHost, index: number) {
    this.context = context;
    this.plan = plan;
    this.broker = broker;
    this.index = index;
    this.partitions = context.topicPartitions.filter(({ topic }) => topic === plan.topic);
    for (const { index: partition } of this.partitions) {
      this.positions[partition] = 0;
      this.committed[partition] = 0;
    }
    if (!plan.remembersIds) context.truth.circumstances.add("consumer-forgets", { consumer: plan.name });
    this.restarts = plan.restartsAt.map((wait) => plus(start, wait));
    this.timer = context.scheduler.timer({ kind: "wake", actor: this });
    context.scheduler.arm(this.timer, plus(context.scheduler.now, plan.every));
  }

  wake(): void {
    this.restartIfDue();
    this.read();
    this.context.scheduler.arm(this.timer, plus(this.context.scheduler.now, this.plan.every));
  }

  /** Reads all that is there; at the end of a run for the last time. */
  read(): void {
    for (const topicPartition of this.partitions) {
      const position = this.positions[topicPartition.index] ?? 0;
      const committed = this.broker.committedEnd(topicPartition);
      for (const { baseOffset, lastOffset, batch } of this.broker.broker.log(topicPartition)) {
        if (lastOffset < position || lastOffset >= committed) continue;
        for (const [at, record] of batch.records.entries()) {
          if (baseOffset + at >= position) this.readOn(topicPartition, baseOffset + at, record.id);
        }
      }
    }
  }

  retire(): void {
    this.context.scheduler.disarm(this.timer);
    // A restart that the run was too short for still happens: what it makes the consumer read again is the point of it.
    for (const at of this.restarts.splice(0)) if (at !== undefined) this.goBack();
    this.read();
  }

  private readOn(topicPartition: TopicPartition, offset: number, record: number): void {
    const applied = !(this.plan.remembersIds && this.remembered.has(record));
    this.remembered.add(record);
    this.context.truth.consumed(
      { name: this.plan.name, index: this.index },
      { topicPartition, offset, record, applied },
    );
    this.applications.push({ record, topicPartition, offset, applied });
    this.positions[topicPartition.index] = offset + 1;
    if (++this.sinceCommit >= this.plan.commitEvery) this.commit();
  }

  private commit(): void {
    this.sinceCommit = 0;
    for (const { index } of this.partitions) this.committed[index] = this.positions[index] ?? 0;
  }

  private restartIfDue(): void {
    while ((this.restarts[0] ?? Infinity) <= this.context.scheduler.now) {
      this.restarts.shift();
      this.goBack();
    }
  }

  private goBack(): void {
    for (const { index } of this.partitions) this.positions[index] = this.committed[index] ?? 0;
  }
}
