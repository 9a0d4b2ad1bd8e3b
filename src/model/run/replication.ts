import { type Connection, type Duration, type Instant, type NodeId, type TimerId } from "../../sim/index.ts";
import { millis, never, plus, start } from "../../sim/index.ts";
import type { Broker } from "../broker/broker.ts";
import { errors } from "../core/errors.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { noOffset, recordCountOf, type ProduceRequest, type ProduceResponse } from "../protocol.ts";
import type { Actor, RunContext } from "./context.ts";

/** The follower will have a partition's log up to an offset. */
interface Fetch {
  readonly at: Instant;
  readonly topicPartition: TopicPartition;
  readonly endOffset: number;
}

/** An answer that is given when the follower has all that it speaks of, or when its request's time is up. */
interface Waiting {
  readonly connection: Connection;
  readonly response: ProduceResponse;
  readonly needed: readonly { readonly topicPartition: TopicPartition; readonly endOffset: number }[];
  readonly lateAt: Instant;
}

/** Gives an answer that had to wait. */
type Release = (connection: Connection, response: ProduceResponse) => void;

/**
 * The one follower of the broker, which has each batch `lag` after it was appended, and the answers under acks=all that
 * wait for it (B-71, B-76). What it has not got is lost when it takes the broker's place.
 */
export class Replication implements Actor {
  readonly node: NodeId;
  private readonly context: RunContext;
  private readonly broker: Broker;
  private readonly lag: Duration;
  private readonly release: Release;
  private readonly timer: TimerId;
  /** In the order of their times. */
  private readonly fetches: Fetch[] = [];
  /** By `topicPartition.index`: where the follower's log ends, and where it will when it has fetched all. */
  private readonly ends: number[] = [];
  private readonly endsToCome: number[] = [];
  private waiting: Waiting[] = [];
  private stalledUntil: Instant = start;
  /** There is nobody to fetch from. */
  private leaderless = false;

  constructor(context: RunContext, broker: Broker, node: NodeId, lag: Duration, release: Release) {
    this.context = context;
    this.broker = broker;
    this.node = node;
    this.lag = lag;
    this.release = release;
    this.timer = context.scheduler.timer({ kind: "wake", actor: this });
    this.catchUp();
  }

  /** Where the follower's log of a partition ends. */
  endOf({ index }: TopicPartition): number {
    return this.ends[index] ?? 0;
  }

  /** The follower has all there is: what lay in the log before the run, or the whole log of which it is now the leader. */
  catchUp(): void {
    this.leaderless = false;
    this.fetches.length = 0;
    for (const topicPartition of this.context.topicPartitions) {
      const endOffset = this.broker.logEndOffset(topicPartition);
      this.ends[topicPartition.index] = endOffset;
      this.endsToCome[topicPartition.index] = endOffset;
    }
  }

  /** The leader is gone, and with it whatever it had still to answer. */
  leaderGone(): void {
    this.leaderless = true;
    this.waiting = [];
    this.arm();
  }

  /** It is there again, with all that it had. */
  leaderBack(): void {
    this.leaderless = false;
    this.arm();
  }

  /** Until then the follower fetches nothing. */
  stall(until: Instant): void {
    if (until > this.stalledUntil) this.stalledUntil = until;
    this.arm();
  }

  /** Whether an answer to this connection waits: nothing more is read from it until then (B-1). */
  isHolding(connection: Connection): boolean {
    return this.waiting.some((one) => one.connection === connection);
  }

  /** A produce request was carried out: the follower will fetch what it appended. */
  appended({ batches }: ProduceRequest): void {
    const { scheduler } = this.context;
    for (const { topicPartition } of batches) {
      const endOffset = this.broker.logEndOffset(topicPartition);
      if (endOffset === this.endsToCome[topicPartition.index]) continue;
      this.endsToCome[topicPartition.index] = endOffset;
      this.fetches.push({ at: plus(scheduler.now, this.lag), topicPartition, endOffset });
    }
    this.arm();
  }

  /** Holds an answer back if it must wait. With one partition in order all of it waits, errors included (B-71). */
  holds(connection: Connection, request: ProduceRequest, response: ProduceResponse): boolean {
    if (request.acks !== -1) return false;
    const needed = response.partitions.flatMap(({ topicPartition, error, baseOffset }) => {
      if (error !== errors.NONE) return [];
      const batch = request.batches.findLast((sent) => sent.topicPartition === topicPartition);
      const unknown = baseOffset === noOffset || batch === undefined;
      const endOffset = unknown ? this.broker.logEndOffset(topicPartition) : baseOffset + recordCountOf(batch);
      return endOffset > this.endOf(topicPartition) ? [{ topicPartition, endOffset }] : [];
    });
    if (needed.length === 0) return false;
    const lateAt = plus(this.context.scheduler.now, millis(request.timeoutMillis));
    this.waiting.push({ connection, response, needed, lateAt });
    this.arm();
    return true;
  }

  /** The follower has fetched something, or an answer can wait no longer. */
  wake(): void {
    const { now } = this.context.scheduler;
    while (this.nextFetch <= now) {
      const { topicPartition, endOffset } = this.fetches.shift() as Fetch;
      this.ends[topicPartition.index] = endOffset;
    }
    const due = this.waiting.filter((one) => this.isSatisfied(one) || one.lateAt <= now);
    this.waiting = this.waiting.filter((one) => !due.includes(one));
    this.arm();
    for (const one of due) this.release(one.connection, this.isSatisfied(one) ? one.response : this.late(one));
  }

  private isSatisfied({ needed }: Waiting): boolean {
    return needed.every(({ topicPartition, endOffset }) => endOffset <= this.endOf(topicPartition));
  }

  /** B-76: what still waits is answered so, with its offset, and stays in the log. */
  private late({ response, needed }: Waiting): ProduceResponse {
    const open = needed.filter(({ topicPartition, endOffset }) => endOffset > this.endOf(topicPartition));
    const partitions = response.partitions.map((partition) => {
      const isOpen = open.some(({ topicPartition }) => topicPartition === partition.topicPartition);
      return isOpen ? { ...partition, error: errors.REQUEST_TIMED_OUT } : partition;
    });
    return { ...response, partitions };
  }

  private get nextFetch(): Instant {
    const at = this.leaderless ? never : (this.fetches[0]?.at ?? never);
    return at < this.stalledUntil ? this.stalledUntil : at;
  }

  private arm(): void {
    const { scheduler } = this.context;
    let next = this.nextFetch;
    for (const { lateAt } of this.waiting) if (lateAt < next) next = lateAt;
    if (next === never) scheduler.disarm(this.timer);
    else scheduler.arm(this.timer, next > scheduler.now ? next : scheduler.now);
  }
}
