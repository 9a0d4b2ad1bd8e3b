import { Broker, type BrokerOptions } from "../../src/model/broker/broker.ts";
import type { BrokerAnswer, BrokerObserver } from "../../src/model/broker/seam.ts";
import type { TopicConfig } from "../../src/model/broker/topic-config.ts";
import { topicPartition, type TopicPartition } from "../../src/model/core/topic-partition.ts";
import type {
  Acks,
  PartitionProduceResponse,
  ProducedRecord,
  ProduceRequest,
  RecordBatch,
} from "../../src/model/protocol.ts";

export interface OneBrokerOptions {
  readonly broker?: Partial<Omit<BrokerOptions, "topics" | "observer">>;
  readonly topic?: Partial<Omit<TopicConfig, "name" | "partitions">>;
  readonly partitions?: number;
  readonly now?: number;
}

export interface SendOptions {
  readonly producer?: number;
  readonly partition?: number;
  readonly acks?: Acks;
  readonly timestamp?: number;
  readonly batch?: Partial<RecordBatch>;
}

type Saw =
  | { readonly kind: "appended" | "duplicate"; readonly offset: number }
  | { readonly kind: "rejected"; readonly code: number }
  | { readonly kind: "expired"; readonly producerId: number };

/**
 * A broker with one topic, spoken to in the notation of the rule book's executed vectors: `0/17x3` is epoch 0, base
 * sequence 17, three records; `OK@3` appended there, `DUP@3` a duplicate of what is there, a number an error code.
 */
export class OneBroker {
  now: number;
  readonly broker: Broker;
  readonly partitions: readonly TopicPartition[];
  /** What the observer saw, in order. */
  readonly saw: Saw[] = [];
  private correlationId = 0;
  private nextRecord = 0;

  constructor(options: OneBrokerOptions = {}) {
    this.now = options.now ?? 1_760_000_000_000;
    const name = "orders";
    this.partitions = Array.from({ length: options.partitions ?? 1 }, (_, index) => topicPartition(name, index, index));
    const observer: BrokerObserver = {
      appended: (node, _batch, offset) => this.see(node, { kind: "appended", offset }),
      duplicateSuppressed: (node, _batch, offset) => this.see(node, { kind: "duplicate", offset }),
      rejected: (node, _batch, error) => this.see(node, { kind: "rejected", code: error.code }),
      producerExpired: (node, _topicPartition, producerId) => this.see(node, { kind: "expired", producerId }),
    };
    const topics = [{ ...options.topic, name, partitions: this.partitions }];
    this.broker = new Broker({ node: 1, ...options.broker, topics, observer });
  }

  private see(node: number, what: Saw): void {
    if (node !== 1) throw new Error(`seen at node ${node}, the only one is 1`);
    this.saw.push(what);
  }

  partition(index = 0): TopicPartition {
    const found = this.partitions[index];
    if (found === undefined) throw new Error(`no partition ${index}`);
    return found;
  }

  record(timestamp = this.now): ProducedRecord {
    this.nextRecord += 1;
    return { id: this.nextRecord, keyBytes: undefined, valueBytes: 10, timestamp };
  }

  batch(notation: string, options: SendOptions = {}): RecordBatch {
    const match = /^(-?\d+)\/(-?\d+)x(\d+)$/.exec(notation);
    if (match === null) throw new Error(`"${notation}" is not epoch/sequence x records`);
    const [epoch = 0, sequence = 0, count = 0] = match.slice(1).map(Number);
    return {
      topicPartition: this.partition(options.partition),
      producerId: options.producer ?? 0,
      producerEpoch: epoch,
      baseSequence: sequence,
      records: Array.from({ length: count }, () => this.record(options.timestamp)),
      sizeInBytes: 61 + 20 * count,
      transactional: false,
      ...options.batch,
    };
  }

  request(batches: readonly RecordBatch[], more: Partial<ProduceRequest> = {}): BrokerAnswer {
    this.correlationId += 1;
    const { correlationId, now } = this;
    return this.broker.handle(
      { api: "Produce", correlationId, acks: -1, timeoutMillis: 30_000, batches, ...more },
      now,
    );
  }

  /** The whole answer for one batch. */
  answer(notation: string, options: SendOptions = {}): PartitionProduceResponse {
    const answer = this.request([this.batch(notation, options)], { acks: options.acks ?? -1 });
    const only = typeof answer !== "string" && answer.api === "Produce" ? answer.partitions[0] : undefined;
    if (only === undefined) throw new Error(`no produce response: ${JSON.stringify(answer)}`);
    return only;
  }

  /** The outcome of one batch: `OK@offset`, `DUP@offset` or an error code. */
  send(notation: string, options: SendOptions = {}): string {
    const { error, baseOffset } = this.answer(notation, options);
    if (error.code !== 0) return String(error.code);
    return this.saw.at(-1)?.kind === "duplicate" ? `DUP@${baseOffset}` : `OK@${baseOffset}`;
  }

  /** A script in notation: `0/17x3 OK@0; 0/20x1 OK@3`. Gives back the same with the outcomes as they came. */
  play(script: string, options: SendOptions = {}): string {
    return script
      .split(";")
      .map((line) => line.trim().split(/\s+/)[0] ?? "")
      .map((notation) => `${notation} ${this.send(notation, options)}`)
      .join("; ");
  }

  restart(how: "clean" | "kill" = "clean"): void {
    this.broker.restart(how, this.now);
  }

  /** Power fails; of the partitions named, by number, only what lies below the offset is on disk. */
  crash(flushed: Readonly<Record<number, number>>): void {
    const offsets = Object.entries(flushed).map(([index, offset]) => [this.partition(Number(index)), offset] as const);
    this.broker.crash(new Map(offsets), this.now);
  }

  initProducerId(known: { readonly producerId: number; readonly producerEpoch: number } = nobody): string {
    this.correlationId += 1;
    const { correlationId, now } = this;
    const answer = this.broker.handle({ api: "InitProducerId", correlationId, ...known }, now);
    if (typeof answer === "string" || answer.api !== "InitProducerId") throw new Error(JSON.stringify(answer));
    return answer.error.code === 0 ? `${answer.producerId}/${answer.producerEpoch}` : String(answer.error.code);
  }

  /** The producer table in words: `0: epoch 0 [0-2@0 3-3@3]`. */
  table(partition = 0): string {
    return this.broker
      .producerTable(this.partition(partition))
      .map((entry) => {
        const window = entry.batches().map((batch) => {
          const first = (batch.lastSequence - batch.offsetDelta + 2 ** 31) % 2 ** 31;
          return `${first}-${batch.lastSequence}@${batch.lastOffset - batch.offsetDelta}`;
        });
        return `${entry.producerId}: epoch ${entry.producerEpoch} [${window.join(" ")}]`;
      })
      .join("; ");
  }
}

const nobody = { producerId: -1, producerEpoch: -1 };
