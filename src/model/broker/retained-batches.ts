import { assert } from "../../sim/assert.ts";
import type { RecordBatch } from "../protocol.ts";

/** One batch of a log, as appended. */
export interface LogBatch {
  readonly baseOffset: number;
  readonly lastOffset: number;
  /** The greatest time of its records: the producer's, or the broker's on topics with LogAppendTime. */
  readonly maxTimestamp: number;
  /** Of the leader that appended it. */
  readonly leaderEpoch: number;
  readonly batch: RecordBatch;
}

/**
 * The contents of a log as far as the simulator's memory keeps them: all, or the newest `capacity` batches, so that
 * runs of millions of records need no more memory than short ones. Kafka's log itself is not shortened by this.
 */
export class RetainedBatches {
  private readonly capacity: number;
  private slots: LogBatch[] = [];
  /** Where the oldest sits once the ring is full. */
  private head = 0;

  constructor(capacity: number) {
    assert(capacity >= 1, () => `a log that keeps ${capacity} batches`);
    this.capacity = capacity;
  }

  push(batch: LogBatch): void {
    if (this.slots.length < this.capacity) {
      this.slots.push(batch);
      return;
    }
    this.slots[this.head] = batch;
    this.head = this.head + 1 === this.capacity ? 0 : this.head + 1;
  }

  get oldest(): LogBatch | undefined {
    return this.slots[this.head];
  }

  /** Oldest first. */
  list(): readonly LogBatch[] {
    return this.head === 0 ? this.slots : [...this.slots.slice(this.head), ...this.slots.slice(0, this.head)];
  }

  /** Keeps the batches for which `keeps` holds. */
  keepOnly(keeps: (batch: LogBatch) => boolean): void {
    this.slots = this.list().filter(keeps);
    this.head = 0;
  }
}
