import { type Instant, InvariantError, type NodeId, type NoteKind, type TimerId, never } from "../../../sim/index.ts";
import { javaStringHash } from "../../core/java-hash.ts";
import { batchesFrom } from "../../broker/log-reading.ts";
import type { TopicPartition } from "../../core/topic-partition.ts";
import type { ProducedRecord } from "../../protocol.ts";
import type { Actor, RunContext, RunningApplication } from "../context.ts";
import { type ApplicationLook, lookAtHost } from "../look.ts";
import type { ApplicationPlan, CodePlan } from "../plan.ts";
import type { ProducerHost } from "../producer-host.ts";
import type { Standing } from "../stuck.ts";
import type { Message, Task } from "./api.ts";
import type { Positions } from "./inbox.ts";
import { Life } from "./life.ts";
import { codeNotes } from "./notes.ts";
import type { Process } from "./process.ts";
import type { CodedWorld } from "./world.ts";

/**
 * A process that runs the user's own code around `send`, beside `Application`, which runs what scenarios can say. It has
 * one thread: what comes from outside (a callback, a time, a message) waits for a turn of its own. A crash ends its
 * present life; what lies in its storage, and what it has committed, the next life finds again.
 */
export class CodedApplication implements Actor, RunningApplication, Process {
  readonly plan: ApplicationPlan;
  readonly code: CodePlan;
  readonly node: NodeId;
  readonly context: RunContext;
  readonly world: CodedWorld;
  readonly positions: Positions = { work: 0, topics: [] };
  producers = 0;
  private readonly timer: TimerId;
  private lives = 0;
  private life: Life | undefined;
  private isRetired = false;
  private finished = false;

  constructor(context: RunContext, world: CodedWorld, plan: ApplicationPlan, code: CodePlan) {
    this.context = context;
    this.world = world;
    this.plan = plan;
    this.code = code;
    this.node = context.network.node(plan.name);
    this.timer = context.scheduler.timer({ kind: "wake", actor: this });
    world.applications.push(this);
    this.live();
  }

  /** Its producer's present life; `undefined` while there is none. */
  get host(): ProducerHost | undefined {
    return this.life?.sends.host;
  }

  /** Whether it has come to its end, and nothing can be expected of it any more. */
  get isOver(): boolean {
    return this.finished;
  }

  get isAtRest(): boolean {
    return !this.isRetired && this.life?.isAtRest === true;
  }

  /** What it is at; `undefined`: it has come to its end. */
  get standing(): Standing | undefined {
    if (this.finished) return undefined;
    if (this.life === undefined) return "down";
    if (this.isRetired) return "closing";
    return this.life.sends.blockedUntil === undefined ? "running" : "blocked";
  }

  /** It as it is now, for those who look on. */
  look(): ApplicationLook {
    const { plan, positions, host, context } = this;
    return {
      doing: this.finished ? "done" : this.life === undefined ? "down" : this.isRetired ? "closing" : "sending",
      sent: positions.work,
      left: plan.workload.length - positions.work,
      wakesAt: context.scheduler.dueOf(this.timer),
      host: host && lookAtHost(host, context.scheduler),
    };
  }

  /** The process dies, and will start again or not. */
  crash(startsAgain: boolean): void {
    this.die();
    if (this.isRetired || !startsAgain) this.finish();
  }

  /** A new life after a crash. */
  restart(): void {
    if (this.life !== undefined || this.finished) return;
    this.context.truth.marks.counts["producer-restarted"]++;
    this.context.network.bringUp(this.node);
    this.live();
  }

  wake(): void {
    const { life } = this;
    if (life === undefined) return;
    try {
      life.turn();
    } catch (error) {
      // A broken invariant is a mistake of the simulator, not of the application.
      if (error instanceof InvariantError) throw error;
      this.threw(error);
    }
    this.arm();
  }

  logsMayHaveGrown(): void {
    this.life?.logsMayHaveGrown();
  }

  /** Nothing is left to do in the whole run: the producer closes, and that is the end. */
  retire(): void {
    this.isRetired = true;
    this.life?.retire(() => {
      this.context.network.takeDown(this.node);
      this.finish();
    });
    this.arm();
  }

  add(deed: () => void): void {
    this.life?.add(deed);
    this.arm();
  }

  /** Lets the next turn come when there is something to do. */
  arm(): void {
    this.context.scheduler.arm(this.timer, this.life?.nextTurn ?? never);
  }

  note(kind: NoteKind, first: number, second = 0): void {
    this.context.trace.note(this.now(), kind, this.node, first, second);
  }

  /** A text in the trace, and all of it in the digest. */
  say(kind: NoteKind, text: string): void {
    this.note(kind, this.context.truth.texts.numberOf(text), javaStringHash(text) >>> 0);
  }

  random(low: number, high: number): number {
    const isRange = Number.isSafeInteger(low) && Number.isSafeInteger(high) && 0 <= low && low <= high;
    if (!isRange) throw new RangeError(`random(${low}, ${high}): give two whole numbers from 0 on, the lesser first`);
    return low + this.context.streams.stream("random", this.plan.name).between(0, high - low);
  }

  applied(record: string): void {
    const id = this.context.plan.names.named(record);
    this.note(codeNotes.applied, id);
    this.context.truth.applied(this.plan.name, id);
  }

  accepted(from: number, to: number): void {
    this.note(codeNotes.accepted, to);
    for (let at = from; at < to; at++) {
      this.context.truth.accepted(this.context.plan.names.named(this.taskAt(at).record));
    }
  }

  taskAt(position: number): Task {
    const { topicPartition, record, at } = this.plan.workload.send(position);
    const { names, texts } = this.context.plan;
    const name = names.nameOf(record);
    const { key, value } = texts.get(record) ?? { key: undefined, value: name };
    return { to: topicPartition.name, record: name, key, value, atMillis: Math.floor(at / 1_000) };
  }

  read(topicPartition: TopicPartition, offset: number): Message {
    const [found] = batchesFrom(this.world.broker.broker.log(topicPartition), offset, 0, true);
    const record = found?.batch.records[offset - found.baseOffset] as ProducedRecord;
    this.context.trace.note(this.now(), codeNotes.read, this.node, topicPartition.index, offset, record.id);
    const { key, value } = this.world.textsOf(record);
    return {
      topicPartition: topicPartition.name,
      offset,
      record: this.context.plan.names.nameOf(record.id),
      key,
      value,
    };
  }

  private now(): Instant {
    return this.context.scheduler.now;
  }

  private live(): void {
    this.world.happened();
    this.life = new Life(this, this.lives++);
    this.arm();
  }

  private die(): void {
    const dead = this.life;
    if (dead === undefined) return;
    this.world.happened();
    this.life = undefined;
    dead.crash(
      () => this.code.storage.isTorn && this.context.streams.stream("torn writes", this.plan.name).between(0, 1) === 1,
    );
    this.context.network.takeDown(this.node);
    this.arm();
  }

  /** An exception that nobody caught ends a process, and nothing starts it again. */
  private threw(error: unknown): void {
    const [kind, text] = error instanceof Error ? [error.name, error.message] : ["thrown", String(error)];
    this.say(codeNotes.threw, `${kind}: ${text}`);
    this.die();
    this.context.truth.threw({ application: this.plan.name, error: kind, message: text });
    this.finish();
  }

  private finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.context.finished();
  }
}
