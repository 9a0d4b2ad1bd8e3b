import { add, empty } from "../core/arrays.ts";
import { Backoff } from "../core/backoff.ts";
import { javaStringHash, withNewKey } from "../core/java-hash.ts";
import type { ProducedRecord } from "../protocol.ts";
import { BufferPool } from "./buffer-pool.ts";
import type { ClientBehaviour } from "./client-behaviour.ts";
import { CompressionRatios } from "./compression-ratios.ts";
import type { ProducerConfig } from "./config.ts";
import { IncompleteBatches } from "./incomplete-batches.ts";
import type { NodeState } from "./node-state.ts";
import type { PartitionState } from "./partition-state.ts";
import { ProducerBatch } from "./producer-batch.ts";
import type { Jitter } from "./seam.ts";
import type { TransactionManager } from "./transaction-manager.ts";

/** The queues of one topic's partitions, in the order in which the client's map is walked. */
interface TopicQueues {
  readonly topic: string;
  partitions: PartitionState[];
}

const hashOfTopic = (queues: TopicQueues): number => javaStringHash(queues.topic);
const hashOfPartitionNumber = (partition: PartitionState): number => partition.topicPartition.partition;

/** Gathers records into batches, one queue for each partition, and says which brokers have something to be sent to. */
export class RecordAccumulator {
  readonly pool: BufferPool;
  private readonly batchSize: number;
  private readonly lingerMillis: number;
  private readonly deliveryTimeoutMillis: number;
  private readonly maxRequestSize: number;
  private readonly behaviour: ClientBehaviour;
  private readonly codec: CompressionRatios | undefined;
  private readonly backoff: Backoff;
  private readonly jitter: Jitter;
  private readonly transactions: TransactionManager | undefined;

  private topics: TopicQueues[] = [];
  /** All queues, in the order of a walk over topics and partitions. */
  queues: readonly PartitionState[] = [];
  queuedBatches = 0;
  closed = false;
  flushesInProgress = 0;

  private readonly incompleteBatches = new IncompleteBatches();

  /** What the last `findReady` found: brokers by ascending id, and the shortest time until another may be ready. */
  readonly readyNodes: NodeState[] = [];
  nextCheckMillis = Infinity;
  leaderUnknown = false;
  /** The earliest creation among the batches that the last looks for expired ones left alone. */
  oldestLeftMillis = Infinity;

  constructor(config: ProducerConfig, jitter: Jitter, transactions: TransactionManager | undefined) {
    this.pool = new BufferPool(config.bufferMemory);
    this.batchSize = Math.max(1, config.batchSize);
    this.lingerMillis = config.lingerMillis;
    this.deliveryTimeoutMillis = config.deliveryTimeoutMillis;
    this.maxRequestSize = config.maxRequestSize;
    this.behaviour = config.behaviour;
    const { compressedPercent } = config;
    this.codec = compressedPercent === undefined ? undefined : new CompressionRatios(compressedPercent);
    this.backoff = new Backoff(config.retryBackoffMillis, config.retryBackoffMaxMillis);
    this.jitter = jitter;
    this.transactions = transactions;
  }

  /** Of the batches without an outcome the first that was made. */
  get oldest(): ProducerBatch | undefined {
    return this.incompleteBatches.oldest;
  }

  get hasIncomplete(): boolean {
    return !this.incompleteBatches.isEmpty;
  }

  /** Bytes that a batch takes from the buffer memory which begins with a record of at most so many (P-39). */
  bytesToAllocate(upperBound: number): number {
    return Math.max(this.batchSize, upperBound);
  }

  /** Adds the record to the last batch of the partition, and closes that one when there is no room (P-40). */
  tryAppend(partition: PartitionState, record: ProducedRecord): boolean {
    if (!partition.hasQueue) this.addQueue(partition);
    const last = partition.queue.tail;
    if (last === undefined) return false;
    if (last.tryAppend(record)) return true;
    last.closed = true;
    return false;
  }

  /** Begins a batch at the tail with memory that was allocated for it. */
  appendToNewBatch(partition: PartitionState, record: ProducedRecord, capacity: number, nowMillis: number): void {
    const batch = new ProducerBatch(partition, record, nowMillis, capacity, false, this.codec);
    partition.queue.push(batch);
    this.queuedBatches++;
    this.incompleteBatches.add(batch);
  }

  /** Whether the partition has more to send than an open batch (P-36). */
  lastBatchIsFull(partition: PartitionState): boolean {
    const { queue } = partition;
    return queue.length > 1 || (queue.tail as ProducerBatch).isFull;
  }

  private addQueue(partition: PartitionState): void {
    partition.hasQueue = true;
    const { topic } = partition.topicPartition;
    let queues = this.topics.find((known) => known.topic === topic);
    if (queues === undefined) {
      queues = { topic, partitions: [] };
      this.topics = withNewKey(this.topics, queues, hashOfTopic);
    }
    queues.partitions = withNewKey(queues.partitions, partition, hashOfPartitionNumber);
    const queuesNow: PartitionState[] = [];
    for (const known of this.topics) queuesNow.push(...known.partitions);
    this.queues = queuesNow;
  }

  /** Whether all that is queued waits for requests to be done with (P-59), and no look at it changes or draws anything. */
  get isMuted(): boolean {
    if (this.queuedBatches === 0) return true;
    const { queues } = this;
    for (let i = 0; i < queues.length; i++) {
      const { queue, muted, leader } = queues[i] as PartitionState;
      const { head } = queue;
      if (head !== undefined && (!muted || head.attempts > 0 || leader === undefined)) return false;
    }
    return true;
  }

  /** Finds the brokers that have something to be sent, into `readyNodes` and its companions (P-45). */
  findReady(nowMillis: number): void {
    empty(this.readyNodes);
    this.nextCheckMillis = Infinity;
    this.leaderUnknown = false;
    if (this.queuedBatches === 0) return;
    const hurried = this.closed || this.flushesInProgress > 0 || this.pool.hasWaiters;
    const { queues } = this;
    for (let i = 0; i < queues.length; i++) {
      const partition = queues[i] as PartitionState;
      const head = partition.queue.head;
      if (head === undefined) continue;
      head.noticeLeaderEpoch(partition.leaderEpoch);
      const backingOff = head.attempts > 0 && this.isBackingOff(head, nowMillis);
      if (partition.leader === undefined) this.leaderUnknown = true;
      else if (!partition.leader.ready && !partition.muted) this.check(partition, head, backingOff, hurried, nowMillis);
    }
    for (const node of this.readyNodes) node.ready = false;
  }

  private check(
    partition: PartitionState,
    head: ProducerBatch,
    backingOff: boolean,
    hurried: boolean,
    nowMillis: number,
  ): void {
    const waitMillis = backingOff ? this.backoff.millis(head.attempts - 1, this.jitter) : this.lingerMillis;
    const leftMillis = waitMillis - head.waitedMillis(nowMillis);
    const sendable = hurried || leftMillis <= 0 || partition.queue.length > 1 || head.isFull;
    if (sendable && !backingOff) this.addReady(partition.leader as NodeState);
    else if (leftMillis < this.nextCheckMillis) this.nextCheckMillis = Math.max(0, leftMillis);
  }

  /** Whether a retried batch still waits. The factor of its backoff is drawn anew at every look (P-77). */
  private isBackingOff(batch: ProducerBatch, nowMillis: number): boolean {
    const backoffMillis = this.backoff.millis(batch.attempts - 1, this.jitter);
    return batch.waitedMillis(nowMillis) < backoffMillis && !batch.leaderChangedInThisRetry;
  }

  private addReady(node: NodeState): void {
    node.ready = true;
    const { readyNodes } = this;
    let at = readyNodes.length;
    add(readyNodes, node);
    while (at > 0 && (readyNodes[at - 1] as NodeState).id > node.id) {
      readyNodes[at] = readyNodes[at - 1] as NodeState;
      at--;
    }
    readyNodes[at] = node;
  }

  /** Takes the heads of the queues of one broker, as many as go into one request (P-46 … P-50). */
  drain(node: NodeState, nowMillis: number): ProducerBatch[] {
    // One batch for a broker is the rule: a list of one that does not grow takes a quarter of the room.
    let drained: ProducerBatch[] | undefined;
    const { partitions } = node;
    if (partitions.length === 0) return [];
    let bytes = 0;
    const start = node.drainIndex % partitions.length;
    let index = start;
    do {
      const partition = partitions[index] as PartitionState;
      node.drainIndex = index;
      index = (index + 1) % partitions.length;
      const head = partition.muted ? undefined : partition.queue.head;
      if (head === undefined) continue;
      head.noticeLeaderEpoch(partition.leaderEpoch);
      if (head.attempts > 0 && this.isBackingOff(head, nowMillis)) continue;
      if (drained !== undefined && bytes + head.sizeInBytes > this.maxRequestSize) break;
      if (this.transactions?.forbidsDrain(head) === true) break;
      this.takeHead(partition, head);
      bytes += head.sizeInBytes;
      if (drained === undefined) drained = [head];
      else drained.push(head);
    } while (index !== start);
    return drained ?? [];
  }

  private takeHead(partition: PartitionState, head: ProducerBatch): void {
    partition.queue.shift();
    this.queuedBatches--;
    if (this.transactions !== undefined && !head.hasSequence) this.transactions.assignSequence(head);
    head.pack();
    head.rewritten = false;
  }

  /** Removes the batches that are out of time from the heads of their queues (P-81, P-82). */
  takeExpired(expired: ProducerBatch[], nowMillis: number): void {
    if (this.queuedBatches === 0) return;
    const { queues } = this;
    for (let i = 0; i < queues.length; i++) {
      const { queue } = queues[i] as PartitionState;
      for (let { head } = queue; head !== undefined; head = queue.head) {
        if (!head.isExpired(this.deliveryTimeoutMillis, nowMillis)) {
          if (head.createdMillis < this.oldestLeftMillis) this.oldestLeftMillis = head.createdMillis;
          break;
        }
        queue.shift();
        this.queuedBatches--;
        head.closed = true;
        expired.push(head);
      }
    }
  }

  /** Queues a batch again for a retry. False: the client throws, for the batch is no longer tracked (P-74). */
  reenqueue(batch: ProducerBatch, nowMillis: number): boolean {
    batch.reenqueued(nowMillis);
    return this.insert(batch);
  }

  /** At the front, or with sequences behind all smaller ones (P-74). */
  private insert(batch: ProducerBatch): boolean {
    const { queue, sequences } = batch.partition;
    let at = 0;
    if (this.transactions !== undefined) {
      if (!batch.hasSequence || sequences.inFlight.length === 0) return false;
      for (let next = queue.at(at); next !== undefined && next.hasSequence; next = queue.at(++at)) {
        if (next.baseSequence >= batch.baseSequence) break;
      }
    }
    queue.insert(at, batch);
    this.queuedBatches++;
    return true;
  }

  /**
   * Re-packs a batch that the broker found too large into batches of batch.size, or of half its size where it came of a
   * split already and the client knows of that (P-103, producer-measured.md 8). They go on with its sequences.
   */
  splitAndReenqueue(big: ProducerBatch): boolean {
    const halves = big.ofSplit && this.behaviour.halvesSplitBatches;
    const parts = big.split(halves ? Math.max(big.largestRecordBytes, big.sizeInBytes >> 1) : this.batchSize);
    big.flushed = true;
    if (this.behaviour.flushAwaitsSplits) big.parts = parts;
    for (let i = parts.length - 1; i >= 0; i--) {
      const part = parts[i] as ProducerBatch;
      this.incompleteBatches.add(part);
      if (this.transactions !== undefined) part.partition.sequences.track(part);
      if (!this.insert(part)) return false;
    }
    return true;
  }

  /** The batch is decided, and its memory is free again. */
  release(batch: ProducerBatch): void {
    this.decided(batch);
    this.deallocate(batch);
  }

  /** The batch is decided: nothing waits for it any more. */
  decided(batch: ProducerBatch): void {
    this.incompleteBatches.remove(batch);
  }

  /** Gives back a batch's memory, once. */
  deallocate(batch: ProducerBatch): void {
    if (!batch.holdsMemory) return;
    batch.holdsMemory = false;
    this.pool.deallocate(batch.capacity);
  }

  /** All batches without an outcome, by their creation. */
  incomplete(): ProducerBatch[] {
    return this.incompleteBatches.list();
  }

  /** Takes a batch that is aborted out of its queue, if it is there. */
  removeFromQueue(batch: ProducerBatch): void {
    batch.closed = true;
    if (batch.partition.queue.remove(batch)) this.queuedBatches--;
  }
}
