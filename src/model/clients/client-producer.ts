import { InvariantError } from "../../sim/assert.ts";
import { Backoff } from "../core/backoff.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { ProducerConfig } from "../producer/config.ts";
import type { ProducerLook } from "../producer/look.ts";
import type { Jitter, PollResult, ProducerAutomaton, ProducerIo, SendOutcome, Wait } from "../producer/seam.ts";
import type { Waiting } from "../producer/waits.ts";
import {
  type ClusterMetadata,
  noProducerEpoch,
  noProducerId,
  type ProduceResponse,
  type ProducedRecord,
} from "../protocol.ts";
import { BatchSender } from "./batch-sender.ts";
import { CallSender } from "./call-sender.ts";
import { BrokerConnection, type EndedRequest } from "./connection.ts";
import { ProducerIdentity } from "./identity.ts";
import { lookAt } from "./look.ts";
import type { RecordSender, SenderParts } from "./sender.ts";
import type { ClientBehaviour } from "./switches.ts";
import type { Unit } from "./unit.ts";
import { waitsOf } from "./unit-waits.ts";

export interface ClientProducerOptions {
  readonly config: ProducerConfig;
  readonly behaviour: ClientBehaviour;
  /** What the client knows at its start; `undefined`: nothing, and it asks first. */
  readonly cluster: ClusterMetadata | undefined;
  /** The brokers to ask while it knows none. */
  readonly bootstrapNodes: readonly number[];
  readonly io: ProducerIo;
  readonly jitter: Jitter;
  readonly startMillis: number;
  /** The sequence of each partition's first record: 0 in every real client. */
  readonly firstSequence?: number;
}

/** How long a poll lasts when there is nothing to wait for. */
const idleMillis = 300_000;

const closed: Wait = { kind: "closed" };
const accepted: SendOutcome = { kind: "accepted" };

/**
 * A producer that is not the Java one, told by its switches (`ClientSwitches`). It runs behind the same seam, so that
 * everything that runs, draws and judges the Java producer runs, draws and judges it. It has no thread of the real
 * client in it: whatever is due is done at each turn, and then it waits for the next thing to happen.
 */
export class ClientProducer implements ProducerAutomaton {
  readonly blockedUntilMillis = undefined;
  private readonly behaviour: ClientBehaviour;
  private readonly config: ProducerConfig;
  private readonly io: ProducerIo;
  private readonly identity: ProducerIdentity;
  private readonly sender: RecordSender;
  private readonly connections: BrokerConnection[] = [];
  private readonly bootstrap: BrokerConnection;
  private readonly backoff: Backoff;
  private readonly connectionOf: (node: number) => BrokerConnection;
  private cluster: ClusterMetadata | undefined;
  private clusterAsked = false;
  private clusterFromMillis = 0;
  private correlationId = 0;
  private closing = false;
  private over = false;

  constructor(options: ClientProducerOptions) {
    const { config, behaviour, io, jitter } = options;
    this.behaviour = behaviour;
    this.config = config;
    this.io = io;
    this.cluster = options.cluster;
    this.identity = new ProducerIdentity(config.enableIdempotence);
    this.backoff = new Backoff(config.retryBackoffMillis, config.retryBackoffMaxMillis);
    this.connectionOf = (node) => {
      let connection = this.connections.find((known) => known.node === node);
      if (connection === undefined) {
        connection = new BrokerConnection(node, io, config, behaviour.switches, jitter);
        this.connections.push(connection);
      }
      return connection;
    };
    const [node] = options.cluster?.nodes ?? options.bootstrapNodes;
    if (node === undefined) throw new InvariantError("a producer needs a broker to ask");
    this.bootstrap = this.connectionOf(node);
    const parts: SenderParts = {
      config,
      behaviour,
      io,
      jitter,
      identity: this.identity,
      firstSequence: options.firstSequence ?? 0,
      nextCorrelationId: () => this.correlationId++,
      leaderOf: (topicPartition) => this.leaderOf(topicPartition),
    };
    const { switches } = behaviour;
    this.sender = switches.unit === "batch" ? new BatchSender(parts, switches) : new CallSender(parts, switches);
  }

  send(topicPartition: TopicPartition, record: ProducedRecord, nowMillis: number): SendOutcome {
    return this.sendTogether(topicPartition, [record], nowMillis);
  }

  /** Sends records by one call, as an array of messages. */
  sendTogether(topicPartition: TopicPartition, records: readonly ProducedRecord[], nowMillis: number): SendOutcome {
    if (this.identity.stopped) return { kind: "threw", exception: this.behaviour.words.stopped, taken: false };
    this.sender.take(topicPartition, records, nowMillis);
    this.io.wakeup();
    return accepted;
  }

  /** No send of these clients blocks in a simulation: their queues have no limit here. */
  blockExpired(): void {
    throw new InvariantError("no send is blocked");
  }

  initiateClose(): void {
    this.closing = true;
    this.io.wakeup();
  }

  /** These clients have no pass so dear that it would be worth a short cut. */
  pollOn(): undefined {
    return undefined;
  }

  advance(nowMillis: number, poll?: PollResult): Wait {
    if (this.over) return closed;
    if (poll !== undefined) this.read(poll, nowMillis);
    for (const connection of this.connections) {
      connection.timeOut(nowMillis);
      this.settle(connection, nowMillis);
    }
    this.sender.work(nowMillis, this.closing);
    if (this.closing && this.sender.undecided === 0) {
      this.over = true;
      return closed;
    }
    this.ask(nowMillis);
    return { kind: "poll", timeoutMillis: Math.max(0, this.nextMillis(nowMillis) - nowMillis) };
  }

  look(): ProducerLook {
    const { config, identity, connections, sender } = this;
    const { switches } = this.behaviour;
    const expires = switches.unit === "batch" && switches.deliveryTimeout !== "none";
    const nextSequence = (topicPartition: TopicPartition): number => sender.nextSequence(topicPartition);
    return lookAt({ config, identity, connections, expires, open: sender.open, nextSequence });
  }

  waits(nowMillis: number): readonly Waiting[] {
    const { config, identity, connections } = this;
    const leaderOf = ({ topicPartition }: Unit): BrokerConnection | undefined => this.leaderOf(topicPartition);
    return waitsOf({ config, identity, connections, open: this.sender.open, leaderOf }, nowMillis);
  }

  private read(poll: PollResult, nowMillis: number): void {
    for (const { node, request } of poll.written) this.connectionOf(node).written(request);
    for (const { node, response } of poll.received) this.connectionOf(node).received(response, nowMillis);
    for (const { node } of poll.disconnected) this.connectionOf(node).broke(nowMillis);
    for (const node of poll.connected) this.connectionOf(node).connected();
  }

  /** Hands on what ended on a connection. */
  private settle(connection: BrokerConnection, nowMillis: number): void {
    const { ended } = connection;
    connection.ended = [];
    for (const one of ended) this.settleOne(one, nowMillis);
    if (ended.some(({ fate }) => fate === "lost")) this.sender.broke(nowMillis);
    if (!connection.refused) return;
    connection.refused = false;
    if (this.identity.mustAsk && this.wantsIdentity) this.idFailed(undefined, nowMillis);
    else this.sender.refused(nowMillis);
  }

  private settleOne({ sent, fate, response }: EndedRequest, nowMillis: number): void {
    switch (sent.request.api) {
      case "Produce":
        for (const unit of sent.units) {
          const answers = (response as ProduceResponse | undefined)?.partitions;
          const answer = answers?.find(({ topicPartition }) => topicPartition === unit.topicPartition);
          this.sender.ended(unit, fate, answer, nowMillis);
        }
        break;
      case "InitProducerId":
        this.identified(response, nowMillis);
        break;
      case "Metadata":
        this.clusterAsked = false;
        if (response?.api === "Metadata") this.cluster = response.cluster;
        else this.clusterFromMillis = nowMillis + this.config.retryBackoffMillis;
    }
  }

  private identified(response: EndedRequest["response"], nowMillis: number): void {
    const { identity } = this;
    const asked = response?.api === "InitProducerId" ? response : undefined;
    if (asked !== undefined && identity.answered(asked.error, asked.producerId, asked.producerEpoch)) return;
    identity.asked = false;
    const isRefused = asked !== undefined && !asked.error.retriable;
    this.idFailed(isRefused ? asked.error.name : undefined, nowMillis);
  }

  /** There is no producer id yet: it is asked for again, and when that was done too often nothing can be sent. */
  private idFailed(refusal: string | undefined, nowMillis: number): void {
    const { identity, config } = this;
    const delayMillis = this.backoff.millis(identity.attempts, { thousandths: () => 1_000 });
    identity.askFromMillis = nowMillis + delayMillis;
    if (refusal === undefined && ++identity.attempts <= config.retries) return;
    identity.attempts = 0;
    this.sender.failAll(refusal ?? this.behaviour.words.connectionLost);
  }

  /** Asks for metadata and a producer id, where they are missing and wanted. */
  private ask(nowMillis: number): void {
    const { identity, bootstrap } = this;
    const wantsId = identity.mustAsk && this.wantsIdentity && nowMillis >= identity.askFromMillis;
    const wantsCluster = this.cluster === undefined && !this.clusterAsked && nowMillis >= this.clusterFromMillis;
    if ((!wantsId && !wantsCluster) || !bootstrap.ensureUp(nowMillis)) return;
    if (wantsCluster) {
      this.clusterAsked = true;
      const request = { api: "Metadata", correlationId: this.correlationId++ } as const;
      bootstrap.send(request, [], this.config.requestTimeoutMillis, nowMillis);
    }
    if (!wantsId) return;
    identity.asked = true;
    const request = {
      api: "InitProducerId",
      correlationId: this.correlationId++,
      producerId: noProducerId,
      producerEpoch: noProducerEpoch,
    } as const;
    bootstrap.send(request, [], this.config.requestTimeoutMillis, nowMillis);
  }

  private get wantsIdentity(): boolean {
    return this.behaviour.switches.producerId === "at-start" || this.sender.undecided > 0;
  }

  private nextMillis(nowMillis: number): number {
    let next = Math.min(nowMillis + idleMillis, this.sender.nextMillis(nowMillis));
    const { identity } = this;
    if (identity.mustAsk && identity.askFromMillis > nowMillis) next = Math.min(next, identity.askFromMillis);
    if (this.cluster === undefined && this.clusterFromMillis > nowMillis) next = Math.min(next, this.clusterFromMillis);
    const wanted = this.sender.undecided > 0 || (identity.mustAsk && this.wantsIdentity);
    for (const connection of this.connections) next = Math.min(next, connection.nextMillis(wanted, nowMillis));
    return next;
  }

  private leaderOf(topicPartition: TopicPartition): BrokerConnection | undefined {
    const known = this.cluster?.partitions.find((partition) => partition.topicPartition === topicPartition);
    return known === undefined || known.leader < 0 ? undefined : this.connectionOf(known.leader);
  }
}
