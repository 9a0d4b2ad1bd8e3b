import type { NoteKind, Trace } from "../../sim/index.ts";
import type { LogBatch } from "../broker/retained-batches.ts";
import type { BrokerObserver } from "../broker/seam.ts";
import { type EpochIs, type SequenceIs, epochRelations, sequenceRelations } from "../core/append-ruling.ts";
import { type KafkaError, errors } from "../core/errors.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { ProducerConfig } from "../producer/config.ts";
import { properties } from "../properties/index.ts";
import type { Allowance, Checker, Thrown } from "../properties/property.ts";
import { noOffset, noProducerId, type ProducedRecord, type RecordBatch } from "../protocol.ts";
import { unlimited } from "./allowance.ts";
import { Answers } from "./answers.ts";
import type { Application as Consumed } from "./consumer.ts";
import type { GroundTruthOptions } from "./ground-truth-options.ts";
import { type Delivery, type LedgerEntry, SendLedger, failed, undecided } from "./ledger.ts";
import { Marks } from "./marks.ts";
import { NewestSends } from "./newest-sends.ts";
import { noteBatch, notes } from "./notes.ts";
import { Occurrences } from "./occurrences.ts";
import { PropertyFacts, type WatchedRun } from "./property-facts.ts";
import { type SentRecord, isSent } from "./records.ts";
import { isBeforeDeduplication } from "./refusals.ts";
import type { Stuck } from "./stuck.ts";
import { TextNumbers } from "./text-numbers.ts";
import type { Violation } from "./violation.ts";
import { Watchers } from "./watchers.ts";

/**
 * What really happened, told by those it happened to: every send, append and callback. It feeds the ledger, the marks,
 * the trace and the properties; nobody in the run reads it.
 */
export class GroundTruth implements BrokerObserver, WatchedRun {
  readonly marks = new Marks();
  readonly violations: Violation[] = [];
  readonly circumstances = new Occurrences();
  readonly ledger: SendLedger;
  readonly answers = new Answers();
  readonly texts = new TextNumbers();
  readonly options: GroundTruthOptions;
  private readonly trace: Trace;
  private readonly checkers: readonly Checker[];
  private readonly watchers: Watchers;
  private readonly newest = new NewestSends();
  /** By producer id: the session it was given to. */
  private readonly sessions = new Map<number, number>();
  private readonly allowances: Allowance[] = [];
  /** The least that any session is allowed from a send to its callback. */
  private leastDecision = Infinity;
  /** By partition: up to which offset its log has been given batches. */
  private readonly ends: number[] = [];
  /** Some batch that lies in a log is of a raised epoch. */
  private hasRaisedEpochs = false;
  /** Some acknowledgement named another offset than that of the record's first copy, or an offset was given twice. */
  private hasStrayOffsets = false;

  constructor(options: GroundTruthOptions) {
    this.options = options;
    this.trace = options.trace;
    this.ledger = new SendLedger(options.keepHistory);
    const held = options.properties ?? properties;
    this.checkers = held.map((property) => property.begin(new PropertyFacts(property, this)));
    this.watchers = new Watchers(this.checkers);
  }

  endOf({ index }: TopicPartition): number {
    return this.ends[index] ?? 0;
  }

  allowance(session: number): Allowance {
    return this.allowances[session] ?? unlimited;
  }

  /** How each send ended, in the order of the sends; empty without history. */
  get deliveries(): readonly Delivery[] {
    return this.ledger.deliveries;
  }

  /** A producer begins a life: its settings allow it so much, and rule out some promises. */
  began(session: number, ruling: Ruling, allowance: Allowance): void {
    const { enableIdempotence, acks, reconnectBackoffMillis } = ruling;
    if (!enableIdempotence) this.circumstances.add("not-idempotent", { session });
    if (reconnectBackoffMillis === 0) this.circumstances.add("no-backoff", { session });
    if (acks === 0) this.circumstances.add("acks-zero", { session });
    if (acks === 1) this.circumstances.add("acks-one", { session });
    this.allowances[session] = allowance;
    if (allowance.decision < this.leastDecision) this.leastDecision = allowance.decision;
  }

  sent(producerNode: number, producer: string, record: SentRecord): void {
    this.marks.counts["record-sent"]++;
    const now = this.options.now();
    this.ledger.open(record, producer, now);
    this.trace.note(now, notes.sent, producerNode, record.id, record.topicPartition.index, record.send);
    for (const watch of this.watchers.sent) watch(record);
  }

  acknowledged(producerNode: number, record: SentRecord, offset: number, attempts: number): void {
    this.marks.counts.acknowledged++;
    const now = this.options.now();
    const entry = this.ledger.entry(record.send);
    const decided = this.ledger.acknowledge(record.send, offset, now, attempts);
    this.trace.note(now, notes.acknowledged, producerNode, record.id, offset, record.send, attempts);
    for (const watch of this.watchers.acknowledged) watch(record, offset, decided === undefined, entry);
    if (decided === undefined) this.marks.counts["callback-twice"]++;
    else {
      const isUsual = entry.firstOffset === offset && entry.copies > 0 && now - decided.sentAt <= this.leastDecision;
      if (!isUsual || this.hasStrayOffsets) this.watchAcknowledgement(record, offset, decided, entry);
    }
  }

  /** A record that had been in a batch failed; `attempts`: how often that was written. */
  failed(producerNode: number, record: SentRecord, exception: string, attempts: number): void {
    this.watchFailure(record, exception);
    const before = this.noteFailure(producerNode, record, exception, attempts);
    for (const checker of this.checkers) checker.failed?.(record, exception, before, attempts);
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
    this.trace.note(now, notes.failed, producerNode, record.id, this.texts.numberOf(exception), record.send, attempts);
    return before;
  }

  consumed(consumer: { readonly name: string; readonly index: number }, what: Consumed): void {
    this.marks.counts.consumed++;
    if (!what.applied) this.marks.counts["consumer-skipped-duplicate"]++;
    const { topicPartition, offset, record, applied } = what;
    const values = [consumer.index, topicPartition.index, offset, record, applied ? 1 : 0] as const;
    this.trace.note(this.options.now(), notes.consumed, ...values);
    for (const checker of this.checkers) {
      checker.read?.(consumer.name, topicPartition, offset);
      checker.consumed?.(consumer.name, record, applied);
    }
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

  /** A session asks for a producer id: it has none, or none that is still of use. */
  asksForId(session: number): void {
    this.marks.counts["producer-id-requested"]++;
    for (const checker of this.checkers) checker.asksForId?.(session);
  }

  /** A session was given a producer id. */
  identified(session: number, producerId: number): void {
    if (producerId === noProducerId) return;
    if (this.sessions.size > 0 && !this.sessions.has(producerId)) this.marks.counts["another-session-identified"]++;
    this.sessions.set(producerId, session);
    for (const checker of this.checkers) checker.identified?.(session, producerId);
  }

  /** A batch is written to a socket, not for the first time; `written`: how often by now. */
  writtenAgain(records: readonly ProducedRecord[], first: SentRecord, underEpoch: number): void {
    this.marks.counts["batch-retried"]++;
    if (first.writtenUnderEpoch !== underEpoch) this.renumberedInDoubt(records);
    for (const watch of this.watchers.writtenAgain) watch(first, first.written + 1, first.writtenAt);
  }

  /** A sender has gone round for nothing; `isHeld`: while batches of a ready partition wait for others (P-25). */
  spun(session: number, client: string, isHeld: boolean): void {
    if (isHeld) this.circumstances.add("partition-held-back", { session });
    for (const checker of this.checkers) checker.spun?.(session, client);
  }

  /** A broker has started again, or a follower has taken its leader's place. */
  restarted(how: "broker-restarted" | "leader-failed-over"): void {
    this.marks.counts[how]++;
    for (const checker of this.checkers) checker.restarted?.();
  }

  /** A producer's process stands still: what it has sent so far may be decided late. */
  paused(session: number): void {
    this.circumstances.add("producer-paused", { session, before: this.ledger.size });
  }

  /** The faults were over long enough ago, and somebody still waits. */
  unsettled(stuck: readonly Stuck[]): void {
    for (const checker of this.checkers) checker.unsettled?.(stuck);
  }

  /** A batch that was on the wire under one epoch was written under another, and nobody knows of the first (P-99). */
  renumberedInDoubt(records: readonly ProducedRecord[]): void {
    this.marks.counts["renumbered-in-doubt"]++;
    this.circumstances.add("renumbered-in-doubt");
    for (const record of records) if (isSent(record)) record.renumberedInDoubt = true;
  }

  /** The run is over. `settled`: nothing more could have happened. */
  ended(settled: boolean): void {
    for (const checker of this.checkers) checker.ended?.(settled);
  }

  ruled({ topicPartition }: RecordBatch, epochIs: EpochIs, sequenceIs: SequenceIs, windowFill: number): void {
    if (!this.trace.isHeard) return;
    const relations = [epochRelations.indexOf(epochIs), sequenceRelations.indexOf(sequenceIs)] as const;
    this.trace.tell(this.options.now(), notes.ruled, topicPartition.index, ...relations, windowFill);
  }

  appended(_node: number, batch: RecordBatch, baseOffset: number): void {
    this.noteBatch(notes.appended, batch, baseOffset);
    const { records } = batch;
    const { index } = batch.topicPartition;
    const count = records.length;
    const known = this.ends[index] ?? 0;
    const end = baseOffset + count;
    if (end > known) this.ends[index] = end;
    const isUnusual = count !== 1 || batch.producerEpoch > 0 || baseOffset < known;
    if (isUnusual || this.hasRaisedEpochs) this.watchAppend(batch, baseOffset, known);
    for (let at = 0; at < count; at++) this.stored(batch, records[at] as ProducedRecord, baseOffset + at);
  }

  duplicateSuppressed(_node: number, batch: RecordBatch, originalBaseOffset: number): void {
    this.marks.counts["duplicate-suppressed"]++;
    this.answers.duplicate(this.options.now(), batch, originalBaseOffset);
    this.noteBatch(notes.duplicateSuppressed, batch, originalBaseOffset);
    for (const watch of this.watchers.suppressed) watch(batch, originalBaseOffset);
  }

  rejected(_node: number, batch: RecordBatch, error: KafkaError): void {
    this.answers.refused(this.options.now(), batch, error);
    const outOfOrder = error === errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
    this.marks.counts[outOfOrder ? "rejected-out-of-order" : "rejected-otherwise"]++;
    if (error === errors.INVALID_PRODUCER_EPOCH) this.marks.counts["batch-fenced"]++;
    if (error === errors.MESSAGE_TOO_LARGE) this.watchSplit(batch);
    this.noteBatch(notes.rejected, batch, error.code);
    if (isBeforeDeduplication(error)) this.watchRetry(batch.records[batch.records.length - 1]);
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
    const lost = this.ledger.removeCopies(cutOff);
    this.marks.counts["record-truncated"] += lost.length;
    const endOffset = cutOff[0]?.baseOffset ?? 0;
    const node = this.options.brokerNode;
    this.trace.note(this.options.now(), notes.truncated, node, topicPartition.index, endOffset, lost.length);
    const remaining = kept.flatMap(({ batch }) => batch.records.filter(isSent));
    this.newest.cut(topicPartition, remaining);
    this.ends[topicPartition.index] = endOffset;
    // An acknowledgement on its way may still name what is gone.
    this.hasStrayOffsets = true;
    for (const checker of this.checkers) checker.truncated?.({ topicPartition, endOffset, lost, remaining });
  }

  /** Whoever watches batches is asked only about those that are not as nearly all are. */
  private watchAppend(batch: RecordBatch, baseOffset: number, end: number): void {
    if (baseOffset < end) {
      this.hasStrayOffsets = true;
      for (const checker of this.checkers) checker.overwritten?.(batch, baseOffset, end);
    }
    if (batch.producerEpoch > 0) this.hasRaisedEpochs = true;
    if (this.hasRaisedEpochs) for (const checker of this.checkers) checker.appendedAmongEpochs?.(batch);
    if (batch.records.length === 1) return;
    this.marks.counts["batch-of-several"]++;
    for (const checker of this.checkers) checker.appendedTogether?.(batch, baseOffset);
  }

  private stored(batch: RecordBatch, record: ProducedRecord, offset: number): void {
    this.marks.counts["record-stored"]++;
    if (!isSent(record)) {
      for (const checker of this.checkers) checker.storedUnknown?.(batch.topicPartition.name, offset);
      return;
    }
    const { send, topicPartition } = record;
    const standing = this.newest.store(record);
    if (standing === undefined) this.watchFirstContact(batch, record);
    const isNewest = standing !== "behind";
    const { copies, decision } = this.ledger.addCopy(send, offset);
    const isUsual = isNewest && decision === undecided && copies === 1 && topicPartition === batch.topicPartition;
    if (!isUsual) this.watchUnusual(batch, record, offset, { copies, decision, isNewest });
    if (copies === 1) for (const watch of this.watchers.stored) watch(record, offset);
  }

  /** A record was stored, and not once, in its turn and its partition, before anybody said what became of it. */
  private watchUnusual(batch: RecordBatch, record: SentRecord, offset: number, how: HowStored): void {
    const { copies, decision, isNewest } = how;
    const { topicPartition } = batch;
    // Where it lies is no offset of its own partition.
    if (record.topicPartition !== topicPartition) this.hasStrayOffsets = true;
    if (copies === 2) this.marks.counts["two-copies"]++;
    else if (decision === failed) this.marks.counts["failed-but-stored"]++;
    for (const checker of this.checkers) {
      if (record.topicPartition !== topicPartition) checker.astray?.(record, topicPartition, offset);
      if (!isNewest) checker.storedBehind?.(record, offset);
      if (copies > 1) checker.storedAgain?.(record, offset, copies);
      else if (decision !== undecided) checker.storedDecided?.(record, offset);
    }
  }

  /** An acknowledgement that does not just name where the first copy lies, and in time; or one behind a stray one. */
  private watchAcknowledgement(record: SentRecord, offset: number, { sentAt }: Delivery, entry: LedgerEntry): void {
    const isStray = offset !== noOffset && (entry.copies === 0 || entry.firstOffset !== offset);
    if (isStray) this.hasStrayOffsets = true;
    const isLate = this.options.now() - sentAt > this.leastDecision;
    for (const checker of this.checkers) {
      if (entry.copies === 0) checker.acknowledgedAbsent?.(record);
      if (this.hasStrayOffsets && offset !== noOffset) checker.acknowledgedAmongStrays?.(record, offset);
      if (isLate) checker.acknowledgedLate?.(record);
    }
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
  private watchFirstContact({ baseSequence, producerId }: RecordBatch, record: SentRecord): void {
    if (baseSequence <= 0 || producerId === noProducerId) return;
    const { session, topicPartition, send } = record;
    this.circumstances.add("first-contact-overtaken", { session, topicPartition, before: send });
  }

  /** P-103: the client packs a batch of several records anew. */
  private watchSplit({ topicPartition, records }: RecordBatch): void {
    const first = records[0];
    if (records.length < 2 || first === undefined || !isSent(first)) return;
    this.circumstances.add("batch-split", { session: first.session, topicPartition });
  }

  private noteBatch(kind: NoteKind, batch: RecordBatch, last: number): void {
    noteBatch(this.trace, this.options.now(), kind, this.options.brokerNode, batch, last);
  }
}

/** The settings without which some promises hold for nobody. */
type Ruling = Pick<ProducerConfig, "enableIdempotence" | "acks" | "reconnectBackoffMillis">;

/** How a record was stored: the how-manieth copy, what had been said of it, and whether nothing newer was there. */
interface HowStored {
  readonly copies: number;
  readonly decision: LedgerEntry["decision"];
  readonly isNewest: boolean;
}
