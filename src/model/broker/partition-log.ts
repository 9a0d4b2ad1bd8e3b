import { assert } from "../../sim/assert.ts";
import { epochRelation, sequenceRelation, type Ruling } from "../core/append-ruling.ts";
import {
  batchRefusal,
  isRewritingRefused,
  maxTimestamp,
  recordRefusal,
  type RecordRefusal,
} from "../core/batch-validation.ts";
import { recordRefusalWords } from "../core/refusal-words.ts";
import { errors, type KafkaError } from "../core/errors.ts";
import { firstOffset, type ProducerStateEntry } from "../core/producer-state.ts";
import { incrementSequence } from "../core/sequence.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import { noOffset, noTimestamp, recordCountOf, type PartitionProduceResponse, type RecordBatch } from "../protocol.ts";
import { LeaderEpochs } from "./leader-epochs.ts";
import type { BrokerProfile } from "./profiles.ts";
import { ProducerStateManager } from "./producer-state-manager.ts";
import { RetainedBatches, type LogBatch } from "./retained-batches.ts";
import type { BrokerObserver } from "./seam.ts";
import type { TopicSettings } from "./topic-config.ts";
import { TransactionalProducers } from "./transactional-producers.ts";

/** What the logs of one topic on one broker have in common: one object for all of them. */
export interface PartitionLogOptions {
  readonly node: number;
  readonly topic: TopicSettings;
  readonly profile: BrokerProfile;
  readonly producerIdExpirationMillis: number;
  readonly retainedBatches: number;
  readonly observer: BrokerObserver | undefined;
}

const noCoordinator =
  "Unable to verify the partition has been added to the transaction. Underlying error: COORDINATOR_NOT_AVAILABLE";

/** One partition on its leader: the log, its producer table, and the order of checks between them (B-14 … B-22). */
export class PartitionLog {
  readonly topicPartition: TopicPartition;
  readonly topic: TopicSettings;
  logStartOffset = 0;
  logEndOffset = 0;
  readonly producers: ProducerStateManager;
  readonly leaderEpochs = new LeaderEpochs();
  /** Only where flagged batches ever came. */
  private transactional: TransactionalProducers | undefined;

  private readonly node: number;
  private readonly profile: BrokerProfile;
  private readonly observer: BrokerObserver | undefined;
  private readonly batches: RetainedBatches;
  private leaderEpoch = 0;
  private readonly segment = { bytes: 0, createdAt: 0, firstTimestamp: noTimestamp };

  constructor(topicPartition: TopicPartition, options: PartitionLogOptions) {
    const { node, observer } = options;
    this.node = node;
    this.topicPartition = topicPartition;
    this.topic = options.topic;
    this.profile = options.profile;
    this.observer = observer;
    this.batches = new RetainedBatches(options.retainedBatches);
    this.producers = new ProducerStateManager({
      switches: options.profile,
      expirationMillis: options.producerIdExpirationMillis,
      expired: (producerId) => observer?.producerExpired(node, topicPartition, producerId),
    });
  }

  /** What the simulator's memory holds of the log, oldest first. */
  list(): readonly LogBatch[] {
    return this.batches.list();
  }

  /** One batch of a client: B-14 to B-18 in order, then its answer. */
  append(batch: RecordBatch, nowMillis: number): PartitionProduceResponse {
    const wrong = batchRefusal(batch, this.topic, this.profile);
    if (wrong !== undefined) return this.refuseFor(wrong, batch, nowMillis);
    const stamped = this.topic.timestampType === "LogAppendTime";
    const timestamp = stamped ? nowMillis : maxTimestamp(batch);
    const bad = recordRefusal(batch, this.topic, this.profile, timestamp, nowMillis);
    if (bad !== undefined) return this.refuseFor(bad, batch, nowMillis);
    if (isRewritingRefused(batch, this.topic)) return this.refuse(batch, errors.UNKNOWN_SERVER_ERROR);
    if (batch.sizeInBytes > this.topic.segmentBytes) return this.refuse(batch, errors.RECORD_LIST_TOO_LARGE);
    this.rollIfDue(batch, timestamp, nowMillis);

    let entry: ProducerStateEntry | undefined;
    if (batch.producerId >= 0) {
      entry = this.producers.entry(batch.producerId);
      const ruling = this.ruleOn(batch, entry);
      if (ruling !== "append") return this.answerUnwritten(ruling, batch, entry);
      const stray = this.transactional === undefined ? undefined : this.strayRefusal(batch, this.transactional);
      if (stray !== undefined) return this.refuse(batch, stray);
    }
    const baseOffset = this.write(batch, entry, timestamp, nowMillis);
    this.observer?.appended(this.node, batch, baseOffset);
    if (batch.transactional) {
      this.transactional ??= new TransactionalProducers();
      this.transactional.appended(batch);
    }
    return {
      topicPartition: this.topicPartition,
      error: errors.NONE,
      baseOffset,
      logAppendTime: stamped ? nowMillis : noTimestamp,
      logStartOffset: this.logStartOffset,
    };
  }

  /** Whether the producer has written with a newer epoch. */
  isStale({ producerId, producerEpoch }: RecordBatch): boolean {
    return producerEpoch < (this.producers.entry(producerId)?.producerEpoch ?? producerEpoch);
  }

  /** The coordinator is asked about a flagged batch, and there is none; what comes behind it may not overtake it. */
  refuseUncoordinated(batch: RecordBatch): PartitionProduceResponse {
    this.transactional ??= new TransactionalProducers();
    this.transactional.ask(batch);
    this.observer?.rejected(this.node, batch, errors.NOT_ENOUGH_REPLICAS);
    return {
      topicPartition: this.topicPartition,
      error: errors.NOT_ENOUGH_REPLICAS,
      baseOffset: noOffset,
      logAppendTime: noTimestamp,
      logStartOffset: noOffset,
      errorMessage: noCoordinator,
    };
  }

  private strayRefusal(batch: RecordBatch, transactional: TransactionalProducers): KafkaError | undefined {
    if (transactional.isOvertaking(batch)) return errors.OUT_OF_ORDER_SEQUENCE_NUMBER;
    return transactional.isAstray(batch) ? errors.INVALID_TXN_STATE : undefined;
  }

  /** Puts records into the log that were there before the run: no check, no producer state, no observer. */
  preload(batch: RecordBatch, nowMillis: number): void {
    assert(batch.producerId < 0, () => `preloaded records of producer ${batch.producerId}`);
    this.write(batch, undefined, maxTimestamp(batch), nowMillis);
  }

  /** The process ended and started again. Its log is all there; of its producer table the snapshots are (B-49). */
  restart(nowMillis: number): void {
    // Losing the leader and electing it again raise the leader epoch by one each (cluster-measured 4).
    this.leaderEpoch += 2;
    this.leaderEpochs.begin(this.leaderEpoch, this.logEndOffset);
    this.producers.reload(this.rebuildFrom(nowMillis));
    this.transactional?.restart();
  }

  /**
   * Raises the log start (B-43, B-44); -1 stands for the log's end. The table stays, so that a resend of what was
   * deleted is still a duplicate, until a restart finds no snapshot beyond the log start (B-48).
   */
  deleteRecords(beforeOffset: number): KafkaError {
    if (!this.topic.deletable) return errors.POLICY_VIOLATION;
    const target = beforeOffset === noOffset ? this.logEndOffset : beforeOffset;
    if (target > this.logEndOffset || target < 0) return errors.OFFSET_OUT_OF_RANGE;
    if (target > this.logStartOffset) {
      this.logStartOffset = target;
      this.leaderEpochs.raiseStart(target);
    }
    this.batches.keepOnly(({ lastOffset }) => lastOffset >= this.logStartOffset);
    if (this.profile.producerStateLifetime === "withRecords") this.producers.forgetBelow(this.logStartOffset);
    return errors.NONE;
  }

  /**
   * Cuts the log to end at `offset`, or at the batch boundary below it, and the producer table with it (B-47, B-84).
   * The active segment keeps counting from where it was, which can only make the next roll come early.
   */
  truncate(offset: number, nowMillis: number): void {
    if (offset >= this.logEndOffset) return;
    assert(offset >= this.logStartOffset, () => `cutting to ${offset}, log starts at ${this.logStartOffset}`);
    const cut = this.batches.list().find(({ lastOffset }) => lastOffset >= offset);
    assert(cut !== undefined && cut.baseOffset <= offset, () => {
      return `cutting to ${offset}, the oldest batch kept is at ${cut?.baseOffset}`;
    });
    this.batches.keepOnly(({ lastOffset }) => lastOffset < offset);
    this.logEndOffset = Math.max(cut.baseOffset, this.logStartOffset);
    this.leaderEpochs.truncate(this.logEndOffset);
    this.producers.truncate(this.rebuildFrom(nowMillis));
  }

  /**
   * A follower leads from now on, with the log as far as it had it: up to `endOffset`, the boundary of a batch. Gives what
   * only the old leader had, which is lost (B-86).
   */
  takeOver(endOffset: number, nowMillis: number): readonly LogBatch[] {
    const all = this.batches.list();
    this.batches.keepOnly(({ lastOffset }) => lastOffset < endOffset);
    this.logEndOffset = endOffset;
    this.leaderEpochs.truncate(endOffset);
    this.leaderEpoch += 1;
    this.leaderEpochs.begin(this.leaderEpoch, endOffset);
    this.producers.follow(this.rebuildFrom(nowMillis));
    this.transactional?.restart();
    return all.filter(({ lastOffset }) => lastOffset >= endOffset);
  }

  private rebuildFrom(nowMillis: number) {
    const { logStartOffset, logEndOffset } = this;
    return { logStartOffset, logEndOffset, batches: this.batches.list(), nowMillis };
  }

  private ruleOn(batch: RecordBatch, entry: ProducerStateEntry | undefined): Ruling {
    const lastSequence = incrementSequence(batch.baseSequence, recordCountOf(batch) - 1);
    const epochIs = epochRelation(entry, batch.producerEpoch, this.logEndOffset === 0);
    const sequenceIs = sequenceRelation(entry, epochIs, batch.baseSequence, lastSequence);
    this.observer?.ruled?.(batch, epochIs, sequenceIs, entry === undefined ? 0 : entry.size);
    // The usual case by name: a key that is one of several strings is looked up slowly (bench `model-event`).
    if (epochIs === "same" && sequenceIs === "expected") return this.profile.rulings.same.expected;
    return this.profile.rulings[epochIs][sequenceIs];
  }

  /** B-35: whatever the ruling but "append", the table and the log stay as they are. */
  private answerUnwritten(
    ruling: Exclude<Ruling, "append">,
    batch: RecordBatch,
    entry: ProducerStateEntry | undefined,
  ): PartitionProduceResponse {
    assert(
      ruling !== "impossible",
      () => `no ruling on ${batch.producerId}/${batch.producerEpoch}/${batch.baseSequence}`,
    );
    if (ruling !== "duplicate") return this.refuse(batch, errors[ruling]);
    const lastSequence = incrementSequence(batch.baseSequence, recordCountOf(batch) - 1);
    const original =
      this.profile.duplicateAnswer === "originalOffset"
        ? entry?.findDuplicate(batch.baseSequence, lastSequence)
        : undefined;
    const baseOffset = original === undefined ? noOffset : firstOffset(original);
    this.observer?.duplicateSuppressed(this.node, batch, baseOffset);
    return {
      topicPartition: this.topicPartition,
      error: errors.NONE,
      baseOffset,
      // The original's time even on CreateTime topics (B-21): clients then report it as every record's own.
      logAppendTime: original === undefined ? noTimestamp : original.timestamp,
      logStartOffset: this.logStartOffset,
    };
  }

  /** A refusal that may be about some of the records: it then names them, and says what is wrong with each. */
  private refuseFor(refusal: RecordRefusal, batch: RecordBatch, nowMillis: number): PartitionProduceResponse {
    const refused = this.refuse(batch, refusal.error);
    const words = recordRefusalWords(refusal, batch, { limits: this.topic, nowMillis, switches: this.profile });
    return words === undefined ? refused : { ...refused, recordErrors: refusal.indexes ?? [], ...words };
  }

  /** B-22: three of the errors raised in the log carry no log start offset. */
  private refuse(batch: RecordBatch, error: KafkaError): PartitionProduceResponse {
    this.observer?.rejected(this.node, batch, error);
    const hidesLogStart =
      error === errors.CORRUPT_MESSAGE || error === errors.MESSAGE_TOO_LARGE || error === errors.RECORD_LIST_TOO_LARGE;
    return {
      topicPartition: this.topicPartition,
      error,
      baseOffset: noOffset,
      logAppendTime: noTimestamp,
      logStartOffset: hidesLogStart ? noOffset : this.logStartOffset,
    };
  }

  private write(
    batch: RecordBatch,
    entry: ProducerStateEntry | undefined,
    timestamp: number,
    nowMillis: number,
  ): number {
    const baseOffset = this.logEndOffset;
    const lastOffset = baseOffset + recordCountOf(batch) - 1;
    const appended = { baseOffset, lastOffset, maxTimestamp: timestamp, leaderEpoch: this.leaderEpoch, batch };
    this.batches.push(appended);
    this.producers.update(entry, appended);
    this.logEndOffset = baseOffset + recordCountOf(batch);
    const { segment } = this;
    if (segment.bytes === 0) {
      segment.createdAt = nowMillis;
      segment.firstTimestamp = timestamp;
    }
    segment.bytes += batch.sizeInBytes;
    return baseOffset;
  }

  /**
   * A full or old segment is closed before the producer's state is looked at, so a batch that is then refused, or a
   * duplicate, can write a snapshot too (B-17, B-45). Age is counted in record time where there is any.
   */
  private rollIfDue(batch: RecordBatch, timestamp: number, nowMillis: number): void {
    const { segment, topic } = this;
    if (segment.bytes === 0) return;
    const age = segment.firstTimestamp >= 0 ? timestamp - segment.firstTimestamp : nowMillis - segment.createdAt;
    if (segment.bytes + batch.sizeInBytes <= topic.segmentBytes && age <= topic.segmentMillis) return;
    segment.bytes = 0;
    this.producers.takeSnapshot(this.batches.oldest?.baseOffset ?? this.logEndOffset);
  }
}
