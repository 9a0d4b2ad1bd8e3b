import { errors } from "../../src/model/core/errors.ts";
import { topicPartition } from "../../src/model/core/topic-partition.ts";
import type { ProducedRecord, RecordBatch } from "../../src/model/protocol.ts";
import { GroundTruth } from "../../src/model/run/ground-truth.ts";
import { RecordNames, type SentRecord, unwritten } from "../../src/model/run/records.ts";
import { Trace, start } from "../../src/sim/index.ts";

const partitions = [topicPartition("t", 0, 0), topicPartition("t", 1, 1)] as const;

interface SendOptions {
  readonly session?: number;
  readonly partition?: 0 | 1;
  /** The same record was sent before. */
  readonly again?: SentRecord;
}

/** A run told fact by fact, without anybody who runs: what happened is what the test says, likely or not. */
export class History {
  readonly #names = new RecordNames();
  readonly truth = new GroundTruth({
    names: this.#names,
    trace: new Trace(),
    now: () => start,
    brokerNode: 0,
    keepHistory: true,
  });

  #sends = 0;
  #offset = 0;

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
    };
    this.truth.sent(1, "p", record);
    return record;
  }

  /** One copy more in the log; gives its offset. */
  store(record: ProducedRecord, baseSequence = 0): number {
    const to = "topicPartition" in record ? (record as SentRecord).topicPartition : partitions[0];
    const identity = { producerId: 0, producerEpoch: 0, baseSequence };
    const batch: RecordBatch = {
      ...identity,
      topicPartition: to,
      records: [record],
      sizeInBytes: 70,
      transactional: false,
    };
    this.truth.appended(0, batch, this.#offset);
    return this.#offset++;
  }

  acknowledge(record: SentRecord, offset: number): this {
    this.truth.acknowledged(1, record, offset, 1);
    return this;
  }

  fail(record: SentRecord, exception = errors.NETWORK_EXCEPTION.exception): this {
    this.truth.failed(1, record, exception, 1);
    return this;
  }

  /** `send` itself failed. */
  refuse(record: SentRecord): this {
    this.truth.refused(1, record, "RecordTooLargeException");
    return this;
  }

  consume(consumer: string, record: SentRecord, applied: boolean): this {
    const what = { topicPartition: record.topicPartition, offset: 0, record: record.id, applied };
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
