import { batchHeaderBytes, recordBytes } from "../core/record-size.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { noProducerEpoch, noProducerId, noSequence, type ProducedRecord, type RecordBatch } from "../protocol.ts";

/** What is numbered, sent and retried as one: a batch, or a call of `send` with all its records. */
export class Unit {
  readonly topicPartition: TopicPartition;
  /** Number of its first record among those of its partition, from 0. */
  readonly firstRecord: number;
  readonly createdMillis: number;
  readonly records: ProducedRecord[];
  sizeInBytes = batchHeaderBytes;

  producerId = noProducerId;
  producerEpoch = noProducerEpoch;
  baseSequence = noSequence;

  /** It goes in a request that has no outcome yet. */
  onTheWire = false;
  /** Requests that carried it. */
  sends = 0;
  /** Retries that count. */
  retries = 0;
  /** Not to be sent again before. */
  againAtMillis = 0;
  /** It may have been stored: nobody said that it was not. */
  inDoubt = false;
  /** Its application was told. */
  done = false;

  constructor(topicPartition: TopicPartition, firstRecord: number, createdMillis: number) {
    this.topicPartition = topicPartition;
    this.firstRecord = firstRecord;
    this.createdMillis = createdMillis;
    this.records = [];
  }

  /** How many bytes it would have with the record. */
  grownBy(record: ProducedRecord): number {
    const first = this.records[0] ?? record;
    return this.sizeInBytes + recordBytes(record, this.records.length, record.timestamp - first.timestamp);
  }

  add(record: ProducedRecord): void {
    this.sizeInBytes = this.grownBy(record);
    this.records.push(record);
  }

  /** Number of the record behind its last. */
  get endRecord(): number {
    return this.firstRecord + this.records.length;
  }

  /** It as it goes over the wire now. */
  toRecordBatch(): RecordBatch {
    return {
      topicPartition: this.topicPartition,
      producerId: this.producerId,
      producerEpoch: this.producerEpoch,
      baseSequence: this.baseSequence,
      records: [...this.records],
      sizeInBytes: this.sizeInBytes,
      transactional: false,
    };
  }
}
