import { batchBytesUpperBound, batchHeaderBytes, recordBytes } from "../core/record-size.ts";
import { noProducerEpoch, noProducerId, noSequence, type ProducedRecord, type RecordBatch } from "../protocol.ts";
import { CompressionRatios } from "./compression-ratios.ts";
import type { PartitionState } from "./partition-state.ts";

const noParts: readonly ProducerBatch[] = [];

/**
 * A batch on its way through the producer: filled, drained, perhaps retried, and decided once. What goes over the wire
 * is a snapshot (`toRecordBatch`), since a batch may be renumbered while an old copy of it is under way (P-99).
 */
export class ProducerBatch {
  readonly partition: PartitionState;
  readonly createdMillis: number;
  /** Bytes that it may hold, and that it took from the buffer memory. */
  readonly capacity: number;
  /** Made by re-packing a batch that was too large (P-103): its memory was never taken from the pool. */
  readonly ofSplit: boolean;
  /** Memory of the pool is taken for it. */
  holdsMemory: boolean;
  readonly records: ProducedRecord[];
  /** Header and records, before any codec. */
  private plainBytes: number;
  /** Takes no more records (P-40). */
  closed = false;

  producerId = noProducerId;
  producerEpoch = noProducerEpoch;
  baseSequence = noSequence;
  /** Renumbered, and not sent since (P-98). */
  rewritten = false;

  /** Re-enqueues so far (P-72). */
  attempts = 0;
  /** Requests that carried it, or the batch it was split from. */
  sends = 0;
  lastAttemptMillis: number;
  /** Its records' callbacks have run. */
  done = false;
  /** Nobody waits for it in a flush any more: it is done, or was split (P-111). */
  flushed = false;
  /** What a split made of it, as far as a flush waits for that, too. */
  parts: readonly ProducerBatch[] = noParts;

  /** The newest leader epoch seen while this batch was at the head of its queue, and its attempts then (P-78). */
  private leaderEpoch = -1;
  private attemptsAtLeaderChange = -1;

  private readonly codec: CompressionRatios | undefined;
  private readonly expectedRatio: number;
  private packed = false;

  /** Neighbours among the incomplete batches, by creation. */
  older: ProducerBatch | undefined = undefined;
  newer: ProducerBatch | undefined = undefined;

  /** Begins with its first record, which always fits (P-41). */
  constructor(
    partition: PartitionState,
    first: ProducedRecord,
    createdMillis: number,
    capacity: number,
    ofSplit: boolean,
    codec: CompressionRatios | undefined,
  ) {
    // Of just the room for one record: the batch of many runs is that long, and a list that grows takes room for more.
    this.records = [first];
    this.plainBytes = batchHeaderBytes + recordBytes(first, 0, 0);
    this.partition = partition;
    this.createdMillis = createdMillis;
    this.lastAttemptMillis = createdMillis;
    this.capacity = capacity;
    this.ofSplit = ofSplit;
    this.holdsMemory = !ofSplit;
    this.codec = codec;
    this.expectedRatio = codec === undefined ? 1 : codec.expectedOf(partition.topicPartition.topic);
  }

  /** Adds the record if there is room. */
  tryAppend(record: ProducedRecord): boolean {
    if (this.isFull) return false;
    const { records } = this;
    const first = records[0] as ProducedRecord;
    const bytes = recordBytes(record, records.length, record.timestamp - first.timestamp);
    if (this.sizeInBytes + bytes > this.capacity) return false;
    records.push(record);
    this.plainBytes += bytes;
    return true;
  }

  /** Bytes on the wire, header included; until the codec is through with it, what is expected of it. */
  get sizeInBytes(): number {
    const { codec, plainBytes } = this;
    if (codec === undefined) return plainBytes;
    const records = plainBytes - batchHeaderBytes;
    const bytes = this.packed
      ? codec.packedBytes(records)
      : CompressionRatios.expectedBytes(records, this.expectedRatio);
    return batchHeaderBytes + bytes;
  }

  /** Closes it for a request. The client learns from every time, also when it is sent again. */
  pack(): void {
    this.closed = true;
    if (this.codec === undefined) return;
    this.packed = true;
    this.codec.observe(this.partition.topicPartition.topic, this.codec.ratioOf(this.plainBytes - batchHeaderBytes));
  }

  get isFull(): boolean {
    return this.closed || this.sizeInBytes >= this.capacity;
  }

  get hasSequence(): boolean {
    return this.baseSequence !== noSequence;
  }

  /** As the client computes it: past 2147483647 it turns negative (P-101). */
  get lastSequence(): number {
    return (this.baseSequence + this.records.length - 1) | 0;
  }

  setProducerState(producerId: number, producerEpoch: number, baseSequence: number): void {
    this.producerId = producerId;
    this.producerEpoch = producerEpoch;
    this.baseSequence = baseSequence;
  }

  /** Whether it is out of time (P-81). */
  isExpired(deliveryTimeoutMillis: number, nowMillis: number): boolean {
    return deliveryTimeoutMillis <= nowMillis - this.createdMillis;
  }

  waitedMillis(nowMillis: number): number {
    const waited = nowMillis - this.lastAttemptMillis;
    return waited > 0 ? waited : 0;
  }

  /** Takes note of the leader epoch that is known while it heads its queue. */
  noticeLeaderEpoch(leaderEpoch: number): void {
    if (leaderEpoch <= this.leaderEpoch) return;
    this.leaderEpoch = leaderEpoch;
    this.attemptsAtLeaderChange = this.attempts;
  }

  /** Whether the leader changed since it failed, so that it need not back off (P-78). */
  get leaderChangedInThisRetry(): boolean {
    return this.attempts >= 1 && this.attempts === this.attemptsAtLeaderChange;
  }

  reenqueued(nowMillis: number): void {
    this.attempts++;
    this.lastAttemptMillis = nowMillis;
  }

  /** Whether a flush that waited for it may return. */
  get isFlushed(): boolean {
    return this.flushed && (this.parts === noParts || this.parts.every((part) => part.isFlushed));
  }

  /** The largest estimate of any of its records: what a batch of that record alone would need at most. */
  get largestRecordBytes(): number {
    return this.records.reduce((largest, record) => Math.max(largest, batchBytesUpperBound(record)), 0);
  }

  /** It gets new numbers before it is sent again (P-98): the client forgets its size until then. */
  rewrite(producerId: number, producerEpoch: number, baseSequence: number): void {
    this.setProducerState(producerId, producerEpoch, baseSequence);
    this.rewritten = true;
    this.packed = false;
  }

  /** Its records, packed again into closed batches of so many bytes, that go on with its sequences (P-103). */
  split(targetBytes: number): readonly ProducerBatch[] {
    const { codec } = this;
    codec?.reset(this.partition.topicPartition.topic, codec.ratioOf(this.plainBytes - batchHeaderBytes));
    const parts: ProducerBatch[] = [];
    let part: ProducerBatch | undefined;
    let sequence = this.baseSequence;
    for (const record of this.records) {
      if (part?.tryAppend(record) === true) continue;
      part?.endAsPartOf(this, sequence);
      if (part !== undefined) sequence = (sequence + part.records.length) | 0;
      const capacity = Math.max(batchBytesUpperBound(record), targetBytes);
      part = new ProducerBatch(this.partition, record, this.createdMillis, capacity, true, codec);
      parts.push(part);
    }
    part?.endAsPartOf(this, sequence);
    return parts;
  }

  private endAsPartOf(big: ProducerBatch, sequence: number): void {
    this.closed = true;
    this.sends = big.sends;
    if (big.hasSequence) this.setProducerState(big.producerId, big.producerEpoch, sequence);
  }

  /** The batch as it goes over the wire now. Its records never change again, since it is closed. */
  toRecordBatch(): RecordBatch {
    return {
      topicPartition: this.partition.topicPartition,
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      baseSequence: this.baseSequence,
      records: this.records,
      sizeInBytes: this.sizeInBytes,
      transactional: false,
    };
  }
}
