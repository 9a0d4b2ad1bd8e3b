import { errors } from "../core/errors.ts";
import { collisionName, isInternalTopic, topicNameFault } from "../core/topic-name.ts";
import { topicPartition, type TopicPartition } from "../core/topic-partition.ts";
import type { BrokerProfile } from "./profiles.ts";
import { limitsOf, readTopicConfigs, refused, type Refused, type TopicConfigValues } from "./topic-configs.ts";
import { noTopicId, type TopicSettings } from "./topic-config.ts";

/** A topic as CreateTopics asks for it. */
export interface NewTopic {
  readonly name: string;
  /** Unique to it. The world chooses it, since the model has no chance. */
  readonly topicId: string;
  /** -1: the broker's default. */
  readonly partitionCount: number;
  /** -1: the broker's default. */
  readonly replicationFactor: number;
  /** Replicas by partition, where the asker says himself who holds what; both numbers above are then -1. */
  readonly assignments: ReadonlyMap<number, readonly number[]>;
  readonly configs: ReadonlyMap<string, string | null>;
}

/** num.partitions and default.replication.factor. */
const defaultPartitionCount = 1;
const defaultReplicationFactor = 1;

/** A controller writes no more records than these in one go: one for the topic, one for each config and partition. */
const mostRecordsOfOneOperation = 10_000;

/** The topic that nobody but the controller makes. */
const clusterMetadataTopic = "__cluster_metadata";

/** All topics of a broker, by name and by id. Only administration looks here; produce goes by partition index. */
export class Topics {
  private readonly profile: BrokerProfile;
  private readonly nodes: readonly number[];
  private readonly byName = new Map<string, TopicSettings>();
  private readonly byId = new Map<string, TopicSettings>();
  /** By `collisionName`. */
  private readonly colliding = new Map<string, Set<string>>();
  private nextIndex = 0;

  constructor(nodes: readonly number[], profile: BrokerProfile, topics: readonly TopicSettings[]) {
    this.nodes = nodes;
    this.profile = profile;
    for (const topic of topics) this.add(topic);
  }

  /** In the order of their making. */
  list(): readonly TopicSettings[] {
    return [...this.byName.values()];
  }

  named(name: string): TopicSettings | undefined {
    return this.byName.get(name);
  }

  withId(topicId: string): TopicSettings | undefined {
    return this.byId.get(topicId);
  }

  /**
   * What would refuse a new topic: its name (17), a topic of that name (36) or one that collides with it (17), its
   * configs (40), its replication (38, 39) or its number of partitions (37), in the controller's order; or its configs,
   * read.
   */
  check(topic: NewTopic): TopicConfigValues | Refused {
    const { name } = topic;
    if (name === clusterMetadataTopic) return refused(errors.INVALID_REQUEST, `nobody may create ${name}`);
    if (this.byName.has(name)) return refused(errors.TOPIC_ALREADY_EXISTS, `topic "${name}" exists already`);
    const fault = topicNameFault(name);
    if (fault !== undefined) return refused(errors.INVALID_TOPIC_EXCEPTION, `topic name ${fault}`);
    const [rival] = this.colliding.get(collisionName(name)) ?? [];
    if (rival !== undefined) {
      return refused(errors.INVALID_TOPIC_EXCEPTION, `topics "${name}" and "${rival}" differ in '.' and '_' alone`);
    }
    const configs = readTopicConfigs(topic.configs, this.profile.topicConfigs);
    if ("error" in configs) return configs;
    return this.placementRefusal(topic) ?? configs;
  }

  /**
   * The same for several topics that are asked for at once: each by what is there before the request, so that two of
   * them may collide with each other. One that is asked for twice is refused once (42).
   */
  checkAll(topics: readonly NewTopic[]): ReadonlyMap<string, TopicConfigValues | Refused> {
    const verdicts = new Map<string, TopicConfigValues | Refused>();
    for (const topic of topics) {
      const isRepeated = verdicts.has(topic.name);
      const verdict = isRepeated
        ? refused(errors.INVALID_REQUEST, `${topic.name} is asked for twice`)
        : this.check(topic);
      verdicts.set(topic.name, verdict);
    }
    return verdicts;
  }

  /** Makes the topic and its partitions, numbered on from the last one made: an index is never used again. */
  create(topic: NewTopic, configs: TopicConfigValues): TopicSettings {
    const { name, topicId } = topic;
    const partitions = Array.from({ length: partitionCountOf(topic) }, (_, partition) =>
      topicPartition(name, partition, this.nextIndex + partition),
    );
    const limits = limitsOf(configs);
    const settings: TopicSettings = { ...limits, name, topicId, partitions, configs, internal: isInternalTopic(name) };
    this.add(settings);
    return settings;
  }

  private add(topic: TopicSettings): void {
    const { name, topicId, partitions } = topic;
    this.byName.set(name, topic);
    if (topicId !== noTopicId) this.byId.set(topicId, topic);
    const collision = collisionName(name);
    const rivals = this.colliding.get(collision);
    if (rivals === undefined) this.colliding.set(collision, new Set([name]));
    else rivals.add(name);
    for (const { index } of partitions) this.nextIndex = Math.max(this.nextIndex, index + 1);
  }

  /** Takes the topic away; `undefined` where there is none of this name. */
  remove(name: string): TopicSettings | undefined {
    const topic = this.byName.get(name);
    if (topic === undefined) return undefined;
    this.byName.delete(name);
    this.byId.delete(topic.topicId);
    const rivals = this.colliding.get(collisionName(name));
    rivals?.delete(name);
    if (rivals?.size === 0) this.colliding.delete(collisionName(name));
    return topic;
  }

  /**
   * The partition by the name that a client gives it. One that is not there gets an object of its own, of index -1,
   * which every part of a broker answers with UNKNOWN_TOPIC_OR_PARTITION.
   */
  partition(topic: string, partition: number): TopicPartition {
    return this.byName.get(topic)?.partitions[partition] ?? topicPartition(topic, partition, -1);
  }

  private placementRefusal(topic: NewTopic): Refused | undefined {
    const { partitionCount, replicationFactor, assignments } = topic;
    const isAssigned = assignments.size > 0;
    if (isAssigned && (partitionCount !== -1 || replicationFactor !== -1)) {
      const message = "with replicas assigned by hand, number of partitions and replication factor must be -1";
      return refused(errors.INVALID_REQUEST, message);
    }
    if (isAssigned) return this.assignmentRefusal(assignments);
    const factor = replicationFactor === -1 ? defaultReplicationFactor : replicationFactor;
    if (factor < 1) {
      return refused(errors.INVALID_REPLICATION_FACTOR, `replication factor must be 1 or more, or -1, not ${factor}`);
    }
    const count = partitionCountOf(topic);
    if (count < 1) return refused(errors.INVALID_PARTITIONS, `partitions must be 1 or more, or -1, not ${count}`);
    if (factor > this.nodes.length) {
      const message = `replication factor ${factor} needs as many brokers, there are ${this.nodes.length}`;
      return refused(errors.INVALID_REPLICATION_FACTOR, message);
    }
    const records = 1 + topic.configs.size + count;
    if (records > mostRecordsOfOneOperation) {
      return refused(errors.POLICY_VIOLATION, `${count} partitions are too many for one request`);
    }
    return undefined;
  }

  private assignmentRefusal(assignments: ReadonlyMap<number, readonly number[]>): Refused | undefined {
    const wrong = (message: string): Refused => refused(errors.INVALID_REPLICA_ASSIGNMENT, message);
    const factor = assignments.values().next().value?.length;
    for (const [partition, replicas] of assignments) {
      if (replicas.length === 0) return wrong(`partition ${partition} has no replica`);
      if (new Set(replicas).size < replicas.length) return wrong(`partition ${partition} has a replica twice`);
      const stranger = replicas.find((node) => !this.nodes.includes(node));
      if (stranger !== undefined) return wrong(`partition ${partition} is to be held by broker ${stranger}: no such`);
      if (replicas.length !== factor) return wrong(`partition ${partition} has another number of replicas`);
    }
    for (let partition = 0; partition < assignments.size; partition += 1) {
      if (!assignments.has(partition)) return wrong(`partitions must be numbered from 0, ${partition} is missing`);
    }
    return undefined;
  }
}

function partitionCountOf({ partitionCount, assignments }: NewTopic): number {
  if (assignments.size > 0) return assignments.size;
  return partitionCount === -1 ? defaultPartitionCount : partitionCount;
}
