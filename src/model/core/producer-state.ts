import { assert } from "../../sim/assert.ts";
import { decrementSequence } from "./sequence.ts";

/**
 * One batch that a partition remembers of a producer. First sequence and first offset are derived from the last ones,
 * as in Kafka, so that a wrap inside the batch needs no case of its own (B-32).
 */
export interface BatchMetadata {
  readonly lastSequence: number;
  readonly lastOffset: number;
  /** Last offset minus first offset, from the header (B-38). */
  readonly offsetDelta: number;
  /** Greatest record timestamp, which a duplicate's answer reports as append time (B-21). */
  readonly timestamp: number;
}

export const firstSequence = (batch: BatchMetadata): number => decrementSequence(batch.lastSequence, batch.offsetDelta);
export const firstOffset = (batch: BatchMetadata): number => batch.lastOffset - batch.offsetDelta;

type Slot = { -readonly [K in keyof BatchMetadata]: BatchMetadata[K] };

/** What one partition knows of one producer id: its epoch, the time of its last batch, its newest batches. */
export class ProducerStateEntry {
  readonly producerId: number;
  producerEpoch: number;
  /** Of the last accepted batch: record time, not the broker's clock, on topics with CreateTime (B-39). */
  lastTimestamp = -1;

  private readonly capacity: number;
  // A ring: every append of the simulated traffic passes here, so slots are overwritten, never shifted or made anew.
  private readonly slots: Slot[] = [];
  private next = 0;
  private count = 0;

  /**
   * `windowOfBatches`: a producer may have five requests in flight, and a retry of the first can arrive after the other
   * four were appended; a window of fewer answers it with 45 instead of its offset (B-27, KAFKA-5494).
   */
  constructor(producerId: number, producerEpoch: number, windowOfBatches: number) {
    assert(windowOfBatches >= 1, () => `a window of ${windowOfBatches} batches can't hold the last sequence`);
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.capacity = windowOfBatches;
  }

  /** Batches in the window; 0 only when a marker is all that is known. */
  get size(): number {
    return this.count;
  }

  /** Last sequence of the newest batch; -1 with an empty window. */
  get lastSequence(): number {
    return this.newest?.lastSequence ?? -1;
  }

  get newest(): BatchMetadata | undefined {
    return this.count === 0 ? undefined : this.slots[this.next === 0 ? this.capacity - 1 : this.next - 1];
  }

  get oldest(): BatchMetadata | undefined {
    return this.count === 0 ? undefined : this.slots[this.count < this.capacity ? 0 : this.next];
  }

  /** The batch of the window with exactly this range (B-24). */
  findDuplicate(baseSequence: number, lastSequence: number): BatchMetadata | undefined {
    for (let index = 0; index < this.count; index += 1) {
      const slot = this.slots[index];
      if (slot !== undefined && slot.lastSequence === lastSequence && firstSequence(slot) === baseSequence) return slot;
    }
    return undefined;
  }

  /** Takes an accepted batch in: adopts its epoch, which empties the window if it differs (B-28, B-30). */
  add(producerEpoch: number, lastSequence: number, lastOffset: number, offsetDelta: number, timestamp: number): void {
    if (producerEpoch !== this.producerEpoch) {
      this.producerEpoch = producerEpoch;
      this.next = 0;
      this.count = 0;
    }
    const slot = this.slots[this.next];
    if (slot === undefined) {
      this.slots.push({ lastSequence, lastOffset, offsetDelta, timestamp });
    } else {
      slot.lastSequence = lastSequence;
      slot.lastOffset = lastOffset;
      slot.offsetDelta = offsetDelta;
      slot.timestamp = timestamp;
    }
    this.next = this.next + 1 === this.capacity ? 0 : this.next + 1;
    if (this.count < this.capacity) this.count += 1;
    this.lastTimestamp = timestamp;
  }

  /** The window, oldest batch first. */
  batches(): readonly BatchMetadata[] {
    const start = this.count < this.capacity ? 0 : this.next;
    return Array.from({ length: this.count }, (_, index) => {
      const slot = this.slots[(start + index) % this.capacity];
      assert(slot !== undefined, () => `slot ${index} of ${this.count} of producer ${this.producerId} is empty`);
      return { ...slot };
    });
  }

  /** What a snapshot keeps and a restart gives back: the newest `batchCount` batches with the entry's time (B-46). */
  reduced(batchCount: number): ProducerStateEntry {
    const copy = new ProducerStateEntry(this.producerId, this.producerEpoch, this.capacity);
    const kept = this.batches().slice(-batchCount);
    for (const batch of kept) {
      const timestamp = batch === kept.at(-1) ? this.lastTimestamp : batch.timestamp;
      copy.add(this.producerEpoch, batch.lastSequence, batch.lastOffset, batch.offsetDelta, timestamp);
    }
    copy.lastTimestamp = this.lastTimestamp;
    return copy;
  }
}
