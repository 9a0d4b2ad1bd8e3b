import type { TopicPartition } from "../model/core/topic-partition.ts";
import type { Compression, ProducedRecord, RecordBatch } from "../model/protocol.ts";
import { readBatchHeader, type BatchHeader } from "./records/batch-header.ts";
import { listRecords } from "./records/produced-records.ts";
import type { Kept } from "./records/slabs.ts";

/** What reading a batch found out beyond its header. */
export interface SoundRecords {
  readonly greatestTimestamp: number;
  /** Whether any record has a header. */
  readonly hasHeaders: boolean;
}

/**
 * A batch with nothing wrong in it, as almost all are. Nobody looks at its records one by one on the way to the log, and
 * their bytes are kept anyway: so they are read from these again by who asks, and a log of a million records is not a
 * million objects.
 */
export class SoundBatch implements RecordBatch {
  readonly topicPartition: TopicPartition;
  readonly producerId: number;
  readonly producerEpoch: number;
  readonly baseSequence: number;
  readonly sizeInBytes: number;
  readonly transactional: boolean;
  readonly compression: Compression;
  readonly recordCount: number;
  readonly greatestTimestamp: number;
  readonly hasHeaders: boolean;
  /** The number of its first record; the others count on. */
  readonly firstRecordId: number;
  readonly #slab: Buffer;
  readonly #at: number;

  constructor(
    { slab, at }: Kept,
    header: BatchHeader,
    { greatestTimestamp, hasHeaders }: SoundRecords,
    { topicPartition, firstRecordId }: Pick<SoundBatch, "topicPartition" | "firstRecordId">,
  ) {
    this.topicPartition = topicPartition;
    this.producerId = header.producerId;
    this.producerEpoch = header.producerEpoch;
    this.baseSequence = header.baseSequence;
    this.sizeInBytes = header.sizeInBytes;
    this.transactional = header.transactional;
    this.compression = compressionOf(header);
    this.recordCount = header.recordCount;
    this.greatestTimestamp = greatestTimestamp;
    this.hasHeaders = hasHeaders;
    this.firstRecordId = firstRecordId;
    this.#slab = slab;
    this.#at = at;
  }

  /** A view, made anew each time. */
  get bytes(): Buffer {
    return this.#slab.subarray(this.#at, this.#at + this.sizeInBytes);
  }

  /** Made anew each time. */
  get records(): readonly ProducedRecord[] {
    const { bytes } = this;
    const header = readBatchHeader(bytes);
    return listRecords(bytes, header, header.codec ?? "none", this.firstRecordId);
  }
}

export const compressionOf = ({ codec }: BatchHeader): Compression =>
  codec === undefined || codec === "none" ? "uncompressed" : codec;
