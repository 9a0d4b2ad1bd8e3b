import type { TopicPartition } from "../../../model/core/topic-partition.ts";
import type { ClusterMetadata, Response } from "../../../model/protocol.ts";
import { Application } from "../../../model/run/application.ts";
import type { EarlierSend, RunContext } from "../../../model/run/context.ts";
import { type ApplicationPlan, type RunPlan } from "../../../model/run/plan.ts";
import type { PlannedSend, Workload } from "../../../model/run/workload.ts";
import { type Instant, type Label, type NodeId, Streams, Trace, never, plus, start } from "../../../sim/index.ts";
import { Agenda } from "./agenda.ts";
import { type ClientDeed, ClientSocket } from "./client-socket.ts";
import { ClientTruth } from "./client-truth.ts";
import type { Machine } from "./automaton.ts";
import type { ClientSight } from "./observation.ts";
import type { Portrait, Portrayer } from "./portrait.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { clusterOf } from "../../../model/run/cluster.ts";

/** What can happen to a client. Each comes at an instant, but for `advance`: time moves on until it does something. */
export type ClientInput =
  | { readonly kind: "begin" | "send" | "crash" | "restart"; readonly at: Instant }
  | { readonly kind: "advance" }
  | { readonly kind: "answer"; readonly at: Instant; readonly connection: number; readonly response: Response }
  | { readonly kind: "connected" | "refused" | "gone"; readonly at: Instant; readonly connection: number };

/** What a client did about it. */
export interface ClientOutcome {
  /** When; of an `advance` that leads to nothing: `never`. */
  readonly at: Instant;
  /** By their number in the vocabulary, as the sights. */
  readonly deeds: number;
  readonly sights: number;
  /** It called `send`. */
  readonly sent: boolean;
  /** It did no more to the network than sending, and told of nothing that could account for a breach. */
  readonly onlySends: boolean;
}

/** How a client stands, as far as others must know it. */
export interface ClientStanding {
  /** Its process runs. */
  readonly isUp: boolean;
  /** Its application has nothing left to do. */
  readonly isOver: boolean;
  /** It has records left that it may send. */
  readonly canSend: boolean;
  /** Something of it is under way, so that time must move on if nothing else happens. */
  readonly waits: boolean;
}

/** A client that sends its records when it is told to: the gate opens for one after the other. */
class GatedWorkload implements Workload {
  readonly length: number;
  passed = 0;
  readonly sends: readonly PlannedSend[];

  constructor(workload: Workload) {
    this.length = workload.length;
    this.sends = Array.from({ length: workload.length }, (_, index) => this.gated(workload.send(index), index));
  }

  send(index: number): PlannedSend {
    return this.sends[index] as PlannedSend;
  }

  private gated(planned: PlannedSend, index: number): PlannedSend {
    const isPassed = (): boolean => index < this.passed;
    return {
      ...planned,
      get at(): Instant {
        return isPassed() ? start : never;
      },
    };
  }
}

/**
 * One client of a run, alone with its own clock: application, producer and sockets are those of every simulated run. What
 * it says goes nowhere by itself, and nothing reaches it but what is put in.
 */
export class ClientMachine implements RunContext, Machine<ClientInput, ClientOutcome, ClientStanding> {
  readonly plan: RunPlan;
  readonly scheduler = new Agenda();
  readonly network: ClientSocket;
  readonly streams = new Streams({ seed: 0, tapes: {} });
  readonly trace = new Trace();
  readonly truth: ClientTruth;
  readonly topicPartitions: readonly TopicPartition[];
  readonly requestLabels = apiLabels;
  readonly responseLabels = apiLabels;
  readonly lastSends = new Map<number, EarlierSend>();
  readonly application: Application;
  readonly workload: GatedWorkload;
  readonly life = { isOver: false, sessions: 0 };
  private readonly deeds: ClientDeed[] = [];
  private readonly sights: ClientSight[] = [];
  private readonly vocabulary: Vocabulary;
  private readonly portrayer: Portrayer;
  /** What it goes by when it sends a record again: part of its state where a record is named more than once. */
  private readonly remembersSends: boolean;

  constructor(plan: RunPlan, application: ApplicationPlan, vocabulary: Vocabulary) {
    this.plan = plan;
    this.vocabulary = vocabulary;
    this.network = new ClientSocket(this.scheduler, plan, (deed) => this.deeds.push(deed));
    this.topicPartitions = plan.topics.flatMap(({ partitions }) => partitions);
    const { names } = plan;
    const told = { names, trace: this.trace, now: () => this.scheduler.now, brokerNode: 0, keepHistory: true };
    this.truth = new ClientTruth(told, (sight) => this.sights.push(sight));
    this.workload = new GatedWorkload(application.workload);
    this.workload.sends.forEach((send) => vocabulary.know(send));
    this.remembersSends = new Set(this.workload.sends.map(({ record }) => record)).size < this.workload.length;
    this.application = new Application(this, { ...application, workload: this.workload });
    for (const beside of [this, this.streams, this.trace, this.truth]) vocabulary.know(beside);
    this.portrayer = vocabulary.portrayer();
  }

  brokerNode(): NodeId {
    return 0 as NodeId;
  }

  cluster(): ClusterMetadata {
    return clusterOf(this.topicPartitions);
  }

  nextSession(): number {
    return this.life.sessions++;
  }

  finished(): void {
    this.life.isOver = true;
  }

  step(input: ClientInput): ClientOutcome {
    const at = input.kind === "advance" ? this.advance() : this.take(input);
    const { vocabulary } = this;
    // What was told while it was made belongs to its first step.
    const [deeds, sights] = [this.deeds.splice(0), this.sights.splice(0)];
    const sent = sights.some(({ what }) => what === "sent");
    const onlySends =
      deeds.every(({ does }) => does === "send") && sights.every(({ what }) => excusesNothing.has(what));
    return { at, deeds: vocabulary.deedsOf(deeds), sights: vocabulary.sightsOf(sights), sent, onlySends };
  }

  portrait(): Portrait {
    const { application, network, scheduler, truth, workload, life, lastSends } = this;
    const inDoubt = truth.ledger.undecided().map(({ send }) => send);
    const told = [application, network.present, network.connections, scheduler.armed(), inDoubt, truth.ledger.size];
    const sends = this.remembersSends ? [[...lastSends]] : [];
    return this.portrayer.of([...told, life, ...sends], [workload, scheduler, network, truth.ledger, lastSends]);
  }

  get standing(): ClientStanding {
    const { application, truth, workload, scheduler } = this;
    const isUp = application.host !== undefined;
    const isIdle =
      truth.ledger.undecided().length === 0 &&
      workload.passed < workload.length &&
      !scheduler.isArmed((event) => event.kind === "wake" && event.actor === application);
    const { isOver } = this.life;
    const canSend = isUp && !isOver && workload.passed < workload.length;
    return { isUp, isOver, canSend, waits: isUp && !isOver && !isIdle };
  }

  private take(input: Exclude<ClientInput, { readonly kind: "advance" }>): Instant {
    const { at } = input;
    this.runUntil(at);
    this.scheduler.now = at;
    switch (input.kind) {
      case "begin":
        break;
      case "send":
        this.workload.passed++;
        this.application.wake();
        break;
      case "crash":
        this.application.crash(true);
        break;
      case "restart":
        this.application.restart();
        break;
      case "answer": {
        const connection = this.network.numbered(input.connection);
        if (connection !== undefined) this.application.host?.arrived(connection, input.response);
        break;
      }
      default:
        this.connectionChanged(input.connection, input.kind);
    }
    this.runUntil(at);
    return at;
  }

  private connectionChanged(ordinal: number, state: "connected" | "refused" | "gone"): void {
    const connection = this.network.numbered(ordinal);
    if (connection === undefined) return;
    if (state === "connected") connection.state = "open";
    else this.network.shut(connection);
    this.application.host?.connectionChanged(connection, state);
  }

  private runUntil(until: Instant): void {
    for (let event = this.scheduler.next(until); event !== undefined; event = this.scheduler.next(until)) {
      if (event.kind === "wake") event.actor.wake();
      else if (event.kind === "connected") this.connectionChanged(event.connection.ordinal, "connected");
    }
  }

  /** Lets time pass until something comes of it that anybody else could notice. */
  private advance(): Instant {
    const { scheduler, deeds, sights } = this;
    const limit = plus(start, this.plan.limits.time);
    for (;;) {
      const due = scheduler.nextDue;
      if (due > limit) return never;
      this.runUntil(due);
      if (deeds.length > 0 || sights.length > 0) return scheduler.now;
    }
  }
}

const excusesNothing: ReadonlySet<ClientSight["what"]> = new Set(["sent", "acknowledged", "identified"]);

const apiLabels = { Produce: 0 as Label, InitProducerId: 1 as Label, Metadata: 2 as Label };
