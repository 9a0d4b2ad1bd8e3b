import { type Instant, never, parseDuration, plus } from "../../../sim/index.ts";
import type { TopicPartition } from "../../core/topic-partition.ts";
import type { App, Inbox, Message, Outgoing, SendResult, Span, Task } from "./api.ts";
import { type Recipient, TopicInbox, WorkInbox } from "./inbox.ts";
import { LifeStorage } from "./life-storage.ts";
import { codeNotes } from "./notes.ts";
import { type Pending, Settleable, type Timer } from "./pending.ts";
import type { Process } from "./process.ts";
import { Sends } from "./sends.ts";
import { isSteps, runSteps } from "./strand.ts";
import { Turns, type Wait } from "./turns.ts";

/** One life of a process whose code the user wrote: what the code is given, and what it has still to do. */
export class Life implements App, Recipient {
  readonly name: string;
  readonly life: number;
  readonly storage: LifeStorage;
  readonly work: Inbox<Task>;
  readonly sends: Sends;
  private readonly process: Process;
  private readonly turns = new Turns();
  private readonly inboxes = new Map<string, TopicInbox>();
  private isOver = false;

  constructor(process: Process, life: number) {
    this.process = process;
    this.name = process.plan.name;
    this.life = life;
    this.sends = new Sends(process);
    this.storage = new LifeStorage(this, process);
    const { plan, positions } = process;
    this.work = new WorkInbox(this, plan.workload, positions, (position) => process.taskAt(position));
    this.turns.add(() => this.begin());
  }

  now(): number {
    this.live();
    return this.process.context.scheduler.nowMillis;
  }

  send(message: Outgoing, callback?: (result: SendResult) => void): Pending<SendResult> {
    this.happens();
    const pending = this.sends.send(message, this.process.world.destination(message.to, message.key));
    if (callback !== undefined) pending.whenSettled(callback);
    return pending;
  }

  close(callback?: () => void): Pending<void> {
    this.happens();
    const pending = this.sends.close();
    if (callback !== undefined) pending.whenSettled(callback);
    return pending;
  }

  after(wait: Span, callback?: () => void): Timer {
    this.happens();
    return this.wait(wait, false, callback);
  }

  idle(wait: Span, callback?: () => void): Timer {
    this.live();
    return this.wait(wait, true, callback);
  }

  within<Value>(
    wait: Span,
    pending: Pending<Value>,
    callback?: (value: Value | undefined) => void,
  ): Pending<Value | undefined> {
    this.happens();
    const first = new Settleable<Value | undefined>();
    if (callback !== undefined) first.whenSettled(callback);
    const timer = this.wait(wait, false, () => first.settle(undefined));
    const came = (value: Value): void => {
      if (first.isSettled) return;
      timer.cancel();
      first.settle(value);
    };
    if (!(pending instanceof Settleable)) throw new TypeError("within takes what send, after and the like gave");
    if (pending.isSettled) this.turns.add(() => came(pending[Symbol.iterator]().next().value as Value));
    else (pending as Settleable<Value>).whenSettled(came);
    return first;
  }

  spawn(steps: () => Generator): void {
    this.happens();
    this.turns.add(() => this.follow(steps()));
  }

  subscribe(topic: string): Inbox<Message> {
    this.live();
    const known = this.inboxes.get(topic);
    if (known !== undefined) return known;
    const { world, positions } = this.process;
    const inbox = new TopicInbox(this, world.broker, world.partitionsOf(topic), positions);
    this.inboxes.set(topic, inbox);
    return inbox;
  }

  random(low: number, high: number): number {
    this.live();
    return this.process.random(low, high);
  }

  note(text: string): void {
    this.live();
    this.process.say(codeNotes.said, text);
  }

  applied(record: string): void {
    this.happens();
    this.process.applied(record);
  }

  live(): void {
    if (this.isOver) throw new Error(`life ${this.life} of ${this.name} is over, and nothing can be asked of it`);
  }

  instant(): Instant {
    return this.process.context.scheduler.now;
  }

  at(due: Instant, deed: () => void): void {
    this.turns.wait({ begun: this.instant(), due }, false).whenSettled(deed);
    this.process.arm();
  }

  taken({ record }: Task): void {
    this.process.world.happened();
    this.process.note(codeNotes.taken, this.process.context.plan.names.named(record));
  }

  accepted(from: number, to: number): void {
    this.happens();
    this.process.accepted(from, to);
  }

  read(topicPartition: TopicPartition, offset: number): Message {
    this.process.world.happened();
    return this.process.read(topicPartition, offset);
  }

  committed(topicPartition: TopicPartition, offset: number): void {
    this.happens();
    this.process.note(codeNotes.committed, topicPartition.index, offset);
  }

  /** To be done in a turn of its own, for something has come of a send. */
  add(deed: () => void): void {
    this.process.world.happened();
    this.turns.add(deed);
  }

  logsMayHaveGrown(): void {
    for (const inbox of this.inboxes.values()) inbox.logsMayHaveGrown();
  }

  /** One turn of its thread. What its code throws comes out of it. */
  turn(): void {
    this.sends.checkBlocked();
    const { begun } = this.turns;
    for (const deed of this.turns.takeReady()) deed();
    const next = (): Wait | undefined => this.turns.takeDue(this.instant(), begun);
    for (let wait = next(); wait !== undefined; wait = next()) {
      this.process.note(codeNotes.waited, wait.ordinal);
      if (!wait.isIdle) this.process.world.happened();
      wait.settle();
    }
  }

  /** When it has something to do; `never`: not before something comes from outside. */
  get nextTurn(): Instant {
    const now = this.instant();
    if (this.turns.hasReady) return now;
    const next = Math.min(this.turns.nextDue ?? never, this.sends.blockedUntil ?? never) as Instant;
    // What came due while the process was paused is done when that is over.
    return next < now ? now : next;
  }

  get isAtRest(): boolean {
    return this.sends.isAtRest && this.turns.isAtRest(this.process.world.quietSince);
  }

  /** The process is gone; of what it has not flushed that comes through for which `survives` says so. */
  crash(survives: () => boolean): void {
    this.isOver = true;
    this.sends.crash();
    this.storage.crash(survives);
  }

  /** Nothing of it will happen any more but that its producer closes. */
  retire(closed: () => void): void {
    this.isOver = true;
    this.turns.clear();
    this.sends.close().whenSettled(closed);
  }

  private happens(): void {
    this.live();
    this.process.world.happened();
  }

  private wait(span: Span, isIdle: boolean, callback: (() => void) | undefined): Wait {
    const duration = parseDuration(span);
    if (duration === undefined) throw new TypeError(`"${span}" is no span of time; write one with its unit: 5ms, 1.5s`);
    const begun = this.instant();
    const wait = this.turns.wait({ begun, due: plus(begun, duration) }, isIdle);
    if (callback !== undefined) wait.whenSettled(callback);
    return wait;
  }

  private begin(): void {
    this.process.context.truth.marks.counts["application-started"]++;
    this.process.note(codeNotes.started, this.life);
    this.follow(this.process.code.code.start(this));
  }

  private follow(begun: unknown): void {
    if (typeof begun === "object" && begun !== null && "then" in begun) {
      throw new TypeError(
        "an application has no promises, which run outside of virtual time: use function* and yield*",
      );
    }
    if (isSteps(begun)) runSteps(begun);
  }
}
