import { nothingToJudge } from "./client-truth.ts";
import { type KafkaError, errors } from "../../../model/core/errors.ts";
import type { TopicPartition } from "../../../model/core/topic-partition.ts";
import type { ClusterMetadata, RecordBatch, Request } from "../../../model/protocol.ts";
import { BrokerHost } from "../../../model/run/broker-host.ts";
import type { ActorNetwork, EarlierSend, Message, RunContext } from "../../../model/run/context.ts";
import { GroundTruth } from "../../../model/run/ground-truth.ts";
import { isBeforeDeduplication } from "../../../model/run/refusals.ts";
import { type RunPlan } from "../../../model/run/plan.ts";
import { newConnection } from "../../../sim/connection.ts";
import { type Connection, type Instant, InvariantError, type Label, type NodeId, Streams } from "../../../sim/index.ts";
import { Trace, start } from "../../../sim/index.ts";
import { Agenda } from "./agenda.ts";
import type { Machine } from "./automaton.ts";
import type { BrokerSight } from "./observation.ts";
import type { Portrait, Portrayer } from "./portrait.ts";
import type { Vocabulary } from "./vocabulary.ts";
import { clusterOf } from "../../../model/run/cluster.ts";

export type BrokerInput =
  | { readonly kind: "request"; readonly at: Instant; readonly request: Request }
  | { readonly kind: "stop" | "start"; readonly at: Instant };

export interface BrokerOutcome {
  /** The answer's number in the vocabulary; `noAnswer`: it stays silent. */
  readonly answer: number;
  /** It closes the connection that the request came over. */
  readonly hangsUp: boolean;
  readonly sights: number;
}

export const noAnswer = -1;

export interface BrokerStanding {
  readonly isUp: boolean;
}

const node = 0 as NodeId;

/** The ground truth as far as the broker has it: it passes on what it is told. */
class BrokerTruth extends GroundTruth {
  readonly sights: BrokerSight[] = [];

  override appended(_node: number, batch: RecordBatch, baseOffset: number): void {
    this.marks.counts["record-stored"] += batch.records.length;
    this.sights.push({ what: "appended", batch, baseOffset });
  }

  override duplicateSuppressed(): void {
    this.marks.counts["duplicate-suppressed"]++;
  }

  override rejected(_node: number, batch: RecordBatch, error: KafkaError): void {
    const isOutOfOrder = error === errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
    this.marks.counts[isOutOfOrder ? "rejected-out-of-order" : "rejected-otherwise"]++;
    if (isBeforeDeduplication(error)) this.sights.push({ what: "refused-unseen", batch, error });
  }

  override producerExpired(_node: number, topicPartition: TopicPartition, producerId: number): void {
    this.sights.push({ what: "expired", topicPartition, producerId });
  }
}

/** The broker of a run, alone with its own clock. What it answers goes nowhere by itself. */
export class BrokerMachine implements RunContext, ActorNetwork, Machine<BrokerInput, BrokerOutcome, BrokerStanding> {
  readonly plan: RunPlan;
  readonly scheduler = new Agenda();
  readonly network: ActorNetwork = this;
  readonly streams = new Streams({ seed: 0, tapes: {} });
  readonly trace = new Trace();
  readonly truth: BrokerTruth;
  readonly topicPartitions: readonly TopicPartition[];
  readonly requestLabels = apiLabels;
  readonly responseLabels = apiLabels;
  readonly lastSends = new Map<number, EarlierSend>();
  readonly host: BrokerHost;
  private readonly life = { isUp: true };
  private answer = noAnswer;
  private hangsUp = false;
  private readonly vocabulary: Vocabulary;
  private readonly portrayer: Portrayer;

  constructor(plan: RunPlan, vocabulary: Vocabulary) {
    this.plan = plan;
    this.vocabulary = vocabulary;
    this.topicPartitions = plan.topics.flatMap(({ partitions }) => partitions);
    const { names } = plan;
    const told = { names, trace: this.trace, now: () => this.scheduler.now, brokerNode: 0, keepHistory: false };
    this.truth = new BrokerTruth({ ...told, ...nothingToJudge });
    this.host = new BrokerHost(this);
    for (const beside of [this, this.streams, this.trace, this.truth]) vocabulary.know(beside);
    this.portrayer = vocabulary.portrayer();
  }

  get standing(): BrokerStanding {
    return { isUp: this.life.isUp };
  }

  step(input: BrokerInput): BrokerOutcome {
    this.answer = noAnswer;
    this.hangsUp = false;
    const { at } = input;
    for (let due = this.scheduler.next(at); due !== undefined; due = this.scheduler.next(at)) {
      if (due.kind === "wake") due.actor.wake();
    }
    this.scheduler.now = at;
    if (input.kind === "request") this.host.arrived(someConnection(), input.request, undefined);
    else this.turn(input.kind);
    const sights = this.vocabulary.sightsOf(this.truth.sights.splice(0));
    return { answer: this.answer, hangsUp: this.hangsUp, sights };
  }

  portrait(): Portrait {
    return this.portrayer.of([this.host, this.life, this.scheduler.armed()], [this.scheduler]);
  }

  private turn(kind: "stop" | "start"): void {
    this.life.isUp = kind === "start";
    if (kind === "start") this.host.start("kill");
    else this.host.stop("kill");
  }

  brokerNode(): NodeId {
    return node;
  }

  cluster(): ClusterMetadata {
    return clusterOf(this.topicPartitions);
  }

  nextSession(): number {
    throw new InvariantError("a broker has no sessions");
  }

  finished(): void {}

  node(): NodeId {
    return node;
  }

  connect(): Connection {
    throw new InvariantError("a broker connects to nobody");
  }

  send(_connection: Connection, _toServer: boolean, _label: Label, message: Message): void {
    this.answer = this.vocabulary.message({ ...message });
  }

  close(): void {}

  hangUp(): void {
    this.hangsUp = true;
  }

  isRead(): boolean {
    throw new InvariantError("nothing waits here to be read");
  }

  takeDown(): void {}

  bringUp(): void {}
}

const someConnection = (): Connection =>
  newConnection({ client: 1 as NodeId, server: node, ordinal: 0, serverLife: 0 }, start);

const apiLabels = { Produce: 0 as Label, InitProducerId: 1 as Label, Metadata: 2 as Label };
