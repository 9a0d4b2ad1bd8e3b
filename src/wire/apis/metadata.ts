import type { TopicSettings } from "../../model/broker/topic-config.ts";
import { noTopicId } from "../../model/broker/topic-config.ts";
import { topicNameFault } from "../../model/core/topic-name.ts";
import { errors, type KafkaError } from "../../model/core/errors.ts";
import type { PartitionMetadata } from "../../model/protocol.ts";
import type { RequestOf, ResponseFor } from "../protocol/apis.ts";
import type { Call, Handler } from "../server/call.ts";

type TopicMetadata = NonNullable<ResponseFor<"Metadata">["topics"]>[number];

type AskedTopic = NonNullable<RequestOf<"Metadata">["topics"]>[number];

/** From here on "all topics" is null, where before it was an empty list. */
const nullMeansAllSince = 1;
/** There is a field for ids before, which must not be used. */
const idsAnsweredSince = 12;

export const metadata: Handler<"Metadata"> = (request, call) => {
  const { served, host, port } = call;
  const asked = request.topics;
  if (asked !== null && call.version < idsAnsweredSince && asked.some(({ topicId }) => topicId !== noTopicId)) {
    return { topics: asked.map(({ name, topicId }) => failed(errors.INVALID_REQUEST, name, topicId)) };
  }
  const all = asked === null || (call.version < nullMeansAllSince && asked.length === 0);
  const partitions = partitionsByTopic(call);
  const known = (topic: TopicSettings) => describe(topic, partitions.get(topic.name) ?? [], served.nodeId);
  return {
    brokers: [{ nodeId: served.nodeId, host, port }],
    clusterId: served.clusterId,
    controllerId: served.nodeId,
    topics: all
      ? served.broker.topics.list().map(known)
      : once(asked).map((topic) => lookUp(topic, request, call, known)),
  };
};

/** Whoever asks for a topic twice is told of it once; whoever asks for one by id asks for none by name (4.4.0, measured). */
function once(asked: readonly AskedTopic[]): readonly AskedTopic[] {
  const byId = asked.filter(({ topicId }) => topicId !== noTopicId);
  if (byId.length > 0) return [...new Map(byId.map((topic) => [topic.topicId, topic])).values()];
  return [...new Map(asked.map((topic) => [topic.name, topic])).values()];
}

function lookUp(
  asked: AskedTopic,
  request: RequestOf<"Metadata">,
  call: Call,
  known: (topic: TopicSettings) => TopicMetadata,
): TopicMetadata {
  const { topics } = call.served.broker;
  const { name, topicId } = asked;
  if (topicId !== noTopicId) {
    const topic = topics.withId(topicId);
    return topic === undefined ? { errorCode: errors.UNKNOWN_TOPIC_ID.code, name: null, topicId } : known(topic);
  }
  const topic = name === null ? undefined : topics.named(name);
  if (topic !== undefined) return known(topic);
  if (name === null || !call.served.autoCreateTopics || !request.allowAutoTopicCreation) {
    const isImpossible = name !== null && topicNameFault(name) !== undefined;
    return failed(isImpossible ? errors.INVALID_TOPIC_EXCEPTION : errors.UNKNOWN_TOPIC_OR_PARTITION, name, noTopicId);
  }
  return failed(create(name, call), name, noTopicId);
}

/** The topic is there when the client asks again, which is what the error asks it to do. */
function create(name: string, { served }: Call): KafkaError {
  const made = served.broker.createTopic({
    name,
    topicId: served.newTopicId(),
    partitionCount: -1,
    replicationFactor: -1,
    assignments: new Map(),
    configs: new Map(),
  });
  return "error" in made ? made.error : errors.UNKNOWN_TOPIC_OR_PARTITION;
}

function partitionsByTopic({ served }: Call): ReadonlyMap<string, readonly PartitionMetadata[]> {
  const byTopic = new Map<string, PartitionMetadata[]>();
  for (const partition of served.broker.describeCluster().partitions) {
    const { topic } = partition.topicPartition;
    const list = byTopic.get(topic);
    if (list === undefined) byTopic.set(topic, [partition]);
    else list.push(partition);
  }
  return byTopic;
}

const describe = (topic: TopicSettings, partitions: readonly PartitionMetadata[], node: number): TopicMetadata => ({
  name: topic.name,
  topicId: topic.topicId,
  isInternal: topic.internal,
  partitions: partitions.map(({ topicPartition, error, leader, leaderEpoch }) => ({
    errorCode: error.code,
    partitionIndex: topicPartition.partition,
    leaderId: leader,
    leaderEpoch,
    replicaNodes: [node],
    isrNodes: [node],
  })),
});

const failed = ({ code }: KafkaError, name: string | null, topicId: string): TopicMetadata => ({
  errorCode: code,
  // Versions before topic ids have no null for a name.
  name: name ?? "",
  topicId,
});
