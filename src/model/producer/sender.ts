import { add, empty } from "../core/arrays.ts";
import { InvariantError } from "../../sim/assert.ts";
import type { ProduceRequest, RecordBatch } from "../protocol.ts";
import type { BatchOutcomes } from "./batch-outcomes.ts";
import type { ProducerConfig } from "./config.ts";
import type { ProducerMetadata } from "./metadata.ts";
import type { NetworkClient } from "./network-client.ts";
import { InFlightRequest, type NodeState } from "./node-state.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { ProducerIdRequest, type IdStep } from "./producer-id-request.ts";
import type { RecordAccumulator } from "./record-accumulator.ts";
import type { PollResult, Wait } from "./seam.ts";
import type { TransactionManager } from "./transaction-manager.ts";

/** The parts that the sender's thread works with. */
export interface SenderParts {
  readonly config: ProducerConfig;
  readonly accumulator: RecordAccumulator;
  readonly transactions: TransactionManager | undefined;
  readonly metadata: ProducerMetadata;
  readonly network: NetworkClient;
  readonly outcomes: BatchOutcomes;
}

const passEnded: Wait = { kind: "pass" };
const closed: Wait = { kind: "closed" };

/**
 * The loop of the sender's thread (P-14) as an automaton: `advance` runs to the next wait. Where the client's thread
 * blocks in the middle of a pass, a phase remembers how it goes on.
 */
export class Sender {
  private readonly parts: SenderParts;
  private readonly idRequest: ProducerIdRequest | undefined;
  /** Reused: a pass ends with a poll, and there are many passes. */
  private readonly poll: { kind: "poll"; timeoutMillis: number } = { kind: "poll", timeoutMillis: 0 };
  private readonly usable: NodeState[] = [];
  private readonly drained: (readonly ProducerBatch[])[] = [];

  private phase: "between-passes" | "last-poll" | "awaiting-node" | "asleep" | "closed" = "between-passes";
  private closing = false;
  private forced = false;

  constructor(parts: SenderParts) {
    this.parts = parts;
    const { config, network, metadata, transactions } = parts;
    this.idRequest =
      transactions === undefined ? undefined : new ProducerIdRequest(config, network, metadata, transactions);
  }

  get isClosing(): boolean {
    return this.closing;
  }

  get isClosed(): boolean {
    return this.phase === "closed";
  }

  initiateClose(): void {
    this.closing = true;
    this.parts.accumulator.closed = true;
  }

  forceClose(): void {
    this.forced = true;
    this.initiateClose();
  }

  advance(nowMillis: number, poll: PollResult | undefined): Wait {
    switch (this.phase) {
      case "last-poll":
        this.finishPoll(poll, nowMillis);
        return this.endPass();
      case "between-passes":
        if (this.closing && this.isDone()) return this.close();
        return this.pass(nowMillis);
      case "awaiting-node":
        this.finishPoll(poll, nowMillis);
        return this.take((this.idRequest as ProducerIdRequest).polled(nowMillis), nowMillis);
      case "asleep":
        return this.take((this.idRequest as ProducerIdRequest).slept(nowMillis), nowMillis);
      case "closed":
        return closed;
    }
  }

  /**
   * How long the next poll would last if the present one ended now, for time or a wake-up, and brought nothing: if the
   * rest of this pass and the whole next one then change nothing but the clock. `undefined`: they may, so go through them.
   */
  idlePollMillis(nowMillis: number): number | undefined {
    if (this.phase !== "last-poll" || this.closing) return undefined;
    const { transactions, accumulator, outcomes, network } = this.parts;
    if (transactions !== undefined && !transactions.isQuiet) return undefined;
    if (!accumulator.isMuted || !outcomes.expiresNoneSoon(nowMillis) || !network.isIdle(nowMillis)) return undefined;
    return network.beginPoll(Infinity, nowMillis);
  }

  /** After a close the loop goes on until nothing is queued or in flight (P-112), or not at all (P-113). */
  private isDone(): boolean {
    const { accumulator, network } = this.parts;
    return this.forced || (accumulator.queuedBatches === 0 && network.inFlightCount === 0);
  }

  private close(): Wait {
    this.phase = "closed";
    if (this.forced) {
      this.parts.transactions?.close();
      this.parts.outcomes.abortAll("KafkaException");
    }
    return closed;
  }

  private pass(nowMillis: number): Wait {
    const { transactions, outcomes, accumulator, config } = this.parts;
    if (transactions !== undefined && !transactions.isQuiet) {
      transactions.resolveSequences();
      if (transactions.isFatal) {
        if (accumulator.hasIncomplete) outcomes.abortAll(transactions.lastException);
        return this.lastPoll(config.retryBackoffMillis, nowMillis);
      }
      if (transactions.wasRefused) {
        outcomes.abortAll(transactions.lastException);
        transactions.resetAfterRefusal();
        return this.endPass();
      }
      transactions.bumpAndAskForId();
      // It has just become so by throwing, which ends the pass.
      if (transactions.hasError) return this.endPass();
      const step = (this.idRequest as ProducerIdRequest).begin(nowMillis);
      if (step !== undefined) return this.take(step, nowMillis);
    }
    return this.sendProducerData(nowMillis);
  }

  private take(step: IdStep, nowMillis: number): Wait {
    switch (step.kind) {
      case "last-poll":
        return this.lastPoll(step.millis, nowMillis);
      case "poll":
        this.phase = "awaiting-node";
        return this.beginPoll(step.millis, nowMillis);
      case "sleep":
        this.phase = "asleep";
        return { kind: "sleep", millis: step.millis };
      case "pass-over":
        return this.endPass();
    }
  }

  private endPass(): Wait {
    this.phase = "between-passes";
    return passEnded;
  }

  private lastPoll(timeoutMillis: number, nowMillis: number): Wait {
    this.phase = "last-poll";
    return this.beginPoll(timeoutMillis, nowMillis);
  }

  private beginPoll(timeoutMillis: number, nowMillis: number): Wait {
    this.poll.timeoutMillis = this.parts.network.beginPoll(timeoutMillis, nowMillis);
    return this.poll;
  }

  private finishPoll(poll: PollResult | undefined, nowMillis: number): void {
    if (poll === undefined) throw new InvariantError("a poll ended without a result");
    const { network, outcomes, transactions } = this.parts;
    network.finishPoll(poll, nowMillis);
    const { completed } = network;
    for (let i = 0; i < completed.length; i++) {
      const request = completed[i] as InFlightRequest;
      if (request.request.api === "Produce") {
        outcomes.requestEnded(request, nowMillis);
      } else if (request.response?.api === "InitProducerId") {
        const { error, producerId, producerEpoch } = request.response;
        transactions?.idAnswered(error, producerId, producerEpoch);
      } else {
        transactions?.retryIdRequest();
      }
    }
  }

  /** Drains what can be sent, fails what is out of time, and writes the requests (P-14, P-82, P-85). */
  private sendProducerData(nowMillis: number): Wait {
    const { accumulator, metadata, outcomes } = this.parts;
    accumulator.findReady(nowMillis);
    if (accumulator.leaderUnknown) metadata.requestUpdate();
    const usable = this.usable;
    empty(usable);
    const notReadyMillis = accumulator.readyNodes.length === 0 ? Infinity : this.findUsable(nowMillis);
    for (let i = 0; i < usable.length; i++) this.drained[i] = accumulator.drain(usable[i] as NodeState, nowMillis);
    for (let i = 0; i < usable.length; i++) outcomes.drained(this.drained[i] as readonly ProducerBatch[]);
    const nextExpiryMillis = outcomes.expire(nowMillis);
    if (nextExpiryMillis === undefined) return this.endPass();
    for (let i = 0; i < usable.length; i++) {
      const batches = this.drained[i] as readonly ProducerBatch[];
      if (batches.length > 0) this.send(usable[i] as NodeState, batches, nowMillis);
    }
    if (usable.length > 0) return this.lastPoll(0, nowMillis);
    const limitMillis = Math.min(accumulator.nextCheckMillis, notReadyMillis, nextExpiryMillis - nowMillis);
    return this.lastPoll(Math.max(limitMillis, 0), nowMillis);
  }

  /** Of the ready brokers those that can be sent to; for the others, how long to wait at most (P-52). */
  private findUsable(nowMillis: number): number {
    const { network, accumulator } = this.parts;
    let notReadyMillis = Infinity;
    for (const node of accumulator.readyNodes) {
      if (network.makeUsable(node, nowMillis)) add(this.usable, node);
      else notReadyMillis = Math.min(notReadyMillis, node.pollDelayMillis(nowMillis));
    }
    return notReadyMillis;
  }

  private send(node: NodeState, batches: readonly ProducerBatch[], nowMillis: number): void {
    const { network, config } = this.parts;
    const ordered = batches.length > 2 ? groupedByTopic(batches) : batches;
    const recordBatches: RecordBatch[] = [onTheWire(ordered[0] as ProducerBatch)];
    for (let i = 1; i < ordered.length; i++) recordBatches.push(onTheWire(ordered[i] as ProducerBatch));
    const request: ProduceRequest = {
      api: "Produce",
      correlationId: network.nextCorrelationId(),
      acks: config.acks,
      timeoutMillis: config.requestTimeoutMillis,
      batches: recordBatches,
    };
    network.send(node, new InFlightRequest(request, nowMillis, config.acks !== 0, batches));
  }
}

function onTheWire(batch: ProducerBatch): RecordBatch {
  batch.sends++;
  return batch.toRecordBatch();
}

/** A request holds the partitions of one topic side by side; topics and partitions keep the order of the drain (P-57). */
function groupedByTopic(batches: readonly ProducerBatch[]): readonly ProducerBatch[] {
  const topics: string[] = [];
  for (const { partition } of batches) {
    if (!topics.includes(partition.topicPartition.topic)) topics.push(partition.topicPartition.topic);
  }
  if (topics.length === 1) return batches;
  return topics.flatMap((topic) => batches.filter((batch) => batch.partition.topicPartition.topic === topic));
}
