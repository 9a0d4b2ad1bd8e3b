import { type Instant, millis, never, plus } from "../../../sim/index.ts";
import type { TopicPartition } from "../../core/topic-partition.ts";
import type { BrokerHost } from "../broker-host.ts";
import type { Workload } from "../workload.ts";
import type { Inbox, Message, Task } from "./api.ts";
import { type Pending, Settleable } from "./pending.ts";

/** The life that an inbox or a storage belongs to. */
export interface Recipient {
  instant(): Instant;
  /** Runs `deed` in a turn of its own, not before `due`. */
  at(due: Instant, deed: () => void): void;
  /** @throws Error where the life is over. */
  live(): void;
  taken(task: Task): void;
  accepted(from: number, to: number): void;
  read(topicPartition: TopicPartition, offset: number): Message;
  committed(topicPartition: TopicPartition, offset: number): void;
}

/** One item asked for at a time. */
abstract class OneByOne<Item> implements Inbox<Item> {
  protected readonly recipient: Recipient;
  protected asked: Settleable<Item> | undefined;

  constructor(recipient: Recipient) {
    this.recipient = recipient;
  }

  next(callback?: (item: Item) => void): Pending<Item> {
    this.recipient.live();
    if (this.asked !== undefined) throw new Error("the last next() has not settled; ask for one item at a time");
    const asked = new Settleable<Item>();
    const item = this.take();
    if (item === undefined) {
      if (callback !== undefined) asked.whenSettled(callback);
      this.asked = asked;
      this.look();
    } else {
      asked.settle(item);
      if (callback !== undefined) this.recipient.at(this.recipient.instant(), () => callback(item));
    }
    return asked;
  }

  abstract commit(): void;

  /** Takes the next item, if it is there now. */
  protected abstract take(): Item | undefined;

  /** Sees to it that what was asked for comes, if there is anything: `arrives` is then called at its time. */
  protected abstract look(): void;

  protected arrives(): void {
    const { asked } = this;
    const item = this.take();
    if (asked === undefined || item === undefined) return;
    this.asked = undefined;
    asked.settle(item);
  }
}

/** How far an application has come, whatever becomes of its process. */
export interface Positions {
  work: number;
  /** By the index of the topic partition. */
  readonly topics: number[];
}

/** What an application is asked to send, each at its time. */
export class WorkInbox extends OneByOne<Task> {
  private readonly workload: Workload;
  private readonly positions: Positions;
  private readonly taskAt: (position: number) => Task;
  private position: number;

  constructor(recipient: Recipient, workload: Workload, positions: Positions, taskAt: (position: number) => Task) {
    super(recipient);
    this.workload = workload;
    this.positions = positions;
    this.taskAt = taskAt;
    this.position = positions.work;
  }

  commit(): void {
    this.recipient.live();
    if (this.position === this.positions.work) return;
    this.recipient.accepted(this.positions.work, this.position);
    this.positions.work = this.position;
  }

  protected take(): Task | undefined {
    if (this.due > this.recipient.instant()) return undefined;
    const task = this.taskAt(this.position++);
    this.recipient.taken(task);
    return task;
  }

  protected look(): void {
    const { due } = this;
    if (due < never) this.recipient.at(due, () => this.arrives());
  }

  private get due(): Instant {
    return this.position < this.workload.length ? this.workload.send(this.position).at : never;
  }
}

/** What lies between an append and its reader. */
const fetchTakes = millis(1);

/**
 * A topic as one application reads it: the broker's log directly, as the built-in consumers do, whether or not the broker
 * is up. What has been fetched comes one by one and at once.
 */
export class TopicInbox extends OneByOne<Message> {
  private readonly broker: BrokerHost;
  private readonly partitions: readonly TopicPartition[];
  private readonly positions: Positions;
  /** Where it stands, and up to where it has fetched, by the index of the topic partition. */
  private readonly position: number[] = [];
  private readonly fetched: number[] = [];
  private isLooking = false;

  constructor(recipient: Recipient, broker: BrokerHost, partitions: readonly TopicPartition[], positions: Positions) {
    super(recipient);
    this.broker = broker;
    this.partitions = partitions;
    this.positions = positions;
    for (const { index } of partitions) {
      this.position[index] = positions.topics[index] ?? 0;
      this.fetched[index] = this.position[index];
    }
  }

  commit(): void {
    this.recipient.live();
    for (const topicPartition of this.partitions) {
      const { index } = topicPartition;
      const position = this.position[index] ?? 0;
      if (position === (this.positions.topics[index] ?? 0)) continue;
      this.positions.topics[index] = position;
      this.recipient.committed(topicPartition, position);
    }
  }

  /** Something may have been appended. */
  logsMayHaveGrown(): void {
    if (this.asked !== undefined && !this.isLooking) this.look();
  }

  protected take(): Message | undefined {
    const partition = this.partitions.find(({ index }) => (this.position[index] ?? 0) < (this.fetched[index] ?? 0));
    if (partition === undefined) return undefined;
    const offset = this.position[partition.index] ?? 0;
    this.position[partition.index] = offset + 1;
    return this.recipient.read(partition, offset);
  }

  protected look(): void {
    if (!this.partitions.some((partition) => this.end(partition) > (this.position[partition.index] ?? 0))) return;
    this.isLooking = true;
    this.recipient.at(plus(this.recipient.instant(), fetchTakes), () => {
      this.isLooking = false;
      for (const partition of this.partitions) this.fetched[partition.index] = this.end(partition);
      this.arrives();
    });
  }

  private end(partition: TopicPartition): number {
    return this.broker.broker.logEndOffset(partition);
  }
}
