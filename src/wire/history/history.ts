import type { KafkaError } from "../../model/core/errors.ts";
import type { TopicPartition } from "../../model/core/topic-partition.ts";
import { acknowledgedExactlyOnce } from "../../model/properties/acknowledged-exactly-once.ts";
import { acknowledgedOffsetHoldsRecord } from "../../model/properties/acknowledged-offset-holds-record.ts";
import { orderAsSent } from "../../model/properties/order-as-sent.ts";
import { storedOnceEndToEnd } from "../../model/properties/stored-once-end-to-end.ts";
import type { BrokerObserver } from "../../model/broker/seam.ts";
import type { RecordBatch } from "../../model/protocol.ts";
import type { Marks } from "../../model/run/marks.ts";
import { unwritten } from "../../model/run/records.ts";
import type { Instant, Trace } from "../../sim/index.ts";
import { type Carried, type ProduceSender, ProduceAttempt } from "./attempt.ts";
import { identitiesOf } from "./identity.ts";
import { deliveryOf, type LiveDelivery, type LiveViolation, reported } from "./reports.ts";
import type { Send } from "./run.ts";
import { SendsOnTheWire } from "./sends.ts";
import { WireTruth } from "./truth.ts";

/**
 * What can be judged from the wire. Whether a client tells its application what it was told, in which order, and whether
 * it ever does, cannot; nor what an application meant by a send that no request ever carried.
 */
const judged = [acknowledgedExactlyOnce, orderAsSent, acknowledgedOffsetHoldsRecord, storedOnceEndToEnd] as const;

export const judgedProperties: readonly string[] = judged.map(({ name }) => name);

/**
 * How many records a history remembers unless told otherwise: 200 bytes for each that comes alone, 14 in batches of a
 * hundred, and the batches themselves where their log is gone (measured).
 */
export const usualHistoryLimit = 1_000_000;

export interface HistoryOptions {
  readonly trace: Trace;
  readonly now: () => Instant;
  readonly brokerNode: number;
  /** How many records are remembered: the newest. What became of older ones is taken for what should. */
  readonly limit: number;
}

/** What clients were told, held against what the logs hold, as it happens. */
export class History implements BrokerObserver {
  readonly limit: number;
  readonly #sends: SendsOnTheWire;
  readonly #truth: WireTruth;
  /** By producer id, and by the name of a client where there is none. */
  readonly #sessions = new Map<number | string, number>();
  /** By batch: those whose answer is neither given nor lost. */
  readonly #underWay = new Map<RecordBatch, Carried>();

  constructor({ limit, ...options }: HistoryOptions) {
    this.limit = limit;
    this.#sends = new SendsOnTheWire(limit);
    this.#truth = new WireTruth({ ...options, sends: this.#sends, properties: judged });
  }

  /** The name of a record, by its number. */
  recordName(record: number): string {
    return this.#sends.names.nameOf(record);
  }

  /** What did happen, counted. */
  get marks(): Marks {
    return this.#truth.marks;
  }

  /** Broken promises so far. */
  get violations(): readonly LiveViolation[] {
    return this.#truth.violations.map((violation) => {
      const subject = this.recordName(Number(violation.subject));
      return reported({ ...violation, subject }, !this.#sends.names.isGiven(subject));
    });
  }

  /** What became of each send that is remembered, in the order of the sends. */
  get deliveries(): readonly LiveDelivery[] {
    return this.#sends.runs.flatMap((run) =>
      Array.from({ length: run.count }, (_, nth) => deliveryOf(run, nth, this.recordName(run.firstRecord + nth))),
    );
  }

  /** How many sends are remembered no more. */
  get forgotten(): number {
    return this.#sends.forgotten;
  }

  /** A produce request was read: what it carries, with each record as part of the send that it belongs to. */
  read(batches: readonly RecordBatch[], sender: ProduceSender): ProduceAttempt {
    const carried = batches.map((batch) => this.#carry(batch, sender));
    for (const one of carried) this.#underWay.set(one.batch, one);
    return new ProduceAttempt(carried, {
      sender,
      sends: this.#sends,
      truth: this.#truth,
      ended: (batch) => this.#underWay.delete(batch),
    });
  }

  appended(_node: number, batch: RecordBatch, baseOffset: number): void {
    this.#truth.appended(batch, baseOffset);
    const carried = this.#underWay.get(batch);
    if (carried === undefined) return;
    const { run } = carried;
    if (run?.isApart === false && run.copies === 0) this.#truth.storedAnew(run, baseOffset);
    else for (const [at, send] of carried.sends().entries()) this.#truth.stored(batch, send, baseOffset + at);
  }

  duplicateSuppressed(_node: number, batch: RecordBatch, originalBaseOffset: number): void {
    this.#truth.duplicateSuppressed(batch, originalBaseOffset);
  }

  rejected(_node: number, batch: RecordBatch, error: KafkaError): void {
    this.#truth.rejected(batch, error);
  }

  producerExpired(_node: number, topicPartition: TopicPartition, producerId: number): void {
    this.#truth.producerExpired(topicPartition, producerId, this.#sessions.get(producerId));
  }

  #carry(batch: RecordBatch, sender: ProduceSender): Carried {
    const { client, node } = sender;
    const from = { client, session: this.#sessionOf(batch, sender) };
    const run = this.#sends.anew(batch, from);
    if (run !== undefined) {
      this.#truth.sentAnew(node, run);
      return { batch, run, sends: () => run.apart() };
    }
    const sends = this.#sends.of(batch, identitiesOf(batch), from, (send) => this.#truth.sent(node, send));
    if (sends.length === 0) return { batch, run, sends: () => sends };
    for (const send of sends) this.#written(send, batch);
    return { batch: withNumbersOf(sends, batch), run, sends: () => sends };
  }

  #written({ record, told }: Send, { producerEpoch }: RecordBatch): void {
    const before = record.writtenUnderEpoch;
    if (!told && before !== unwritten && before !== producerEpoch) this.#truth.renumberedInDoubt(record);
    record.writtenUnderEpoch = producerEpoch;
  }

  #sessionOf({ producerId }: RecordBatch, { client, acks }: ProduceSender): number {
    const key = producerId < 0 ? client : producerId;
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    const session = this.#sessions.size;
    this.#sessions.set(key, session);
    if (producerId < 0) this.#truth.circumstances.add("not-idempotent", { session });
    if (acks === 0) this.#truth.circumstances.add("acks-zero", { session });
    return session;
  }
}

/** The batch with the numbers of the records that its own are copies of, so that the log tells them by their names. */
function withNumbersOf(sends: readonly Send[], batch: RecordBatch): RecordBatch {
  const { bytes } = batch;
  // Of a batch from the wire the bytes are no field that a spread would take along.
  const kept = bytes === undefined ? {} : { bytes };
  const records = batch.records.map((produced, at) => ({ ...produced, id: (sends[at] as Send).record.id }));
  return { ...batch, ...kept, records };
}
