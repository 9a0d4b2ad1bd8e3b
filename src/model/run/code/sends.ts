import { type Instant, start } from "../../../sim/index.ts";
import { isRetriableException } from "../../core/errors.ts";
import type { TopicPartition } from "../../core/topic-partition.ts";
import { utf8Length } from "../../core/utf8.ts";
import type { CallbackOutcome, SendOutcome } from "../../producer/seam.ts";
import { clockAtStart } from "../plan.ts";
import { type HostOwner, ProducerHost } from "../producer-host.ts";
import { type SentRecord, unwritten } from "../records.ts";
import type { Outgoing, SendResult } from "./api.ts";
import { Settleable } from "./pending.ts";
import type { Process } from "./process.ts";

/** A call of the application that waits in line: the thread of a real one would be blocked before it. */
type Call =
  | {
      readonly kind: "send";
      readonly message: Outgoing;
      readonly topicPartition: TopicPartition;
      readonly pending: Settleable<SendResult>;
    }
  | { readonly kind: "close"; readonly pending: Settleable<void> };

/** What one life of an application sends, with the producers that it makes for it, one after the other. */
export class Sends implements HostOwner {
  private readonly by: Process;
  private presentHost: ProducerHost | undefined;
  private readonly line: Call[] = [];
  private readonly open = new Map<number, Settleable<SendResult>>();
  private isBlocked = false;
  private closing: Settleable<void> | undefined;

  constructor(by: Process) {
    this.by = by;
    if (by.code.code.produces ?? true) this.presentHost = this.newProducer();
  }

  /** `undefined` after a close, and of an application that sends nothing. */
  get host(): ProducerHost | undefined {
    return this.presentHost;
  }

  /** Whether nothing that was sent is undecided, and nothing waits. */
  get isAtRest(): boolean {
    return this.open.size === 0 && this.line.length === 0 && this.closing === undefined;
  }

  /** @throws Error where the application has said that it sends nothing. */
  send(message: Outgoing, topicPartition: TopicPartition): Settleable<SendResult> {
    const { plan, code } = this.by;
    if (code.code.produces === false)
      throw new Error(`${plan.name} has no producer, for its code says produces: false`);
    const pending = new Settleable<SendResult>();
    this.line.push({ kind: "send", message, topicPartition, pending });
    this.goOn();
    return pending;
  }

  close(): Settleable<void> {
    const pending = new Settleable<void>();
    this.line.push({ kind: "close", pending });
    this.goOn();
    return pending;
  }

  /** The process is gone. */
  crash(): void {
    const dead = this.presentHost;
    this.presentHost = undefined;
    if (dead === undefined) return;
    dead.crash();
    const { ledger, circumstances } = this.by.context.truth;
    const { session } = dead;
    if (ledger.undecided().some((record) => record.session === session)) {
      circumstances.add("producer-crashed", { session });
    }
  }

  /** Until when a blocked `send` waits at most; `undefined`: none is blocked. */
  get blockedUntil(): Instant | undefined {
    return this.isBlocked ? this.presentHost?.blockedUntil : undefined;
  }

  checkBlocked(): void {
    if (this.isBlocked) this.presentHost?.checkBlocked();
  }

  decided(record: SentRecord, _succeeded: boolean, outcome: CallbackOutcome): void {
    this.settle(record, resultOf(record, outcome));
  }

  unblocked(record: SentRecord, outcome: SendOutcome): void {
    this.isBlocked = false;
    this.returned(record, outcome);
    // The thread that was blocked goes on beside the sender's, not inside it.
    this.by.add(() => this.goOn());
  }

  closed(): void {
    const { closing } = this;
    this.presentHost = undefined;
    this.closing = undefined;
    if (closing !== undefined) this.by.add(() => closing.settle());
    this.goOn();
  }

  /** Makes the calls that wait, up to one that blocks. */
  private goOn(): void {
    while (!this.isBlocked && this.closing === undefined) {
      const call = this.line.shift();
      if (call === undefined) return;
      if (call.kind === "send") this.make(call);
      else if (this.presentHost === undefined) this.by.add(() => call.pending.settle());
      else {
        this.closing = call.pending;
        this.presentHost.close();
      }
    }
  }

  private make({ message, topicPartition, pending }: Call & { readonly kind: "send" }): void {
    const host = (this.presentHost ??= this.newProducer());
    const record = this.record(message, topicPartition, host.session);
    this.open.set(record.send, pending);
    const { context, world, plan } = this.by;
    context.truth.sent(host.node, plan.name, record);
    world.carried(host.node, record.send, message);
    this.returned(record, host.send(record));
  }

  /** A new producer knows nothing of the records of one before it. */
  private newProducer(): ProducerHost {
    const { context, plan } = this.by;
    if (this.by.producers++ > 0) context.truth.circumstances.add("producer-restarted");
    return new ProducerHost(context, plan, this);
  }

  private returned(record: SentRecord, outcome: SendOutcome): void {
    if (outcome.kind === "blocked") this.isBlocked = true;
    else if (outcome.kind === "threw" && !outcome.taken) {
      this.by.context.truth.refused(this.by.node, record, outcome.exception);
      this.settle(record, failure(outcome.exception));
    }
  }

  private settle({ send }: SentRecord, result: SendResult): void {
    const pending = this.open.get(send);
    this.open.delete(send);
    if (pending !== undefined) this.by.add(() => pending.settle(result));
  }

  private record(message: Outgoing, topicPartition: TopicPartition, session: number): SentRecord {
    const { context, plan } = this.by;
    const id = context.plan.names.named(message.record);
    const send = context.truth.ledger.size;
    const last = context.lastSends.get(id);
    if (last !== undefined) this.sentAgain(last.application, last.session, session);
    context.lastSends.set(id, { send, session, application: plan.name });
    return {
      id,
      keyBytes: message.key === undefined ? undefined : utf8Length(message.key),
      valueBytes: utf8Length(message.value ?? ""),
      timestamp: clockAtStart + context.scheduler.nowMillis,
      send,
      topicPartition,
      session,
      earlierSend: last?.send,
      writtenUnderEpoch: unwritten,
      renumberedInDoubt: false,
      written: 0,
      writtenAt: start,
    };
  }

  private sentAgain(application: string, before: number, session: number): void {
    const { marks, circumstances } = this.by.context.truth;
    if (application !== this.by.plan.name) circumstances.add("several-instances");
    else if (before === session) {
      marks.counts["application-resent"]++;
      circumstances.add("application-resent");
    } else marks.counts["record-replayed"]++;
  }
}

function resultOf({ topicPartition }: SentRecord, outcome: CallbackOutcome): SendResult {
  if (outcome.kind === "failed") return failure(outcome.exception);
  return { kind: "acknowledged", offset: outcome.offset, topicPartition: topicPartition.name };
}

const failure = (error: string): SendResult => ({ kind: "failed", error, retriable: isRetriableException(error) });
