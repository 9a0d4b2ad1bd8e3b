import { InvariantError } from "../../sim/assert.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { ClusterMetadata, ProducedRecord } from "../protocol.ts";
import { ApplicationSends } from "./application-sends.ts";
import { BatchOutcomes } from "./batch-outcomes.ts";
import { waitsOf } from "./batch-waits.ts";
import type { ProducerConfig } from "./config.ts";
import { type ProducerLook, lookAt } from "./look.ts";
import { ProducerMetadata } from "./metadata.ts";
import { NetworkClient } from "./network-client.ts";
import { NodeTable } from "./node-state.ts";
import { PartitionTable } from "./partition-state.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import { RecordAccumulator } from "./record-accumulator.ts";
import type { AnswerOrder, Jitter, PollResult, ProducerAutomaton, ProducerIo, SendOutcome, Wait } from "./seam.ts";
import { Sender } from "./sender.ts";
import { TransactionManager } from "./transaction-manager.ts";
import type { Waiting } from "./waits.ts";

export interface ProducerOptions {
  readonly config: ProducerConfig;
  readonly clientId: string;
  /** What the producer knows at its start; `undefined`: nothing, and `send` waits for metadata (P-36). */
  readonly cluster: ClusterMetadata | undefined;
  /** The brokers to ask while it knows none. */
  readonly bootstrapNodes: readonly number[];
  readonly io: ProducerIo;
  readonly jitter: Jitter;
  /** `in-order` unless given: what a connection promises. */
  readonly answers?: AnswerOrder;
  /** The clock's reading at the start: the age of `cluster` counts from it. */
  readonly startMillis: number;
}

/** A call of `flush` that has not returned (P-111). */
export interface Flush {
  /** The batches that were incomplete when it was called and, as far as it looked, still are. */
  awaited: readonly ProducerBatch[];
}

/** Sequences and queue of one partition, for those who look on. */
export interface PartitionReport {
  readonly next: number;
  readonly acked: number;
  readonly unresolved: boolean;
  readonly queued: readonly { readonly baseSequence: number; readonly count: number }[];
}

export interface ProducerIdentity {
  readonly producerId: number;
  readonly producerEpoch: number;
  /** It has given up for good. */
  readonly fatal: boolean;
}

/**
 * The producer of the Java client as one automaton. `send`, `beginFlush` and the closes are what the application's
 * threads do; `advance` runs the sender's thread from one wait to the next. Every clock reading is in whole milliseconds
 * and never goes back.
 */
export class Producer implements ProducerAutomaton {
  readonly clientId: string;
  private readonly io: ProducerIo;
  private readonly partitions = new PartitionTable();
  private readonly transactions: TransactionManager | undefined;
  private readonly accumulator: RecordAccumulator;
  private readonly network: NetworkClient;
  private readonly sends: ApplicationSends;
  private readonly sender: Sender;
  private readonly nodes = new NodeTable();
  private readonly config: ProducerConfig;
  private nowMillis: number;

  constructor(options: ProducerOptions) {
    const { config, io, jitter } = options;
    this.clientId = options.clientId;
    this.nowMillis = options.startMillis;
    this.io = io;
    const { nodes } = this;
    this.config = config;
    const metadata = new ProducerMetadata(config, nodes, this.partitions, jitter, options.bootstrapNodes);
    if (options.cluster !== undefined) metadata.update(options.cluster, options.startMillis);
    this.transactions = config.enableIdempotence ? new TransactionManager(config.behaviour) : undefined;
    const transactions = this.transactions;
    const accumulator = new RecordAccumulator(config, jitter, transactions);
    const network = new NetworkClient(config, nodes, metadata, io, jitter, options.answers ?? "in-order");
    network.start(options.startMillis);
    const outcomes = new BatchOutcomes(config, accumulator, transactions, metadata, io);
    this.accumulator = accumulator;
    this.network = network;
    this.sends = new ApplicationSends(config, accumulator, transactions, metadata, io);
    this.sender = new Sender({ config, accumulator, transactions, metadata, network, outcomes });
  }

  /** Lets the sequences of a partition begin at a number, the first time, as if all before it had been acknowledged. */
  beginSequencesAt(topicPartition: TopicPartition, sequence: number): void {
    this.partitions.of(topicPartition).sequences.firstSequence = sequence;
  }

  /** The application sends a record; its callback may run before this returns. */
  send(topicPartition: TopicPartition, record: ProducedRecord, nowMillis: number): SendOutcome {
    this.readClock(nowMillis);
    return this.sends.send(this.partitions.of(topicPartition), record, nowMillis);
  }

  /** When the first of the blocked sends has waited for max.block.ms: call `blockExpired` then, unless it went on. */
  get blockedUntilMillis(): number | undefined {
    return this.sends.blockedUntilMillis;
  }

  /** Ends the blocked sends whose time is up. */
  blockExpired(nowMillis: number): void {
    this.readClock(nowMillis);
    this.sends.expireBlocked(nowMillis);
  }

  /** The first half of `flush`: everything may be sent without lingering, and is waited for. */
  beginFlush(nowMillis: number): Flush {
    this.readClock(nowMillis);
    this.accumulator.flushesInProgress++;
    this.io.wakeup();
    return { awaited: this.accumulator.incomplete() };
  }

  /** Whether everything that a flush waits for is done. */
  isFlushed(flush: Flush): boolean {
    const open = flush.awaited.findIndex((batch) => !batch.isFlushed);
    flush.awaited = open < 0 ? [] : flush.awaited.slice(open);
    return open < 0;
  }

  /** The second half of `flush`: it returns, and batches linger again. */
  endFlush(): void {
    this.accumulator.flushesInProgress--;
  }

  /** Takes no more records and sends what there is; the loop ends when all is decided (P-112). */
  initiateClose(nowMillis: number): void {
    this.readClock(nowMillis);
    this.sender.initiateClose();
    this.sends.closeBlocked("memory");
    this.io.wakeup();
  }

  /** Ends the loop after the pass that is under way, and fails whatever is open (P-113). */
  forceClose(nowMillis: number): void {
    this.readClock(nowMillis);
    this.sender.forceClose();
    this.sends.closeBlocked("memory");
    this.io.wakeup();
  }

  /**
   * Runs the sender's thread to its next wait. The first call starts it; after a wait of kind `poll` the next call hands
   * in what the poll brought. The returned object is valid until the next call.
   */
  advance(nowMillis: number, poll?: PollResult): Wait {
    this.readClock(nowMillis);
    const wait = this.sender.advance(nowMillis, poll);
    if (this.sends.hasBlocked) this.serveBlocked(wait, nowMillis);
    return wait;
  }

  /**
   * A short cut for a poll that ends without having brought anything. Where a number is returned, the sender's thread has
   * gone on to its next wait, a poll of so many milliseconds, as two calls of `advance` would have let it; `undefined`:
   * nothing has happened, and `advance` is to be called. Every record that is sent wakes the sender's thread, and mostly
   * it finds that it can only wait on (bench `model-event`).
   */
  pollOn(nowMillis: number): number | undefined {
    this.readClock(nowMillis);
    return this.sends.hasBlocked ? undefined : this.sender.idlePollMillis(nowMillis);
  }

  private serveBlocked(wait: Wait, nowMillis: number): void {
    if (wait.kind === "closed") this.sends.closeBlocked("everything");
    else this.sends.serveBlocked(nowMillis);
  }

  private readClock(nowMillis: number): void {
    if (nowMillis < this.nowMillis)
      throw new InvariantError(`the clock went back from ${this.nowMillis} to ${nowMillis} ms`);
    this.nowMillis = nowMillis;
  }

  get identity(): ProducerIdentity | undefined {
    const transactions = this.transactions;
    if (transactions === undefined) return undefined;
    const { producerId, producerEpoch, isFatal } = transactions;
    return { producerId, producerEpoch, fatal: isFatal };
  }

  report(topicPartition: TopicPartition): PartitionReport {
    const { sequences, queue } = this.partitions.of(topicPartition);
    return {
      next: sequences.next,
      acked: sequences.lastAcked,
      unresolved: sequences.isUnresolved,
      queued: queue.list().map((batch) => ({ baseSequence: batch.baseSequence, count: batch.records.length })),
    };
  }

  get isClosed(): boolean {
    return this.sender.isClosed;
  }

  /** Requests of every kind that have no outcome yet. */
  get inFlightCount(): number {
    return this.network.inFlightCount;
  }

  /** Bytes of buffer.memory that batches have taken and not given back (P-39). */
  get bufferInUse(): number {
    const { totalBytes, freeBytes } = this.accumulator.pool;
    return totalBytes - freeBytes;
  }

  look(): ProducerLook {
    const { config, partitions, transactions, nodes } = this;
    return lookAt({ config, partitions, transactions, nodes });
  }

  waits(nowMillis: number): readonly Waiting[] {
    const { config, accumulator, transactions, network, nodes, sends } = this;
    return waitsOf({ config, accumulator, transactions, network, nodes, sends }, nowMillis);
  }

  /** Records that were taken and have no outcome yet, by the creation of their batches. */
  incompleteRecords(): readonly ProducedRecord[] {
    return this.accumulator.incomplete().flatMap((batch) => batch.records);
  }
}
