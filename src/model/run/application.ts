import { type Instant, type NodeId, type TimerId, plus, start } from "../../sim/index.ts";
import type { SendOutcome } from "../producer/seam.ts";
import type { Actor, RunContext } from "./context.ts";
import { type ApplicationLook, lookAtHost } from "./look.ts";
import { type ApplicationPlan, clockAtStart } from "./plan.ts";
import { type HostOwner, ProducerHost } from "./producer-host.ts";
import { type SentRecord, unwritten } from "./records.ts";
import type { Standing } from "./stuck.ts";
import type { PlannedSend } from "./workload.ts";

/** A record to be sent once more: after an error, or by a new life that does not know what became of it. */
interface Again {
  readonly planned: PlannedSend;
  readonly earlier: SentRecord;
  readonly at: Instant;
  readonly resendsLeft: number;
}

/**
 * The user's code around `send`: one thread that sends its workload in order, waits where it is told to, sends again
 * what failed if it is told to, and closes its producer when nothing is open any more. What survives a crash is what a
 * real one keeps in its database: which records it means to send, and which it has seen acknowledged.
 */
export class Application implements Actor, HostOwner {
  readonly plan: ApplicationPlan;
  readonly node: NodeId;
  private readonly context: RunContext;
  private readonly timer: TimerId;
  private presentHost: ProducerHost | undefined;
  private position = 0;
  /** The send at `position`, once it has been looked at. */
  private upcoming: PlannedSend | undefined;
  /** Sends again that are due or will be; in the order in which they came up. */
  private readonly again: Again[] = [];
  /** By send: how often the record may still be sent again. Only for those applications that do. */
  private readonly resends = new Map<number, Again>();
  private open = 0;
  private awaited: number | undefined;
  private blocked = false;
  private closing = false;
  private finished = false;

  constructor(context: RunContext, plan: ApplicationPlan) {
    this.context = context;
    this.plan = plan;
    this.node = context.network.node(plan.name);
    this.timer = context.scheduler.timer({ kind: "wake", actor: this });
    this.live();
  }

  /** Its producer's present life; `undefined` while the process is down. */
  get host(): ProducerHost | undefined {
    return this.presentHost;
  }

  /** It as it is now, for those who look on. */
  look(): ApplicationLook {
    const { position, again, plan, presentHost } = this;
    return {
      doing: this.standing ?? "done",
      sent: position,
      left: plan.workload.length - position + again.length,
      wakesAt: this.context.scheduler.dueOf(this.timer),
      host: presentHost && lookAtHost(presentHost, this.context.scheduler),
    };
  }

  /** What it is at; `undefined`: it has nothing left to do. */
  get standing(): Exclude<Standing, "running" | "paused"> | undefined {
    if (this.finished) return undefined;
    if (this.presentHost === undefined) return "down";
    if (this.closing) return "closing";
    return this.blocked ? "blocked" : "sending";
  }

  /** The process dies, and will start again or not. Once it has nothing left to do, it makes no difference any more. */
  crash(startsAgain: boolean): void {
    if (this.presentHost !== undefined) this.die(this.presentHost);
    if (this.closing || !startsAgain) this.finish();
  }

  /** What it had sent without seeing a callback is in doubt. */
  private die(dead: ProducerHost): void {
    this.presentHost = undefined;
    dead.crash();
    this.context.network.takeDown(this.node);
    this.context.scheduler.disarm(this.timer);
    this.open = 0;
    this.awaited = undefined;
    this.blocked = false;
    const { ledger, circumstances } = this.context.truth;
    const inDoubt = ledger.undecided().filter((record) => record.session === dead.session);
    if (inDoubt.length > 0) circumstances.add("producer-crashed", { session: dead.session });
    this.again.length = 0;
    if (this.plan.onRestart === "replay-undecided") for (const record of inDoubt) this.replay(record);
  }

  /** A new life after a crash, with a new producer. */
  restart(): void {
    if (this.presentHost !== undefined || this.finished) return;
    this.context.truth.circumstances.add("producer-restarted");
    this.context.truth.marks.counts["producer-restarted"]++;
    this.context.network.bringUp(this.node);
    this.live();
  }

  wake(): void {
    if (this.blocked) this.presentHost?.checkBlocked();
    if (this.blocked) this.waitBlocked();
    else this.act();
  }

  decided(record: SentRecord, succeeded: boolean): void {
    this.open--;
    if (this.plan.resendsOnError > 0) this.resendIfFailed(record, succeeded);
    const waits = this.plan.waitsForEach || this.awaited === record.send;
    if (this.awaited === record.send) this.awaited = undefined;
    // The application's thread goes on after the callback, not inside it.
    if (waits || this.open === 0 || this.again.length > 0) this.context.scheduler.arm(this.timer, this.now());
  }

  unblocked(record: SentRecord, outcome: SendOutcome): void {
    this.blocked = false;
    this.returned(record, outcome);
    this.context.scheduler.arm(this.timer, this.now());
  }

  closed(): void {
    this.context.network.takeDown(this.node);
    this.finish();
  }

  private finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.context.finished();
  }

  private now(): Instant {
    return this.context.scheduler.now;
  }

  private live(): void {
    this.presentHost = new ProducerHost(this.context, this.plan, this);
    this.context.scheduler.arm(this.timer, this.now());
  }

  private act(): void {
    while (this.presentHost !== undefined && !this.closing && !this.blocked && this.awaited === undefined) {
      if (this.plan.waitsForEach && this.open > 0) return;
      const again = this.again[0];
      const planned = again?.planned ?? this.next();
      if (planned === undefined) {
        if (this.open === 0) this.close();
        return;
      }
      const due = again?.at ?? planned.at;
      if (due > this.now()) {
        this.context.scheduler.arm(this.timer, due);
        return;
      }
      if (again === undefined) {
        this.position++;
        this.upcoming = undefined;
      } else this.again.shift();
      this.send(this.presentHost, planned, again);
    }
  }

  private next(): PlannedSend | undefined {
    const { workload } = this.plan;
    if (this.upcoming === undefined && this.position < workload.length) this.upcoming = workload.send(this.position);
    return this.upcoming;
  }

  private send(host: ProducerHost, planned: PlannedSend, again: Again | undefined): void {
    const record = this.record(host, planned, again);
    this.open++;
    if (planned.awaited) this.awaited = record.send;
    if (this.plan.resendsOnError > 0) {
      const resendsLeft = again?.resendsLeft ?? this.plan.resendsOnError;
      this.resends.set(record.send, { planned, earlier: record, at: planned.at, resendsLeft });
    }
    this.context.truth.sent(this.node, this.plan.name, record);
    this.returned(record, host.send(record));
  }

  /** `send` has returned, or blocks the application's thread. */
  private returned(record: SentRecord, outcome: SendOutcome): void {
    if (outcome.kind === "blocked") {
      this.blocked = true;
      this.waitBlocked();
    } else if (outcome.kind === "threw" && !outcome.taken) {
      this.context.truth.refused(this.node, record, outcome.exception);
      this.decided(record, false);
    }
  }

  private waitBlocked(): void {
    const until = this.presentHost?.blockedUntil;
    if (until !== undefined) this.context.scheduler.arm(this.timer, until > this.now() ? until : this.now());
  }

  private record(host: ProducerHost, planned: PlannedSend, again: Again | undefined): SentRecord {
    const { lastSends, truth, plan } = this.context;
    const send = truth.ledger.size;
    let earlierSend = again?.earlier.send;
    if (plan.names.isNamed(planned.record)) {
      const last = lastSends.get(planned.record);
      if (last !== undefined && last.application !== this.plan.name) truth.circumstances.add("several-instances");
      earlierSend = last?.send ?? earlierSend;
      lastSends.set(planned.record, { send, session: host.session, application: this.plan.name });
    }
    return {
      id: planned.record,
      keyBytes: planned.keyBytes,
      valueBytes: planned.valueBytes,
      timestamp: clockAtStart + this.context.scheduler.nowMillis + planned.timestampOffsetMillis,
      send,
      topicPartition: planned.topicPartition,
      session: host.session,
      earlierSend,
      writtenUnderEpoch: unwritten,
      renumberedInDoubt: false,
      written: 0,
      writtenAt: start,
    };
  }

  private resendIfFailed(record: SentRecord, succeeded: boolean): void {
    const sent = this.resends.get(record.send);
    this.resends.delete(record.send);
    if (succeeded || sent === undefined || sent.resendsLeft === 0) return;
    const { counts } = this.context.truth.marks;
    counts["application-resent"]++;
    this.context.truth.circumstances.add("application-resent");
    const at = plus(this.now(), this.plan.resendAfter);
    this.again.push({ ...sent, at, resendsLeft: sent.resendsLeft - 1 });
  }

  /** What the outbox still holds is sent again by the next life: it cannot know whether the last one stored it. */
  private replay(record: SentRecord): void {
    this.context.truth.marks.counts["record-replayed"]++;
    const { id, topicPartition, keyBytes, valueBytes, timestamp } = record;
    const timestampOffsetMillis = timestamp - (clockAtStart + this.context.scheduler.nowMillis);
    const planned = {
      at: this.now(),
      record: id,
      topicPartition,
      keyBytes,
      valueBytes,
      timestampOffsetMillis,
      awaited: false,
    };
    this.again.push({ planned, earlier: record, at: this.now(), resendsLeft: this.plan.resendsOnError });
  }

  private close(): void {
    this.closing = true;
    this.presentHost?.close();
  }
}
