import {
  type Connection,
  type Duration,
  type Instant,
  type NodeId,
  type TimerId,
  millis,
  plus,
} from "../../sim/index.ts";
import { ClientProducer } from "../clients/client-producer.ts";
import { empty } from "../core/arrays.ts";
import { errors } from "../core/errors.ts";
import { Producer, type ProducerOptions } from "../producer/producer.ts";
import type { CallbackOutcome, Jitter, PollResult, ProducerAutomaton, SendOutcome } from "../producer/seam.ts";
import { type Waiting, isHeldBack } from "../producer/waits.ts";
import {
  bytesOf,
  noProducerId,
  type ProduceRequest,
  type ProduceResponse,
  type ProducedRecord,
  type Request,
  type Response,
} from "../protocol.ts";
import { allowanceOf } from "./allowance.ts";
import type { Actor, ConnectionOwner, RunContext } from "./context.ts";
import { undecided } from "./ledger.ts";
import { notes } from "./notes.ts";
import { Patience, busyWait } from "./patience.ts";
import { type ApplicationPlan, brokerId, clockAtStart } from "./plan.ts";
import { type SentRecord, isSent } from "./records.ts";
import { nothing, Selector } from "./selector.ts";

/** Whom a producer's host tells how records ended, and that its sender has stopped. */
export interface HostOwner {
  decided(record: SentRecord, succeeded: boolean, outcome: CallbackOutcome): void;
  /** A blocked `send` has returned. */
  unblocked(record: SentRecord, outcome: SendOutcome): void;
  closed(): void;
}

const unspread: Jitter = { thousandths: () => 1_000 };

/**
 * How often the sender's thread goes on at one instant before it is charged a millisecond. On a network without delay a
 * refused connection, or a batch that is sent again without backoff (P-104), would otherwise keep it there for good.
 */
const turnsAtOneInstant = 100;

/**
 * One life of a producer in the simulated world: its clock, its sockets, its sender's thread. The thread runs whenever
 * what it waits for has come, and until it waits again; between two instants of virtual time it costs nothing.
 */
export class ProducerHost implements Actor, ConnectionOwner {
  readonly node: NodeId;
  readonly session: number;
  readonly producer: ProducerAutomaton;
  private readonly context: RunContext;
  private readonly owner: HostOwner;
  private readonly selector: Selector;
  /** When it fires, the sender's thread goes on. */
  readonly timer: TimerId;
  private readonly patience: Patience;
  private state: "running" | "polling" | "sleeping" | "over" = "sleeping";
  private epoch = -1;
  private epochsSpent: number;
  private turnsAt: Instant | undefined;
  private turns = 0;
  /** Produce requests without an answer, oldest first; kept only where answers may come out of turn. */
  private readonly unanswered: ProduceRequest[] | undefined;

  constructor(context: RunContext, plan: ApplicationPlan, owner: HostOwner) {
    this.context = context;
    this.owner = owner;
    this.node = context.network.node(plan.name);
    this.session = context.nextSession();
    this.selector = new Selector(context, this.node);
    const spun = (): void => context.truth.spun(this.session, plan.name, isHeldBack(this.waits()));
    this.patience = new Patience(millis(context.plan.pollOvershootMillis), spun);
    this.epochsSpent = plan.epochsSpent;
    this.timer = context.scheduler.timer({ kind: "wake", actor: this });
    const { maxInFlightRequestsPerConnection, acks } = plan.config;
    const outOfTurn = context.plan.discipline === "datagram" && maxInFlightRequestsPerConnection > 1 && acks !== 0;
    this.unanswered = outOfTurn ? [] : undefined;
    this.producer = this.start(plan);
    context.truth.began(this.session, plan.config, allowanceOf(plan, context.plan.pollOvershootMillis));
    context.trace.note(this.now(), notes.producerStarted, this.node, this.session);
    // The sender's thread begins on its own, after whoever made the producer has gone on.
    context.scheduler.arm(this.timer, this.now());
  }

  /** The application's thread calls `send`. */
  send(record: SentRecord): SendOutcome {
    const outcome = this.producer.send(record.topicPartition, record, this.nowMillis());
    this.rouse();
    return outcome;
  }

  /** The application's thread calls `close` and means to wait as long as it takes. */
  close(): void {
    if (this.state === "over") return;
    this.producer.initiateClose(this.nowMillis());
    this.rouse();
  }

  /** The process is gone, with everything that was in its memory. */
  crash(): void {
    this.end();
    this.context.trace.note(this.now(), notes.producerCrashed, this.node, this.session);
  }

  wake(): void {
    if (this.state === "polling") {
      if (!this.pollsOn()) this.run(this.selector.poll() ?? nothing);
    } else if (this.state === "sleeping") this.run(undefined);
  }

  /** Whether the poll that is over has brought nothing, and the sender's thread nothing to do but begin another one. */
  private pollsOn(): boolean {
    if (!this.selector.hasNothing) return false;
    const timeoutMillis = this.producer.pollOn(this.nowMillis());
    if (timeoutMillis === undefined) return false;
    this.selector.heed();
    this.countTurn();
    this.waitUntil("polling", this.patience.wait(timeoutMillis));
    return true;
  }

  /** Until when a blocked `send` waits at most; `undefined`: none is blocked. */
  get blockedUntil(): Instant | undefined {
    const until = this.producer.blockedUntilMillis;
    return until === undefined ? undefined : (((until - clockAtStart) * 1_000) as Instant);
  }

  /** The time of a blocked `send` may be over: it returns then. */
  checkBlocked(): void {
    this.producer.blockExpired(this.nowMillis());
    this.rouse();
  }

  /** What of its records has no outcome, and whom it waits for. */
  waits(): readonly Waiting[] {
    return this.producer.waits(this.nowMillis());
  }

  arrived(connection: Connection, response: Response): void {
    this.patience.rewarded();
    if (response.api === "Produce") this.noteAnswer(response);
    else if (response.api === "InitProducerId") this.context.truth.identified(this.session, response.producerId);
    if (this.selector.answered(connection, this.aged(response))) this.stir();
  }

  /** The first producer id comes with the epochs that this producer is to have used up already. */
  private aged(response: Response): Response {
    if (this.epochsSpent === 0 || response.api !== "InitProducerId" || response.error !== errors.NONE) return response;
    const producerEpoch = this.epochsSpent;
    this.epochsSpent = 0;
    return { ...response, producerEpoch };
  }

  connectionChanged(connection: Connection, state: "connected" | "refused" | "gone"): void {
    if (this.selector.changed(connection, state)) this.stir();
  }

  private now(): Instant {
    return this.context.scheduler.now;
  }

  private nowMillis(): number {
    return clockAtStart + this.context.scheduler.nowMillis;
  }

  private start(plan: ApplicationPlan): ProducerAutomaton {
    const luck = this.context.streams.stream("jitter", `${plan.name} ${this.session}`);
    const jitter = this.context.plan.jitter === "none" ? unspread : { thousandths: () => luck.between(800, 1199) };
    const selector = this.selector;
    const options: ProducerOptions = {
      config: plan.config,
      clientId: plan.name,
      cluster: plan.knowsMetadata ? this.context.cluster() : undefined,
      bootstrapNodes: [brokerId],
      startMillis: this.nowMillis(),
      answers: this.context.plan.discipline === "tcp" ? "in-order" : "in-any-order",
      jitter,
      io: {
        connect: (node) => selector.connect(node),
        disconnect: (node) => this.disconnect(node),
        send: (node, request) => this.handOver(node, request),
        wakeup: () => selector.wakeup(),
        callback: (record, _topicPartition, outcome) => this.callback(record, outcome),
        unblocked: (record, _topicPartition, outcome) => {
          if (isSent(record)) this.owner.unblocked(record, outcome);
        },
      },
    };
    const { behaviour } = plan;
    return behaviour === undefined ? new Producer(options) : new ClientProducer({ ...options, behaviour });
  }

  /**
   * The application's thread has woken the selector: the sender's thread goes on, but not before whatever else is due at
   * this instant, so that records sent at one instant meet in one batch, as they do in the recordings.
   */
  private rouse(): void {
    if (this.state === "polling" && this.selector.isWoken) this.context.scheduler.arm(this.timer, this.now());
  }

  /** Lets the sender go on if it polls and what just happened ends the poll. */
  private stir(): void {
    if (this.state !== "polling") return;
    if (this.turns >= turnsAtOneInstant && this.turnsAt === this.now()) {
      this.waitUntil("polling", busyWait);
      return;
    }
    const brought = this.selector.poll();
    if (brought !== undefined) this.run(brought);
  }

  /** Runs the sender's thread to its next wait; `brought` is what the poll that it comes from has brought. */
  private run(brought: PollResult | undefined): void {
    this.state = "running";
    this.countTurn();
    let result = brought;
    // No time passes in here.
    const nowMillis = this.nowMillis();
    for (;;) {
      const wait = this.producer.advance(nowMillis, result);
      result = undefined;
      switch (wait.kind) {
        case "pass":
          continue;
        case "closed":
          this.senderClosed();
          return;
        case "sleep":
          this.waitUntil("sleeping", millis(wait.millis));
          return;
        case "poll":
          result = this.selector.poll();
          if (result === undefined) {
            this.waitUntil("polling", this.patience.wait(wait.timeoutMillis));
            return;
          }
      }
    }
  }

  private countTurn(): void {
    if (this.turnsAt !== this.now()) {
      this.turnsAt = this.now();
      this.turns = 0;
    }
    this.turns++;
  }

  private waitUntil(state: "polling" | "sleeping", wait: Duration): void {
    this.state = state;
    this.context.scheduler.arm(this.timer, plus(this.now(), wait));
  }

  private senderClosed(): void {
    this.end();
    this.context.trace.note(this.now(), notes.producerClosed, this.node, this.session);
    this.owner.closed();
  }

  private end(): void {
    this.state = "over";
    this.context.scheduler.disarm(this.timer);
    this.selector.closeAll();
  }

  private disconnect(node: number): void {
    this.context.truth.marks.counts["connection-closed-by-producer"]++;
    this.selector.disconnect(node);
    if (this.unanswered !== undefined) empty(this.unanswered);
  }

  private handOver(node: number, request: Request): void {
    if (request.api === "Produce") this.noteRequest(request);
    else if (request.api === "InitProducerId") this.context.truth.asksForId(this.session);
    this.selector.send(node, request);
    this.patience.rewarded();
  }

  private callback(record: ProducedRecord, outcome: CallbackOutcome): void {
    if (!isSent(record)) return;
    const { truth } = this.context;
    const succeeded = outcome.kind === "acknowledged";
    // One that runs twice (producer-measured.md 7) decides nothing new for an application that counts what is open.
    const isSecond = !succeeded && truth.ledger.entry(record.send).decision !== undecided;
    if (succeeded) truth.acknowledged(this.node, record, outcome.offset, outcome.attempts);
    else if (outcome.taken) truth.failed(this.node, record, outcome.exception, outcome.attempts);
    else truth.refused(this.node, record, outcome.exception);
    if (!isSecond) this.owner.decided(record, succeeded, outcome);
  }

  private noteRequest(request: ProduceRequest): void {
    const { trace, truth } = this.context;
    const { counts } = truth.marks;
    this.unanswered?.push(request);
    for (const batch of request.batches) {
      const { topicPartition, producerEpoch, baseSequence, records } = batch;
      trace.note(
        this.now(),
        notes.batchSent,
        this.node,
        topicPartition.index,
        producerEpoch,
        baseSequence,
        records.length,
        request.correlationId,
      );
      counts["batch-sent"]++;
      if (baseSequence >= 0 && batch.producerId === noProducerId) counts["sent-without-producer-id"]++;
      if (producerEpoch > this.epoch) {
        if (this.epoch >= 0) counts["epoch-bumped"]++;
        this.epoch = producerEpoch;
      }
      const first = records[0];
      if (first === undefined || !isSent(first)) continue;
      if (first.written > 0) truth.writtenAgain(records, first, producerEpoch);
      first.writtenUnderEpoch = producerEpoch;
      first.written++;
      first.writtenAt = this.now();
    }
    if (trace.isHeard) {
      const { correlationId, batches } = request;
      trace.tell(this.now(), notes.requested, this.node, correlationId, batches.length, bytesOf(batches));
    }
  }

  /** A connection answers in order (P-35); of datagrams one may overtake another, or alone be lost. */
  private watchTurn(unanswered: ProduceRequest[], correlationId: number): void {
    const at = unanswered.findIndex((request) => request.correlationId === correlationId);
    if (at < 0) return;
    const [answered] = unanswered.splice(at, 1);
    if (at === 0 || answered === undefined) return;
    const sends = answered.batches.flatMap(({ records }) => records.filter(isSent).map(({ send }) => send));
    this.context.truth.circumstances.add("answers-out-of-turn", {
      session: this.session,
      before: Math.max(...sends) + 1,
    });
  }

  private noteAnswer(response: ProduceResponse): void {
    if (this.unanswered !== undefined) this.watchTurn(this.unanswered, response.correlationId);
    for (const { topicPartition, error, baseOffset } of response.partitions) {
      const { trace } = this.context;
      const { node } = this;
      trace.note(
        this.now(),
        notes.answered,
        node,
        topicPartition.index,
        error.code,
        baseOffset,
        response.correlationId,
      );
    }
  }
}
