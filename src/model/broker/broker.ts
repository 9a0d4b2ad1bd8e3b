import { assert, unreachable } from "../../sim/assert.ts";
import { recordSetRefusal } from "../core/batch-validation.ts";
import { errors, type KafkaError } from "../core/errors.ts";
import type { ProducerStateEntry } from "../core/producer-state.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import {
  noOffset,
  noProducerEpoch,
  noProducerId,
  noSequence,
  noTimestamp,
  type ClusterMetadata,
  type PartitionProduceResponse,
  type ProducedRecord,
  type ProduceRequest,
  type RecordBatch,
  type Request,
} from "../protocol.ts";
import { GroupCoordinator } from "./groups/group-coordinator.ts";
import { defaultGroupSettings, type GroupSettings } from "./groups/rebalance.ts";
import { PartitionLog } from "./partition-log.ts";
import { ProducerIdManager, producerIdBlocks, type ProducerIdBlocks } from "./producer-ids.ts";
import { kafka44, type BrokerProfile } from "./profiles.ts";
import type { LogBatch } from "./retained-batches.ts";
import type { BrokerAnswer, BrokerObserver } from "./seam.ts";
import { epochEnd, fetchFrom, offsetFor } from "./reading.ts";
import type { EpochAnswer, FetchedPartition, FetchQuery, OffsetAnswer } from "./reading.ts";
import {
  configsOf,
  describeTopicConfigs,
  type DescribedConfig,
  type Refused,
  type TopicConfigValues,
} from "./topic-configs.ts";
import { resolveTopic, type TopicConfig, type TopicSettings } from "./topic-config.ts";
import { Topics, type NewTopic } from "./topics.ts";
import { fateOfConnection, RepeatedPartitions, wholeRequestRefusal, type RequestRefusal } from "./produce-request.ts";

/** How often a broker looks for expired producers: call `expireProducers` so often (B-40). */
export const producerExpirySweepMillis = 600_000;

/** The first version of Produce that may carry zstd. */
const zstdFrom = 7;

export interface BrokerOptions {
  readonly node: number;
  readonly topics: readonly TopicConfig[];
  readonly profile?: BrokerProfile;
  /** `warm`: ids flow at once. `cold`: the first InitProducerId is answered 14, as after every start (B-91). */
  readonly producerIdBlock?: "warm" | "cold";
  /** Where blocks come from; brokers of one cluster share it. */
  readonly producerIdBlocks?: ProducerIdBlocks;
  /** producer.id.expiration.ms; the profile's default unless given. */
  readonly producerIdExpirationMillis?: number;
  readonly groups?: GroupSettings;
  readonly observer?: BrokerObserver;
  /** How many batches of each log the simulator's memory keeps; all unless given. */
  readonly retainedBatches?: number;
}

/**
 * One broker that leads all its partitions, with a replication factor of 1, so that its minimum in-sync replicas are 1
 * (B-13) and what it appends is committed at once (B-74). It never looks at a clock: `nowMillis` is what its clock
 * shows, in milliseconds since 1970, since records are held against it (B-16, B-40).
 */
export class Broker {
  readonly profile: BrokerProfile;
  private readonly node: number;
  private readonly observer: BrokerObserver | undefined;
  /** By `topicPartition.index`; the hot path looks nothing up by name. */
  private readonly logs: (PartitionLog | undefined)[] = [];
  private readonly repeated = new RepeatedPartitions();
  private readonly producerIds: ProducerIdManager;
  private readonly retainedBatches: number;
  private readonly producerIdExpirationMillis: number;
  /** The topics that were there when it began. */
  private readonly firstTopics: readonly TopicSettings[];
  private readonly groupSettings: GroupSettings;
  // Made when somebody asks, for most brokers of a hunt are never asked.
  private knownTopics: Topics | undefined;
  private coordinator: GroupCoordinator | undefined;
  /** Unmade by what changes it. */
  private metadata: ClusterMetadata | undefined;

  constructor(options: BrokerOptions) {
    const { node, profile = kafka44, observer, retainedBatches = Infinity } = options;
    this.node = node;
    this.profile = profile;
    this.observer = observer;
    this.retainedBatches = retainedBatches;
    this.producerIdExpirationMillis = options.producerIdExpirationMillis ?? profile.producerIdExpirationMillis;
    this.groupSettings = options.groups ?? defaultGroupSettings;
    this.firstTopics = options.topics.map((config) => resolveTopic(config, profile));
    for (const topic of this.firstTopics) this.openLogs(topic);
    this.producerIds = new ProducerIdManager(
      options.producerIdBlocks ?? producerIdBlocks(),
      profile.missingProducerIdBlock === "waited",
    );
    if (options.producerIdBlock !== "cold") this.producerIds.warm();
  }

  /** For administration and for names; the hot path never looks here. */
  get topics(): Topics {
    this.knownTopics ??= new Topics([this.node], this.profile, this.firstTopics);
    return this.knownTopics;
  }

  /** This broker coordinates all groups. */
  get groups(): GroupCoordinator {
    this.coordinator ??= new GroupCoordinator(this.groupSettings, ({ topic, partition }) => {
      return this.topics.partition(topic, partition).index >= 0;
    });
    return this.coordinator;
  }

  /**
   * Whether it knows that it leads. A broker hears of its leadership by metadata that may come late: until then it answers
   * NOT_LEADER_OR_FOLLOWER (B-12), though its own answer about metadata may name it the leader already (measured).
   */
  leads = true;

  handle(request: Request, nowMillis: number): BrokerAnswer {
    switch (request.api) {
      case "Produce":
        return this.produce(request, nowMillis);
      case "InitProducerId":
        return this.producerIds.answer(request);
      case "Metadata":
        return { api: "Metadata", correlationId: request.correlationId, cluster: this.describeCluster() };
      default:
        return unreachable(request);
    }
  }

  /** The process ends and starts again; the log survives a kill too, for the operating system keeps what it was given. */
  restart(_how: "clean" | "kill", nowMillis: number): void {
    for (const log of this.logs) log?.restart(nowMillis);
    this.producerIds.discard();
    this.coordinator?.restart(nowMillis);
    this.metadata = undefined;
  }

  /**
   * The broker dies and its follower leads from now on, with each log as far as `endOf` says that it had it. Gives the
   * batches that only the old leader had.
   */
  failOver(
    endOf: (topicPartition: TopicPartition) => number,
    nowMillis: number,
  ): ReadonlyMap<TopicPartition, readonly LogBatch[]> {
    const lost = new Map<TopicPartition, readonly LogBatch[]>();
    for (const log of this.logs) {
      if (log === undefined) continue;
      lost.set(log.topicPartition, log.takeOver(endOf(log.topicPartition), nowMillis));
    }
    // The follower is another broker: it has a block of producer ids of its own, and has been up for a while.
    this.producerIds.discard();
    this.producerIds.warm();
    this.coordinator?.restart(nowMillis);
    this.metadata = undefined;
    return lost;
  }

  /** The periodic sweep for producers not heard of for producer.id.expiration.ms (B-40). */
  expireProducers(nowMillis: number): void {
    for (const log of this.logs) log?.producers.expire(nowMillis);
  }

  /**
   * Forgets producers ahead of their time, as if they had expired (B-41): one or all, in one partition or in all.
   * Returns how many entries went.
   */
  forgetProducers(which: { readonly producerId?: number; readonly topicPartition?: TopicPartition }): number {
    const { producerId, topicPartition } = which;
    const logs = topicPartition === undefined ? this.logs : [this.logs[topicPartition.index]];
    return logs.reduce((sum, log) => sum + (log?.producers.forget(producerId) ?? 0), 0);
  }

  /**
   * The power fails: of each log named here only what lies below its offset had been flushed (B-47, B-84); the others
   * are whole, as after a kill.
   */
  crash(flushed: ReadonlyMap<TopicPartition, number>, nowMillis: number): void {
    for (const [topicPartition, offset] of flushed) {
      const log = this.known(topicPartition);
      log.truncate(Math.max(offset, log.logStartOffset), nowMillis);
    }
    this.restart("kill", nowMillis);
  }

  /** Fills a log with records that were there before the run, without any producer state. */
  preload(topicPartition: TopicPartition, records: readonly ProducedRecord[], nowMillis: number): void {
    const sizeInBytes = records.reduce((sum, { keyBytes, valueBytes }) => sum + (keyBytes ?? 0) + valueBytes, 61);
    const anonymous = { producerId: noProducerId, producerEpoch: noProducerEpoch, baseSequence: noSequence };
    const batch = { ...anonymous, topicPartition, records, sizeInBytes, transactional: false };
    if (records.length > 0) this.known(topicPartition).preload(batch, nowMillis);
  }

  /** Makes a topic, empty; or says why not (`Topics.check`). */
  createTopic(topic: NewTopic): TopicSettings | Refused {
    const verdict = this.topics.check(topic);
    return "error" in verdict ? verdict : this.makeTopic(topic, verdict);
  }

  /** One CreateTopics request: by name the topic made, or why not (`Topics.checkAll`, which alone is "validate only"). */
  createTopics(topics: readonly NewTopic[]): ReadonlyMap<string, TopicSettings | Refused> {
    const verdicts = this.topics.checkAll(topics);
    const made = new Map<string, TopicSettings | Refused>();
    for (const topic of topics) {
      const verdict = verdicts.get(topic.name);
      if (verdict === undefined || made.has(topic.name)) continue;
      made.set(topic.name, "error" in verdict ? verdict : this.makeTopic(topic, verdict));
    }
    return made;
  }

  private makeTopic(topic: NewTopic, configs: TopicConfigValues): TopicSettings {
    const made = this.topics.create(topic, configs);
    this.openLogs(made);
    this.metadata = undefined;
    return made;
  }

  /** Its logs and producer tables go with it: a topic of the same name begins anew (B-89). */
  deleteTopic(name: string): KafkaError {
    const topic = this.topics.remove(name);
    if (topic === undefined) return errors.UNKNOWN_TOPIC_OR_PARTITION;
    for (const { index } of topic.partitions) this.logs[index] = undefined;
    this.coordinator?.forgetTopic(name);
    this.metadata = undefined;
    return errors.NONE;
  }

  /** All configs of a topic, those left alone with Kafka's default; `undefined`: no such topic. */
  describeTopicConfigs(name: string): readonly DescribedConfig[] | undefined {
    const topic = this.topics.named(name);
    const line = this.profile.topicConfigs;
    return topic && describeTopicConfigs(topic.configs ?? configsOf(topic, line), line);
  }

  /** Every partition with its leader. */
  describeCluster(): ClusterMetadata {
    const { node: leader } = this;
    this.metadata ??= {
      nodes: [leader],
      partitions: this.logs
        .filter((log) => log !== undefined)
        .map(({ topicPartition, leaderEpochs }) => {
          return { topicPartition, error: errors.NONE, leader, leaderEpoch: leaderEpochs.latest };
        }),
    };
    return this.metadata;
  }

  fetch(topicPartition: TopicPartition, query: FetchQuery): FetchedPartition {
    return fetchFrom(this.logs[topicPartition.index], query);
  }

  /** ListOffsets for one partition; `timestamp` may be one of `offsetQueries`. */
  offsetFor(topicPartition: TopicPartition, timestamp: number, currentLeaderEpoch: number): OffsetAnswer {
    return offsetFor(this.logs[topicPartition.index], timestamp, currentLeaderEpoch);
  }

  /** OffsetForLeaderEpoch for one partition. */
  epochEnd(topicPartition: TopicPartition, leaderEpoch: number, currentLeaderEpoch: number): EpochAnswer {
    return epochEnd(this.logs[topicPartition.index], leaderEpoch, currentLeaderEpoch);
  }

  /** DeleteRecords, or retention (B-43, B-44): offsets below `beforeOffset` are gone; -1: all. */
  deleteRecords(topicPartition: TopicPartition, beforeOffset: number): KafkaError {
    return this.logs[topicPartition.index]?.deleteRecords(beforeOffset) ?? errors.UNKNOWN_TOPIC_OR_PARTITION;
  }

  /** Cuts a log to end at `offset`, or at the batch boundary below it (B-84). */
  truncate(topicPartition: TopicPartition, offset: number, nowMillis: number): void {
    this.known(topicPartition).truncate(offset, nowMillis);
  }

  /** The log as far as it is kept (`retainedBatches`), oldest batch first. */
  log(topicPartition: TopicPartition): readonly LogBatch[] {
    return this.known(topicPartition).list();
  }

  logStartOffset(topicPartition: TopicPartition): number {
    return this.known(topicPartition).logStartOffset;
  }

  logEndOffset(topicPartition: TopicPartition): number {
    return this.known(topicPartition).logEndOffset;
  }

  /** What the partition knows of its producers, by producer id. */
  producerTable(topicPartition: TopicPartition): readonly ProducerStateEntry[] {
    return this.known(topicPartition).producers.table();
  }

  /** Log end offsets at which the partition's producer table was written down (B-45). */
  snapshotOffsets(topicPartition: TopicPartition): readonly number[] {
    return this.known(topicPartition).producers.snapshotOffsets();
  }

  private produce(request: ProduceRequest, nowMillis: number): BrokerAnswer {
    const refusal = wholeRequestRefusal(request, this.hasPartition, this.profile);
    const fate = fateOfConnection(request, refusal, this.hasPartition, this.profile);
    if (fate !== undefined) return this.rejectAll(request.batches, fate);
    const batches = this.repeated.lastOfEach(request.batches);
    const first = batches[0];
    // An array literal of one costs half of what a growing array does, and most requests of a run carry one batch.
    const partitions =
      batches.length === 1 && first !== undefined
        ? [this.produceOne(request, first, refusal, nowMillis)]
        : batches.map((batch) => this.produceOne(request, batch, refusal, nowMillis));
    // B-5: with acks=0 there is no answer in which to say that something failed, so the connection says it.
    if (request.acks === 0) {
      return partitions.some(({ error }) => error !== errors.NONE) ? "close-connection" : "no-answer";
    }
    return { api: "Produce", correlationId: request.correlationId, throttleMillis: 0, partitions };
  }

  private readonly hasPartition = ({ topicPartition }: RecordBatch): boolean =>
    this.logs[topicPartition.index] !== undefined;

  private rejectAll(batches: readonly RecordBatch[], answer: BrokerAnswer): BrokerAnswer {
    for (const batch of batches) this.observer?.rejected(this.node, batch, errors.CORRUPT_MESSAGE);
    return answer;
  }

  /** The checks before the log is asked, in order: what refused the whole request, B-7, B-10, B-11; then the log's own. */
  private produceOne(
    request: ProduceRequest,
    batch: RecordBatch,
    refusal: RequestRefusal | undefined,
    nowMillis: number,
  ): PartitionProduceResponse {
    if (refusal !== undefined) return { ...this.refuse(batch, refusal.error), ...refusal };
    const log = this.logs[batch.topicPartition.index];
    if (log === undefined) return this.refuse(batch, errors.UNKNOWN_TOPIC_OR_PARTITION);
    if (!this.leads) return this.refuse(batch, errors.NOT_LEADER_OR_FOLLOWER);
    if (batch.defects !== undefined) {
      const wrong = recordSetRefusal(batch.defects);
      if (wrong !== undefined) return this.refuse(batch, wrong);
    }
    // B-7: codec 4 is not in the older versions' vocabulary.
    if (batch.compression === "zstd" && (request.version ?? zstdFrom) < zstdFrom) {
      return this.refuse(batch, errors.UNSUPPORTED_COMPRESSION_TYPE);
    }
    if (batch.transactional && batch.producerId >= 0 && this.profile.flaggedBatches !== "appended") {
      const fences = this.profile.flaggedBatches === "fencedThenAsked";
      if (fences && log.isStale(batch)) return this.refuse(batch, errors.INVALID_PRODUCER_EPOCH);
      return log.refuseUncoordinated(batch);
    }
    if (request.acks < -1 || request.acks > 1) return this.refuse(batch, errors.INVALID_REQUIRED_ACKS);
    if (log.topic.internal) return this.refuse(batch, errors.INVALID_TOPIC_EXCEPTION);
    return log.append(batch, nowMillis);
  }

  /** A refusal from outside the log, which knows no offset (B-22). */
  private refuse(batch: RecordBatch, error: KafkaError): PartitionProduceResponse {
    this.observer?.rejected(this.node, batch, error);
    return {
      topicPartition: batch.topicPartition,
      error,
      baseOffset: noOffset,
      logAppendTime: noTimestamp,
      logStartOffset: noOffset,
    };
  }

  private openLogs(topic: TopicSettings): void {
    const { node, profile, observer, retainedBatches, producerIdExpirationMillis } = this;
    const shared = { node, profile, observer, retainedBatches, producerIdExpirationMillis, topic };
    for (const topicPartition of topic.partitions) {
      while (this.logs.length <= topicPartition.index) this.logs.push(undefined);
      this.repeated.admit(topicPartition.index);
      this.logs[topicPartition.index] = new PartitionLog(topicPartition, shared);
    }
  }

  private known(topicPartition: TopicPartition): PartitionLog {
    const log = this.logs[topicPartition.index];
    assert(log !== undefined, () => `broker ${this.node} has no partition ${topicPartition.name}`);
    return log;
  }
}
