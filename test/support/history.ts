import type { LogBatch } from "../../src/model/broker/retained-batches.ts";
import { ProducerStateEntry } from "../../src/model/core/producer-state.ts";
import { errors } from "../../src/model/core/errors.ts";
import { incrementSequence } from "../../src/model/core/sequence.ts";
import { type TopicPartition, topicPartition } from "../../src/model/core/topic-partition.ts";
import type { ProducedRecord, RecordBatch } from "../../src/model/protocol.ts";
import type { Allowance, Property } from "../../src/model/properties/property.ts";
import { GroundTruth } from "../../src/model/run/ground-truth.ts";
import { RecordNames, type SentRecord, unwritten } from "../../src/model/run/records.ts";
import { type Instant, Trace, instant, micros, start } from "../../src/sim/index.ts";

export const partitions = [topicPartition("t", 0, 0), topicPartition("t", 1, 1)] as const;

/** The consumers that a history has when it is asked for some. */
export const readers = [
  { name: "one", topic: "t" },
  { name: "other", topic: "t" },
] as const;

interface SendOptions {
  readonly session?: number;
  readonly partition?: 0 | 1;
  /** The same record was sent before. */
  readonly again?: SentRecord;
}

export interface HistoryOptions {
  /** What it is held to; to everything unless given. */
  readonly properties?: readonly Property[];
  readonly consumers?: readonly { readonly name: string; readonly topic: string }[];
}

/** Who a batch says it is from, and where in the log it is put: at the end unless given. */
export interface Placed {
  readonly producerId?: number;
  readonly epoch?: number;
  readonly baseSequence?: number;
  readonly at?: number;
  /** The partition; that of the first record unless given. */
  readonly to?: TopicPartition;
}

/** A run told fact by fact, without anybody who runs: what happened is what the test says, likely or not. */
export class History {
  readonly #names = new RecordNames();
  readonly truth: GroundTruth;
  /** What lies in the logs, by partition: a test may tamper with it. */
  readonly logs: LogBatch[][] = [[], []];
  /** What the broker remembers of producers, by partition. */
  readonly tables: ProducerStateEntry[][] = [[], []];
  #sends = 0;
  #now: Instant = start;

  constructor({ properties, consumers = [] }: HistoryOptions = {}) {
    this.truth = new GroundTruth({
      names: this.#names,
      trace: new Trace(),
      now: () => this.#now,
      brokerNode: 0,
      keepHistory: true,
      consumers,
      logView: () => ({
        topicPartitions: partitions,
        log: ({ index }) => this.logs[index] ?? [],
        producerTable: ({ index }) => this.tables[index] ?? [],
      }),
      ...(properties === undefined ? {} : { properties }),
    });
  }

  /** The number of a record, sent or not. */
  number(name: string): number {
    return this.#names.named(name);
  }

  /** Virtual time is so many milliseconds. */
  at(millis: number): this {
    this.#now = instant(millis * 1_000);
    return this;
  }

  begin(session: number, allowance: Partial<Allowance>): this {
    const everything = { writes: Infinity, leastBackoff: () => micros(0), decision: Infinity, needsId: false };
    this.truth.began(
      session,
      { enableIdempotence: true, acks: -1, reconnectBackoffMillis: 50 },
      { ...everything, ...allowance },
    );
    return this;
  }

  send(name: string, { session = 0, partition = 0, again }: SendOptions = {}): SentRecord {
    const record: SentRecord = {
      id: this.#names.named(name),
      keyBytes: undefined,
      valueBytes: 1,
      timestamp: 0,
      send: this.#sends++,
      topicPartition: partitions[partition],
      session,
      earlierSend: again?.send,
      writtenUnderEpoch: unwritten,
      renumberedInDoubt: false,
      written: 0,
      writtenAt: start,
    };
    this.truth.sent(1, "p", record);
    return record;
  }

  /** One copy more in the log; gives its offset. */
  store(record: ProducedRecord, baseSequence = 0): number {
    return this.append([record], { baseSequence });
  }

  /** A batch of these records in the log of the first one's partition; gives its first offset. */
  append(records: readonly ProducedRecord[], placed: Placed = {}): number {
    const { producerId = 0, epoch = 0, baseSequence = 0, at, to = homeOf(records[0]) } = placed;
    const log = this.logs[to.index] as LogBatch[];
    const baseOffset = at ?? (log.at(-1)?.lastOffset ?? -1) + 1;
    const lastOffset = baseOffset + records.length - 1;
    const batch = batchOf(to, records, { producerId, epoch, baseSequence });
    log.push({ baseOffset, lastOffset, maxTimestamp: 0, leaderEpoch: 0, batch });
    this.truth.appended(0, batch, baseOffset);
    return baseOffset;
  }

  /** A batch of so many records that nobody looks at. */
  batchOf(partition: number, count: number, { producerId = 0, epoch = 0, baseSequence = 0 }: Placed): RecordBatch {
    const records = Array.from({ length: count }, () => blank);
    return batchOf(partitions[partition] as TopicPartition, records, { producerId, epoch, baseSequence });
  }

  /** The broker remembers a batch, rightly or not. */
  remember(
    partition: 0 | 1,
    count: number,
    { producerId = 0, epoch = 0, baseSequence = 0, at = 0 }: Placed = {},
  ): this {
    const entry = new ProducerStateEntry(producerId, epoch, 5);
    entry.add(epoch, incrementSequence(baseSequence, count - 1), at + count - 1, count - 1, 0);
    this.tables[partition]?.push(entry);
    return this;
  }

  /** The broker answers a batch of these records as a duplicate of what lies at `at`. */
  suppress(
    records: readonly ProducedRecord[],
    { producerId = 0, epoch = 0, baseSequence = 0, at = 0 }: Placed = {},
  ): this {
    const batch = this.batchOf(homeOf(records[0]).index, records.length, { producerId, epoch, baseSequence });
    this.truth.duplicateSuppressed(0, batch, at);
    return this;
  }

  /** A batch is written, for the first time or again; only its first record says so. */
  write(first: SentRecord, epoch = 0): this {
    if (first.written > 0) this.truth.writtenAgain([first], first, epoch);
    first.writtenUnderEpoch = epoch;
    first.written++;
    first.writtenAt = this.#now;
    return this;
  }

  acknowledge(record: SentRecord, offset: number): this {
    this.truth.acknowledged(1, record, offset, 1);
    return this;
  }

  fail(record: SentRecord, exception = errors.NETWORK_EXCEPTION.exception, attempts = 1): this {
    this.truth.failed(1, record, exception, attempts);
    return this;
  }

  /** `send` itself failed. */
  refuse(record: SentRecord): this {
    this.truth.refused(1, record, "RecordTooLargeException");
    return this;
  }

  consume(consumer: string, record: SentRecord, applied: boolean, offset = 0): this {
    const what = { topicPartition: record.topicPartition, offset, record: record.id, applied };
    this.truth.consumed({ name: consumer, index: 0 }, what);
    return this;
  }

  end(how: "settled" | "cut off" = "settled"): this {
    this.truth.ended(how === "settled");
    return this;
  }

  /** `a breaks order-as-sent`, with the excuse if there is one. */
  get broken(): readonly string[] {
    return this.truth.violations.map(({ subject, property, excuses }) =>
      [`${subject} breaks ${property}`, ...excuses.map((excuse) => `because ${excuse}`)].join(" "),
    );
  }
}

const blank: ProducedRecord = { id: -1, keyBytes: undefined, valueBytes: 1, timestamp: 0 };

/** A batch of these records. */
export const batchOf = (
  to: TopicPartition,
  records: readonly ProducedRecord[],
  { producerId = 0, epoch = 0, baseSequence = 0 }: Placed,
): RecordBatch => ({
  producerId,
  producerEpoch: epoch,
  baseSequence,
  topicPartition: to,
  records,
  sizeInBytes: 70,
  transactional: false,
});

const homeOf = (record: ProducedRecord | undefined): TopicPartition =>
  record !== undefined && "topicPartition" in record ? (record as SentRecord).topicPartition : partitions[0];
