import { add, empty, removeAt } from "../core/arrays.ts";
import { capacityFor, defaultCapacity, inBucketOrder } from "../core/java-hash.ts";
import { errors, type KafkaError } from "../core/errors.ts";
import { recordException } from "../core/retry-decision.ts";
import { noOffset, type PartitionProduceResponse, type ProduceResponse } from "../protocol.ts";
import type { ProducerConfig } from "./config.ts";
import type { ProducerMetadata } from "./metadata.ts";
import type { InFlightRequest } from "./node-state.ts";
import type { PartitionState } from "./partition-state.ts";
import type { ProducerBatch } from "./producer-batch.ts";
import type { RecordAccumulator } from "./record-accumulator.ts";
import type { ProducerIo } from "./seam.ts";
import type { TransactionManager } from "./transaction-manager.ts";

const hashOfBatch = (batch: ProducerBatch): number => batch.partition.hash;
const hashOfPartition = (partition: PartitionState): number => partition.hash;
const noRecordErrors: readonly number[] = [];

/**
 * What becomes of batches: answers, lost requests, time that has run out, aborts. It holds the sender's list of batches
 * in flight, which is what expires; the transaction manager tracks its own (P-55).
 */
export class BatchOutcomes {
  private readonly config: ProducerConfig;
  private readonly accumulator: RecordAccumulator;
  private readonly transactions: TransactionManager | undefined;
  private readonly metadata: ProducerMetadata;
  private readonly io: ProducerIo;

  /** Partitions with batches in flight, in the order in which they came to have some. */
  private readonly inFlight: PartitionState[] = [];
  /** Buckets of the client's map of them. It grows only when a batch comes to a map that is too full already. */
  private capacity = defaultCapacity;
  private readonly expired: ProducerBatch[] = [];
  /**
   * Whether of all batches the accumulator's oldest is the first to be out of time. Not any more once one was split, whose
   * parts have its age and stand last, or some were aborted, which stay in flight although they are decided (P-113).
   */
  private oldestIsFirst = true;

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

  /** Batches were drained: they are in flight from now on, and their partitions muted where P-59 says so. */
  drained(batches: readonly ProducerBatch[]): void {
    for (let i = 0; i < batches.length; i++) {
      const batch = batches[i] as ProducerBatch;
      const { partition } = batch;
      if (this.inFlight.length > this.capacity * 0.75) this.capacity *= 2;
      if (partition.inFlight.length === 0) add(this.inFlight, partition);
      add(partition.inFlight, batch);
      if (this.config.maxInFlightRequestsPerConnection === 1) partition.muted = true;
    }
  }

  /** A produce request is over. */
  requestEnded(request: InFlightRequest, nowMillis: number): void {
    switch (request.fate) {
      case "answered":
        this.answered(request.batches, request.response as ProduceResponse, nowMillis);
        break;
      case "written":
        this.endAll(request.batches, errors.NONE, nowMillis);
        break;
      case "timed-out":
        this.endAll(request.batches, errors.REQUEST_TIMED_OUT, nowMillis);
        break;
      default:
        this.endAll(request.batches, errors.NETWORK_EXCEPTION, nowMillis);
    }
  }

  private answered(batches: readonly ProducerBatch[], response: ProduceResponse, nowMillis: number): void {
    const { partitions } = response;
    let hints: PartitionProduceResponse[] | undefined;
    for (let i = 0; i < partitions.length; i++) {
      const answer = partitions[i] as PartitionProduceResponse;
      const batch = batchOf(batches, answer);
      if (batch === undefined || !this.end(batch, answer.error, answer, nowMillis)) return;
      if (answer.currentLeader !== undefined && namesNewLeader(answer.error)) (hints ??= []).push(answer);
    }
    if (hints !== undefined) this.metadata.updateLeaders(hints);
  }

  /** All batches of a request end alike, in the order of a map made for them (P-62). */
  private endAll(batches: readonly ProducerBatch[], error: KafkaError, nowMillis: number): void {
    const capacity = capacityFor(batches.length, batches.length);
    const ordered = batches.length === 1 ? batches : inBucketOrder(batches, hashOfBatch, capacity);
    for (const batch of ordered) {
      if (!this.end(batch, error, undefined, nowMillis)) return;
    }
  }

  /**
   * The outcome of one batch of a request (P-64). False: the client threw on the way and leaves the rest of this
   * request undone, which its loop survives.
   */
  private end(
    batch: ProducerBatch,
    error: KafkaError,
    answer: PartitionProduceResponse | undefined,
    nowMillis: number,
  ): boolean {
    if (error.name === "NONE") {
      this.succeed(batch, answer === undefined ? noOffset : answer.baseOffset);
    } else if (error.name === "MESSAGE_TOO_LARGE" && batch.records.length > 1 && !batch.done) {
      if (!this.split(batch)) return false;
    } else {
      if (this.canRetry(batch, error, answer, nowMillis)) {
        if (!this.accumulator.reenqueue(batch, nowMillis)) return false;
        this.leaveFlight(batch);
      } else if (error.name === "DUPLICATE_SEQUENCE_NUMBER") {
        this.succeed(batch, answer === undefined ? noOffset : answer.baseOffset);
      } else {
        const recordErrors = answer?.recordErrors ?? noRecordErrors;
        if (!batch.done) this.fail(batch, error, recordErrors, batch.attempts < this.config.retries);
        this.accumulator.deallocate(batch);
      }
      if (error.invalidMetadata) this.metadata.requestUpdate();
    }
    if (this.config.maxInFlightRequestsPerConnection === 1) batch.partition.muted = false;
    return true;
  }

  /** The order of these tests matters: the last one may ask for an epoch (P-70). */
  private canRetry(
    batch: ProducerBatch,
    error: KafkaError,
    answer: PartitionProduceResponse | undefined,
    nowMillis: number,
  ): boolean {
    if (batch.isExpired(this.config.deliveryTimeoutMillis, nowMillis)) return false;
    if (batch.attempts >= this.config.retries || batch.done) return false;
    if (this.transactions === undefined) return error.retriable;
    return this.transactions.canRetry(batch, error, answer === undefined ? -1 : answer.logStartOffset);
  }

  private split(batch: ProducerBatch): boolean {
    this.oldestIsFirst = false;
    if (this.transactions !== undefined) batch.partition.sequences.untrack(batch);
    if (!this.accumulator.splitAndReenqueue(batch)) return false;
    this.leaveFlight(batch);
    this.accumulator.release(batch);
    return true;
  }

  /** Stored: sequences first, even when the batch had failed for the user (P-65, P-66), then callbacks. */
  private succeed(batch: ProducerBatch, baseOffset: number): void {
    this.transactions?.batchCompleted(batch);
    if (batch.done) return this.accumulator.deallocate(batch);
    batch.done = true;
    batch.flushed = true;
    const { records, sends } = batch;
    const { topicPartition } = batch.partition;
    for (let i = 0; i < records.length; i++) {
      const offset = baseOffset === noOffset ? noOffset : baseOffset + i;
      const record = records[i] as (typeof records)[0];
      this.io.callback(record, topicPartition, { kind: "acknowledged", offset, attempts: sends });
    }
    this.leaveFlight(batch);
    this.accumulator.release(batch);
  }

  /** Failed for good: callbacks first, then sequences (P-68). When its memory is free again is another matter. */
  private fail(batch: ProducerBatch, error: KafkaError, recordErrors: readonly number[], adjust: boolean): void {
    batch.done = true;
    batch.flushed = true;
    const { records, sends } = batch;
    const { topicPartition } = batch.partition;
    for (let i = 0; i < records.length; i++) {
      const exception = recordException(error, recordErrors, i);
      const record = records[i] as (typeof records)[0];
      this.io.callback(record, topicPartition, { kind: "failed", exception, attempts: sends, taken: true });
    }
    this.transactions?.batchFailed(batch, error.exception, adjust);
    this.leaveFlight(batch);
    this.accumulator.decided(batch);
  }

  /**
   * Fails every batch that is out of time (P-82 … P-84): queued ones first, then those in flight. Returns when the next
   * one will be, or `undefined`: the client threw, and its pass is over (P-26). Infinity also stands for a time that
   * is further off than any poll lasts.
   */
  expire(nowMillis: number): number | undefined {
    // Almost every pass ends its look here, without one at each partition.
    if (this.expiresNoneSoon(nowMillis)) return Infinity;
    const { deliveryTimeoutMillis } = this.config;
    const accumulator = this.accumulator;
    accumulator.oldestLeftMillis = Infinity;
    const inFlight = this.takeExpiredInFlight(nowMillis);
    if (inFlight === undefined) return undefined;
    const expired = this.expired;
    accumulator.takeExpired(expired, nowMillis);
    if (expired.length > 0 || inFlight.length > 0) {
      const queued = [...expired];
      expired.length = 0;
      for (const batch of queued) this.failExpired(batch, false);
      for (const batch of inFlight) this.failExpired(batch, true);
    }
    return accumulator.oldestLeftMillis + deliveryTimeoutMillis;
  }

  /** Whether every batch has more time left than any poll lasts, which is as long as a request may take. */
  expiresNoneSoon(nowMillis: number): boolean {
    const { oldest } = this.accumulator;
    if (!this.oldestIsFirst) return false;
    if (oldest === undefined) return true;
    const leftMillis = oldest.createdMillis + this.config.deliveryTimeoutMillis - nowMillis;
    return leftMillis > this.config.requestTimeoutMillis;
  }

  private failExpired(batch: ProducerBatch, onWire: boolean): void {
    this.fail(batch, errors.REQUEST_TIMED_OUT, noRecordErrors, false);
    if (!onWire || !this.config.behaviour.keepsMemoryOnWire) this.accumulator.deallocate(batch);
    if (batch.attempts > 0) this.transactions?.markUnresolved(batch);
  }

  /** Of each partition the expired batches up to the first that is not, in the order of the client's map (P-117). */
  private takeExpiredInFlight(nowMillis: number): readonly ProducerBatch[] | undefined {
    const { deliveryTimeoutMillis } = this.config;
    const accumulator = this.accumulator;
    let someExpired = false;
    for (let i = 0; i < this.inFlight.length; i++) {
      const oldest = (this.inFlight[i] as PartitionState).inFlight[0] as ProducerBatch;
      if (oldest.isExpired(deliveryTimeoutMillis, nowMillis)) someExpired = true;
      else if (oldest.createdMillis < accumulator.oldestLeftMillis) accumulator.oldestLeftMillis = oldest.createdMillis;
    }
    return someExpired ? this.collectExpiredInFlight(nowMillis) : noBatches;
  }

  private collectExpiredInFlight(nowMillis: number): readonly ProducerBatch[] | undefined {
    const expired: ProducerBatch[] = [];
    for (const partition of inBucketOrder(this.inFlight, hashOfPartition, this.capacity)) {
      for (let batch = partition.inFlight[0]; batch !== undefined; batch = partition.inFlight[0]) {
        if (!batch.isExpired(this.config.deliveryTimeoutMillis, nowMillis)) {
          const { oldestLeftMillis } = this.accumulator;
          if (batch.createdMillis < oldestLeftMillis) this.accumulator.oldestLeftMillis = batch.createdMillis;
          break;
        }
        this.leaveFlight(batch);
        if (batch.done) return undefined;
        expired.push(batch);
      }
    }
    return expired;
  }

  /** Fails everything that has no outcome, queued or on the wire, in the order of creation (P-113, P-114). */
  abortAll(exception: string): void {
    this.oldestIsFirst = false;
    const { keepsMemoryOnWire, forgetsAborted } = this.config.behaviour;
    const batches = this.accumulator.incomplete();
    for (const batch of batches) {
      this.accumulator.removeFromQueue(batch);
      const onWire = batch.partition.inFlight.includes(batch);
      batch.done = true;
      batch.flushed = true;
      const { topicPartition } = batch.partition;
      for (const record of batch.records) {
        this.io.callback(record, topicPartition, { kind: "failed", exception, attempts: batch.sends, taken: true });
      }
      this.accumulator.decided(batch);
      if (!onWire || !keepsMemoryOnWire) this.accumulator.deallocate(batch);
    }
    if (forgetsAborted && batches.length > 0) this.forgetFlight();
  }

  private forgetFlight(): void {
    for (const { inFlight } of this.inFlight) empty(inFlight);
    empty(this.inFlight);
  }

  private leaveFlight(batch: ProducerBatch): void {
    const { partition } = batch;
    const { inFlight } = partition;
    const at = inFlight.indexOf(batch);
    if (at < 0) return;
    removeAt(inFlight, at);
    if (inFlight.length === 0) removeAt(this.inFlight, this.inFlight.indexOf(partition));
  }
}

const noBatches: readonly ProducerBatch[] = [];

function batchOf(batches: readonly ProducerBatch[], answer: PartitionProduceResponse): ProducerBatch | undefined {
  for (let i = 0; i < batches.length; i++) {
    const batch = batches[i] as ProducerBatch;
    if (batch.partition.topicPartition === answer.topicPartition) return batch;
  }
  return undefined;
}

const namesNewLeader = (error: KafkaError): boolean =>
  error.name === "NOT_LEADER_OR_FOLLOWER" || error.name === "FENCED_LEADER_EPOCH";
