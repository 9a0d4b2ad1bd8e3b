import { errors, type KafkaError } from "../../model/core/errors.ts";
import type { TopicPartition } from "../../model/core/topic-partition.ts";
import type { Checker, Property, SendFacts } from "../../model/properties/property.ts";
import { type RecordBatch } from "../../model/protocol.ts";
import { Marks } from "../../model/run/marks.ts";
import { noteBatch, notes } from "../../model/run/notes.ts";
import { Occurrences } from "../../model/run/occurrences.ts";
import type { SentRecord } from "../../model/run/records.ts";
import { violationOf, type Violation } from "../../model/run/violation.ts";
import type { Instant, NoteKind, Trace } from "../../sim/index.ts";
import type { Send, SendRun } from "./run.ts";
import type { SendsOnTheWire } from "./sends.ts";

export interface TruthOptions {
  readonly sends: SendsOnTheWire;
  readonly properties: readonly Property<SendFacts>[];
  readonly trace: Trace;
  readonly now: () => Instant;
  readonly brokerNode: number;
}

/**
 * What happened to the sends on the wire, held against the properties: for a broker that serves what `GroundTruth` is for
 * a simulated run. Of a run of sends to which one thing happens, the properties are asked only where one of them could
 * object.
 */
export class WireTruth {
  readonly marks = new Marks();
  /** Each about a record, by its number. */
  readonly violations: Violation[] = [];
  readonly circumstances = new Occurrences();
  readonly #options: TruthOptions;
  readonly #checkers: readonly Checker[];
  /** By session, then partition: whether a batch of it lies in the log (Z01). */
  readonly #contacts: boolean[][] = [];

  constructor(options: TruthOptions) {
    this.#options = options;
    this.#checkers = options.properties.map((property) => this.#begin(property));
  }

  /** A record was seen for the first time, or for the first time in its session. */
  sent(node: number, { record }: Send): void {
    this.marks.counts["record-sent"]++;
    const { trace, now } = this.#options;
    trace.note(now(), notes.sent, node, record.id, record.topicPartition.index, record.send);
    for (const checker of this.#checkers) checker.sent?.(record);
  }

  /** Records were seen for the first time of which no property remembers anything. */
  sentAnew(node: number, run: SendRun): void {
    const { batch, count, first, firstRecord } = run;
    this.marks.counts["record-sent"] += count;
    const { trace, now } = this.#options;
    const at = now();
    const { index } = batch.topicPartition;
    for (let nth = 0; nth < count; nth += 1) trace.note(at, notes.sent, node, firstRecord + nth, index, first + nth);
  }

  /** A copy of the record lies in the log at `offset`. */
  stored(batch: RecordBatch, send: Send, offset: number): void {
    this.#meet(batch, send.record);
    this.marks.counts["record-stored"]++;
    send.copies++;
    if (send.copies === 1) send.firstOffset = offset;
    if (send.copies === 2) this.marks.counts["two-copies"]++;
    const { record, copies } = send;
    for (const checker of this.#checkers) {
      if (copies === 1) checker.stored?.(record, offset);
      else checker.storedAgain?.(record, offset, copies);
    }
  }

  /** The first copies of all records of the run, from `baseOffset` on. */
  storedAnew(run: SendRun, baseOffset: number): void {
    const { batch, count } = run;
    run.copies = 1;
    run.firstOffset = baseOffset;
    this.#meet(batch, run.recordAt(0));
    this.marks.counts["record-stored"] += count;
    // First copies in the order in which they were sent: where the first is in its place and the last one, all are.
    const before = this.violations.length;
    this.#storedFirst(run, 0);
    const inOrder = this.violations.length === before;
    for (let nth = inOrder ? Math.max(count - 1, 1) : 1; nth < count; nth += 1) this.#storedFirst(run, nth);
  }

  /** A client was told so; `offset` is -1 where it was not told where. */
  acknowledged(node: number, send: Send, offset: number): void {
    this.marks.counts.acknowledged++;
    send.toldOffset = offset;
    const { trace, now } = this.#options;
    send.toldAt = now();
    trace.note(send.toldAt, notes.acknowledged, node, send.record.id, offset, send.record.send, send.attempts);
    const entry = this.#options.sends.entry(send.record.send);
    for (const checker of this.#checkers) checker.acknowledged?.(send.record, offset, false, entry);
  }

  /** A client was told of all of them what is true: no property has anything against it. */
  acknowledgedAsStored(node: number, run: SendRun, baseOffset: number): void {
    run.told = true;
    run.toldOffset = baseOffset;
    const { count, first, firstRecord, attempts } = run;
    const { trace, now } = this.#options;
    const at = now();
    run.toldAt = at;
    this.marks.counts.acknowledged += count;
    for (let nth = 0; nth < count; nth += 1) {
      const offset = baseOffset < 0 ? baseOffset : baseOffset + nth;
      trace.note(at, notes.acknowledged, node, firstRecord + nth, offset, first + nth, attempts);
    }
  }

  /** A record that was on the wire under one epoch was written under another, and nobody knows of the first (P-99). */
  renumberedInDoubt(record: SentRecord): void {
    this.marks.counts["renumbered-in-doubt"]++;
    this.circumstances.add("renumbered-in-doubt");
    record.renumberedInDoubt = true;
  }

  appended(batch: RecordBatch, baseOffset: number): void {
    this.#noteBatch(notes.appended, batch, baseOffset);
  }

  duplicateSuppressed(batch: RecordBatch, originalBaseOffset: number): void {
    this.marks.counts["duplicate-suppressed"]++;
    this.#noteBatch(notes.duplicateSuppressed, batch, originalBaseOffset);
  }

  rejected(batch: RecordBatch, error: KafkaError): void {
    const outOfOrder = error === errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
    this.marks.counts[outOfOrder ? "rejected-out-of-order" : "rejected-otherwise"]++;
    this.#noteBatch(notes.rejected, batch, error.code);
  }

  /** `session`: of the producer, if any of its batches was seen. */
  producerExpired(topicPartition: TopicPartition, producerId: number, session: number | undefined): void {
    this.marks.counts["producer-state-expired"]++;
    if (session !== undefined) this.circumstances.add("producer-state-expired", { session, topicPartition });
    const { trace, now, brokerNode } = this.#options;
    trace.note(now(), notes.producerExpired, brokerNode, topicPartition.index, producerId);
  }

  #storedFirst(run: SendRun, nth: number): void {
    const record = run.recordAt(nth);
    for (const checker of this.#checkers) checker.stored?.(record, run.firstOffset + nth);
  }

  /** B-29: a broker that knows nothing of a producer takes any first sequence, be it not the first one sent. */
  #meet({ baseSequence, producerId }: RecordBatch, { session, topicPartition, send }: SentRecord): void {
    const contacts = (this.#contacts[session] ??= []);
    const isFirst = contacts[topicPartition.index] !== true;
    contacts[topicPartition.index] = true;
    if (!isFirst || producerId < 0 || baseSequence <= 0) return;
    this.circumstances.add("first-contact-overtaken", { session, topicPartition, before: send });
  }

  #noteBatch(kind: NoteKind, batch: RecordBatch, last: number): void {
    const { trace, now, brokerNode } = this.#options;
    noteBatch(trace, now(), kind, brokerNode, batch, last);
  }

  #begin(property: Property<SendFacts>): Checker {
    const { sends, now } = this.#options;
    return property.begin({
      // Its number: a name is made for who reads of the breach, and not while a client waits for its answer.
      recordName: String,
      entry: (send) => sends.entry(send),
      report: (breach) => this.violations.push(violationOf(property, breach, now(), this.circumstances)),
    });
  }
}
