import type { Instant, Trace } from "../../sim/index.ts";
import type { LogBatch } from "../broker/retained-batches.ts";
import type { BrokerObserver } from "../broker/seam.ts";
import { type EpochIs, type SequenceIs, epochRelations, sequenceRelations } from "../core/append-ruling.ts";
import { type KafkaError, errors } from "../core/errors.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { properties } from "../properties/index.ts";
import type { Breach, Checker, Property, RunFacts, Thrown } from "../properties/property.ts";
import { noProducerId, type ProducedRecord, type RecordBatch } from "../protocol.ts";
import { Answers } from "./answers.ts";
import { type Delivery, SendLedger, failed } from "./ledger.ts";
import { Marks } from "./marks.ts";
import { notes } from "./notes.ts";
import { Occurrences } from "./occurrences.ts";
import type { RecordNames, SentRecord } from "./records.ts";
import { type Violation, violationOf } from "./violation.ts";

export interface GroundTruthOptions {
  readonly names: RecordNames;
  readonly trace: Trace;
  readonly now: () => Instant;
  readonly brokerNode: number;
  readonly keepHistory: boolean;
  /** What it is held to; to everything unless given. */
  readonly properties?: readonly Property[];
  /** What properties may look at beside what they are told; nothing unless given. */
  readonly looks?: Looks;
}

/** The world as properties see it. */
export type Looks = Pick<RunFacts, "logs" | "storage">;

const blind: Looks = { logs: () => [], storage: () => new Map() };

/**
 * What really happened, told by those it happened to: every send, append and callback. It feeds the ledger, the marks,
 * the trace and the properties; nobody in the run reads it.
 */
export class GroundTruth implements BrokerObserver {
  readonly marks = new Marks();
  readonly violations: Violation[] = [];
  readonly circumstances = new Occurrences();
  readonly ledger: SendLedger;
  readonly answers = new Answers();
  private readonly options: GroundTruthOptions;
  private readonly trace: Trace;
  private readonly storedWatchers: NonNullable<Checker["stored"]>[] = [];
  private readonly storedAgainWatchers: NonNullable<Checker["storedAgain"]>[] = [];
  private readonly sentWatchers: NonNullable<Checker["sent"]>[] = [];
  private readonly acknowledgedWatchers: NonNullable<Checker["acknowledged"]>[] = [];
  private readonly failedWatchers: NonNullable<Checker["failed"]>[] = [];
  private readonly endedWatchers: NonNullable<Checker["ended"]>[] = [];
  private readonly checkers: readonly Checker[];
  /** By session, then partition: whether a batch of it lies in the log (Z01). */
  private readonly contacts: boolean[][] = [];
  private readonly texts: string[] = [];
  /** By producer id: the session it was given to. */
  private readonly sessions = new Map<number, number>();

  constructor(options: GroundTruthOptions) {
    this.options = options;
    this.trace = options.trace;
    this.ledger = new SendLedger(options.keepHistory);
    const shared: Omit<RunFacts, "report"> = {
      recordName: (record) => options.names.nameOf(record),
      entry: (send) => this.ledger.entry(send),
      undecided: () => this.ledger.undecided(),
      now: options.now,
      ...(options.looks ?? blind),
    };
    this.checkers = (options.properties ?? properties).map((property) => this.begin(property, shared));
    for (const checker of this.checkers) {
      if (checker.sent !== undefined) this.sentWatchers.push(checker.sent);
      if (checker.stored !== undefined) this.storedWatchers.push(checker.stored);
      if (checker.storedAgain !== undefined) this.storedAgainWatchers.push(checker.storedAgain);
      if (checker.acknowledged !== undefined) this.acknowledgedWatchers.push(checker.acknowledged);
      if (checker.failed !== undefined) this.failedWatchers.push(checker.failed);
      if (checker.ended !== undefined) this.endedWatchers.push(checker.ended);
    }
  }

  /** How each send ended, in the order of the sends; empty without history. */
  get deliveries(): readonly Delivery[] {
    return this.ledger.deliveries;
  }

  /** The text, say an exception's name, that a note means by its number. */
  textOf(number: number): string {
    return this.texts[number] ?? `text ${number}`;
  }

  /** The number by which notes mean a text: the same each time. */
  textNumber(text: string): number {
    const known = this.texts.indexOf(text);
    return known >= 0 ? known : this.texts.push(text) - 1;
  }

  sent(producerNode: number, producer: string, record: SentRecord): void {
    this.marks.counts["record-sent"]++;
    const now = this.options.now();
    this.ledger.open(record, producer, now);
    this.trace.note(now, notes.sent, producerNode, record.id, record.topicPartition.index, record.send);
    for (const watch of this.sentWatchers) watch(record);
  }

  acknowledged(producerNode: number, record: SentRecord, offset: number, attempts: number): void {
    this.marks.counts.acknowledged++;
    const now = this.options.now();
    const entry = this.ledger.entry(record.send);
    const before = !this.ledger.acknowledge(record.send, offset, now, attempts);
    if (before) this.marks.counts["callback-twice"]++;
    this.trace.note(now, notes.acknowledged, producerNode, record.id, offset, record.send, attempts);
    for (const watch of this.acknowledgedWatchers) watch(record, offset, before, entry);
  }

  /** A record that had been in a batch failed; `attempts`: how often that was written. */
  failed(producerNode: number, record: SentRecord, exception: string, attempts: number): void {
    this.watchFailure(record, exception);
    const before = this.noteFailure(producerNode, record, exception, attempts);
    for (const watch of this.failedWatchers) watch(record, exception, before);
  }

  /** `send` itself failed: nothing of the record was ever in a batch, and no time of a delivery ran out on it (P-36). */
  refused(producerNode: number, record: SentRecord, exception: string): void {
    const before = this.noteFailure(producerNode, record, exception, 0);
    for (const checker of this.checkers) checker.refused?.(record, before);
  }

  private noteFailure(producerNode: number, record: SentRecord, exception: string, attempts: number): boolean {
    this.marks.counts.failed++;
    const now = this.options.now();
    const before = !this.ledger.fail(record.send, exception, now, attempts);
    if (before) this.marks.counts["callback-twice"]++;
    this.trace.note(now, notes.failed, producerNode, record.id, this.textNumber(exception), record.send, attempts);
    return before;
  }

  consumed(consumer: { readonly name: string; readonly index: number }, what: Consumed): void {
    if (!what.applied) this.marks.counts["consumer-skipped-duplicate"]++;
    const { topicPartition, offset, record, applied } = what;
    const values = [consumer.index, topicPartition.index, offset, record, applied ? 1 : 0] as const;
    this.trace.note(this.options.now(), notes.consumed, ...values);
    for (const checker of this.checkers) checker.consumed?.(consumer.name, record, applied);
  }

  /** Code of an application says that a record's effect has taken place outside. */
  applied(application: string, record: number): void {
    this.marks.counts["effect-applied"]++;
    for (const checker of this.checkers) checker.consumed?.(application, record, true);
  }

  /** Code of an application has taken on to send a record. */
  accepted(record: number): void {
    this.marks.counts["work-committed"]++;
    for (const checker of this.checkers) checker.accepted?.(record);
  }

  /** Code of an application threw an exception that it did not catch. */
  threw(thrown: Thrown): void {
    for (const checker of this.checkers) checker.threw?.(thrown);
  }

  /** A session was given a producer id. */
  identified(session: number, producerId: number): void {
    if (producerId !== noProducerId) this.sessions.set(producerId, session);
  }

  /** A batch that was on the wire under one epoch was written under another, and nobody knows of the first (P-99). */
  renumberedInDoubt(records: readonly ProducedRecord[]): void {
    this.marks.counts["renumbered-in-doubt"]++;
    this.circumstances.add("renumbered-in-doubt");
    for (const record of records) if (isSent(record)) record.renumberedInDoubt = true;
  }

  /** The run is over. `settled`: nothing more could have happened. */
  ended(settled: boolean): void {
    for (const watch of this.endedWatchers) watch(settled);
  }

  ruled({ topicPartition }: RecordBatch, epochIs: EpochIs, sequenceIs: SequenceIs, windowFill: number): void {
    if (!this.trace.isHeard) return;
    const relations = [epochRelations.indexOf(epochIs), sequenceRelations.indexOf(sequenceIs)] as const;
    this.trace.tell(this.options.now(), notes.ruled, topicPartition.index, ...relations, windowFill);
  }

  appended(_node: number, batch: RecordBatch, baseOffset: number): void {
    this.noteBatch(notes.appended, batch, baseOffset);
    const { records } = batch;
    for (let at = 0; at < records.length; at++) this.stored(batch, records[at] as ProducedRecord, baseOffset + at);
  }

  duplicateSuppressed(_node: number, batch: RecordBatch, originalBaseOffset: number): void {
    this.marks.counts["duplicate-suppressed"]++;
    this.answers.duplicate(this.options.now(), batch, originalBaseOffset);
    this.noteBatch(notes.duplicateSuppressed, batch, originalBaseOffset);
  }

  rejected(_node: number, batch: RecordBatch, error: KafkaError): void {
    this.answers.refused(this.options.now(), batch, error);
    const outOfOrder = error === errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
    this.marks.counts[outOfOrder ? "rejected-out-of-order" : "rejected-otherwise"]++;
    this.noteBatch(notes.rejected, batch, error.code);
    if (!isAboutSequences(error)) this.watchRetry(batch.records[batch.records.length - 1]);
  }

  /** B-19: what comes before the look for duplicates can refuse a batch that has lain in the log for long. */
  private watchRetry(last: ProducedRecord | undefined): void {
    if (last === undefined || !isSent(last) || this.ledger.entry(last.send).copies === 0) return;
    const { session, topicPartition, send } = last;
    this.circumstances.add("stored-but-refused", { session, topicPartition, before: send + 1 });
  }

  producerExpired(node: number, topicPartition: TopicPartition, producerId: number): void {
    this.marks.counts["producer-state-expired"]++;
    const session = this.sessions.get(producerId);
    if (session !== undefined) this.circumstances.add("producer-state-expired", { session, topicPartition });
    this.trace.note(this.options.now(), notes.producerExpired, node, topicPartition.index, producerId);
  }

  /** A follower took its leader's place without these batches; `kept` is what the log of the partition holds now. */
  truncated(topicPartition: TopicPartition, cutOff: readonly LogBatch[], kept: readonly LogBatch[]): void {
    const lost: SentRecord[] = [];
    for (const { batch, baseOffset } of cutOff) {
      for (const [at, record] of batch.records.entries()) {
        if (!isSent(record)) continue;
        lost.push(record);
        this.ledger.removeCopy(record.send, baseOffset + at);
      }
    }
    this.marks.counts["record-truncated"] += lost.length;
    const endOffset = cutOff[0]?.baseOffset ?? 0;
    const node = this.options.brokerNode;
    this.trace.note(this.options.now(), notes.truncated, node, topicPartition.index, endOffset, lost.length);
    const remaining = kept.flatMap(({ batch }) => batch.records.filter(isSent));
    for (const checker of this.checkers) checker.truncated?.({ topicPartition, lost, remaining });
  }

  private stored(batch: RecordBatch, record: ProducedRecord, offset: number): void {
    this.marks.counts["record-stored"]++;
    if (!isSent(record)) {
      for (const checker of this.checkers) checker.storedUnknown?.(batch.topicPartition.name, offset);
      return;
    }
    if (batch.baseSequence > 0 && batch.producerId !== noProducerId) this.watchFirstContact(record);
    (this.contacts[record.session] ??= [])[record.topicPartition.index] = true;
    const { copies, decision } = this.ledger.addCopy(record.send, offset);
    if (copies === 2) this.marks.counts["two-copies"]++;
    else if (decision === failed) this.marks.counts["failed-but-stored"]++;
    if (copies === 1) for (const watch of this.storedWatchers) watch(record, offset);
    else for (const watch of this.storedAgainWatchers) watch(record, offset, copies);
  }

  private watchFailure(record: SentRecord, exception: string): void {
    const { session, topicPartition, send } = record;
    if (exception === "TimeoutException") {
      this.marks.counts["delivery-timed-out"]++;
      this.circumstances.add("delivery-timed-out", { session, topicPartition, before: send + 1 });
    }
    if (exception === "ProducerFencedException") this.circumstances.add("producer-fenced", { session });
    if (this.ledger.entry(send).copies > 0) this.marks.counts["failed-but-stored"]++;
  }

  /** B-29: a broker that knows nothing of a producer takes any first sequence, be it not the first one sent. */
  private watchFirstContact(record: SentRecord): void {
    if (this.contacts[record.session]?.[record.topicPartition.index] !== true) {
      const { session, topicPartition, send } = record;
      this.circumstances.add("first-contact-overtaken", { session, topicPartition, before: send });
    }
  }

  private noteBatch(kind: (typeof notes)[keyof typeof notes], batch: RecordBatch, last: number): void {
    const { topicPartition, producerId, producerEpoch, baseSequence } = batch;
    const node = this.options.brokerNode;
    this.trace.note(
      this.options.now(),
      kind,
      node,
      topicPartition.index,
      producerId,
      producerEpoch,
      baseSequence,
      last,
    );
  }

  private begin(property: Property, shared: Omit<RunFacts, "report">): Checker {
    return property.begin({ ...shared, report: (breach) => this.report(property, breach) });
  }

  private report(property: Property, breach: Breach): void {
    this.violations.push(violationOf(property, breach, this.options.now(), this.circumstances));
  }
}

export interface Consumed {
  readonly topicPartition: TopicPartition;
  readonly offset: number;
  readonly record: number;
  readonly applied: boolean;
}

/** Every record that an application of this run sent carries its send; what lay in a log before does not. */
export const isSent = (record: ProducedRecord): record is SentRecord => "send" in record;

/** Whether a refusal comes from the producer's state, and so from a broker that looked for duplicates. */
export const isAboutSequences = ({ name }: KafkaError): boolean =>
  name === "OUT_OF_ORDER_SEQUENCE_NUMBER" ||
  name === "UNKNOWN_PRODUCER_ID" ||
  name === "INVALID_PRODUCER_EPOCH" ||
  name === "DUPLICATE_SEQUENCE_NUMBER";
