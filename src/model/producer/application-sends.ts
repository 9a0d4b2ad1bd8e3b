import { batchBytesUpperBound } from "../core/record-size.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { ProducedRecord } from "../protocol.ts";
import type { BufferWaiter } from "./buffer-pool.ts";
import type { ProducerConfig } from "./config.ts";
import type { ProducerMetadata } from "./metadata.ts";
import type { PartitionState } from "./partition-state.ts";
import type { RecordAccumulator } from "./record-accumulator.ts";
import type { ProducerIo, SendOutcome } from "./seam.ts";
import type { TransactionManager } from "./transaction-manager.ts";

const accepted: SendOutcome = { kind: "accepted" };
const blocked: SendOutcome = { kind: "blocked" };

/** A send whose thread is blocked. What it waits for first is metadata, then buffer memory. */
interface BlockedSend {
  readonly partition: PartitionState;
  record: ProducedRecord;
  readonly untilMillis: number;
  memory: BufferWaiter | undefined;
}

/** What happens in the application's thread: everything from `send` to a record in a batch (P-36 … P-42). */
export class ApplicationSends {
  private readonly config: ProducerConfig;
  private readonly accumulator: RecordAccumulator;
  private readonly transactions: TransactionManager | undefined;
  private readonly metadata: ProducerMetadata;
  private readonly io: ProducerIo;
  /** By the time of the call. */
  private blocked: BlockedSend[] = [];

  constructor(
    config: ProducerConfig,
    accumulator: RecordAccumulator,
    transactions: TransactionManager | undefined,
    metadata: ProducerMetadata,
    io: ProducerIo,
  ) {
    this.config = config;
    this.accumulator = accumulator;
    this.transactions = transactions;
    this.metadata = metadata;
    this.io = io;
  }

  get hasBlocked(): boolean {
    return this.blocked.length > 0;
  }

  /** The blocked sends, and what for. */
  get waiting(): readonly { record: ProducedRecord; topicPartition: TopicPartition; kind: "memory" | "metadata" }[] {
    return this.blocked.map(({ record, partition: { topicPartition }, memory }) => {
      return { record, topicPartition, kind: memory === undefined ? "metadata" : "memory" };
    });
  }

  /** When max.block.ms ends for the first of the blocked sends. */
  get blockedUntilMillis(): number | undefined {
    let earliest: number | undefined;
    for (const { untilMillis } of this.blocked) {
      if (earliest === undefined || untilMillis < earliest) earliest = untilMillis;
    }
    return earliest;
  }

  send(partition: PartitionState, record: ProducedRecord, nowMillis: number): SendOutcome {
    if (this.accumulator.closed) return { kind: "threw", exception: "IllegalStateException", taken: false };
    if (partition.known)
      return this.append(partition, stamped(record, nowMillis), nowMillis + this.config.maxBlockMillis, nowMillis);
    if (this.config.maxBlockMillis === 0) return this.fail(partition, record, "TimeoutException", false);
    this.metadata.requestUpdateAtOnce();
    this.io.wakeup();
    const untilMillis = nowMillis + this.config.maxBlockMillis;
    this.blocked.push({ partition, record, untilMillis, memory: undefined });
    return blocked;
  }

  private append(
    partition: PartitionState,
    record: ProducedRecord,
    untilMillis: number,
    nowMillis: number,
  ): SendOutcome {
    const bytes = batchBytesUpperBound(record);
    if (bytes > this.config.maxRequestSize || bytes > this.config.bufferMemory) {
      return this.fail(partition, record, "RecordTooLargeException", false);
    }
    const accumulator = this.accumulator;
    if (accumulator.closed) return { kind: "threw", exception: "KafkaException", taken: false };
    if (accumulator.tryAppend(partition, record)) return this.appended(partition, record, false);
    const needed = accumulator.bytesToAllocate(bytes);
    if (accumulator.pool.tryAllocate(needed)) {
      accumulator.appendToNewBatch(partition, record, needed, nowMillis);
      return this.appended(partition, record, true);
    }
    // More than there is at all: the client's pool throws this, since batch.size may exceed buffer.memory.
    if (needed > accumulator.pool.totalBytes) {
      return { kind: "threw", exception: "IllegalArgumentException", taken: false };
    }
    if (untilMillis <= nowMillis) {
      accumulator.pool.tellFirst();
      return this.fail(partition, record, "BufferExhaustedException", false);
    }
    this.blocked.push({ partition, record, untilMillis, memory: accumulator.pool.wait(needed) });
    return blocked;
  }

  /** The record is in a batch; only now the client looks for errors, and whether to wake the sender (P-38, P-36). */
  private appended(partition: PartitionState, record: ProducedRecord, newBatch: boolean): SendOutcome {
    const transactions = this.transactions;
    if (transactions?.hasError === true) {
      const exception = transactions.lastException;
      if (exception === "ProducerFencedException") return this.fail(partition, record, exception, true);
      const isBroken = exception === "IllegalStateException";
      return { kind: "threw", exception: isBroken ? exception : "KafkaException", taken: true };
    }
    if (newBatch || this.accumulator.lastBatchIsFull(partition)) this.io.wakeup();
    return accepted;
  }

  private fail(partition: PartitionState, record: ProducedRecord, exception: string, taken: boolean): SendOutcome {
    this.io.callback(record, partition.topicPartition, { kind: "failed", exception, attempts: 0, taken });
    return { kind: "failed", exception, taken };
  }

  /** Lets those go on for whom metadata or memory has come. To be called whenever the sender may have brought some. */
  serveBlocked(nowMillis: number): void {
    const waiting = this.blocked;
    this.blocked = [];
    for (const send of waiting) {
      const outcome = send.memory === undefined ? this.metadataCame(send, nowMillis) : this.memoryCame(send, nowMillis);
      if (outcome === undefined) this.blocked.push(send);
      else if (outcome.kind !== "blocked") this.io.unblocked(send.record, send.partition.topicPartition, outcome);
    }
  }

  private metadataCame(send: BlockedSend, nowMillis: number): SendOutcome | undefined {
    if (!send.partition.known) return undefined;
    return this.append(send.partition, stamped(send.record, nowMillis), send.untilMillis, nowMillis);
  }

  /** Memory has come: but another send may have begun a batch meanwhile that has room for this record, too (P-39). */
  private memoryCame(send: BlockedSend, nowMillis: number): SendOutcome | undefined {
    const { pool } = this.accumulator;
    const memory = send.memory as BufferWaiter;
    if (!pool.serve(memory)) return undefined;
    if (this.accumulator.tryAppend(send.partition, send.record)) {
      pool.deallocate(memory.bytes);
      return this.appended(send.partition, send.record, false);
    }
    this.accumulator.appendToNewBatch(send.partition, send.record, memory.bytes, nowMillis);
    return this.appended(send.partition, send.record, true);
  }

  /** max.block.ms has passed for some: their futures fail (P-36). */
  expireBlocked(nowMillis: number): void {
    for (const send of this.take((waiting) => waiting.untilMillis <= nowMillis)) {
      const exception = send.memory === undefined ? "TimeoutException" : "BufferExhaustedException";
      const outcome = this.fail(send.partition, send.record, exception, false);
      this.io.unblocked(send.record, send.partition.topicPartition, outcome);
    }
    if (this.hasBlocked) this.serveBlocked(nowMillis);
  }

  /** A close lets nobody wait for memory, and its end nobody for metadata (P-115). */
  closeBlocked(also: "memory" | "everything"): void {
    for (const send of this.take((waiting) => also === "everything" || waiting.memory !== undefined)) {
      const outcome = { kind: "threw", exception: "KafkaException", taken: false } as const;
      this.io.unblocked(send.record, send.partition.topicPartition, outcome);
    }
  }

  private take(isTaken: (send: BlockedSend) => boolean): BlockedSend[] {
    const taken = this.blocked.filter(isTaken);
    this.blocked = this.blocked.filter((send) => !taken.includes(send));
    for (const { memory } of taken) {
      if (memory !== undefined) this.accumulator.pool.abandon(memory);
    }
    return taken;
  }
}

/** A record that has no timestamp of its own gets the clock of its send (P-42). */
const stamped = (record: ProducedRecord, nowMillis: number): ProducedRecord =>
  record.timestamp >= 0 ? record : { ...record, timestamp: nowMillis };
