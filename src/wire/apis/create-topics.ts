import { describeTopicConfigs, type Refused, type TopicConfigValues } from "../../model/broker/topic-configs.ts";
import type { NewTopic } from "../../model/broker/topics.ts";
import { errors, type KafkaError } from "../../model/core/errors.ts";
import type { RequestOf, ResponseFor } from "../protocol/apis.ts";
import { configSource, configTypes } from "../server/config-wire.ts";
import type { Call, Handler } from "../server/call.ts";

type AskedTopic = RequestOf<"CreateTopics">["topics"][number];
type TopicResult = NonNullable<ResponseFor<"CreateTopics">["topics"]>[number];

export const createTopics: Handler<"CreateTopics"> = (request, call) => {
  const count = new Map<string, number>();
  for (const { name } of request.topics) count.set(name, (count.get(name) ?? 0) + 1);
  const distinct = new Map(request.topics.map((topic) => [topic.name, topic]));
  return {
    topics: [...distinct.values()].map((topic) => {
      if ((count.get(topic.name) ?? 0) > 1) return failed(topic.name, errors.INVALID_REQUEST, "named twice");
      return create(topic, request.validateOnly, call);
    }),
  };
};

function create(asked: AskedTopic, validateOnly: boolean, { served }: Call): TopicResult {
  const { broker } = served;
  const topic = newTopic(asked, served.newTopicId());
  if (validateOnly) {
    const checked = broker.topics.check(topic);
    return "error" in checked
      ? refusal(asked.name, checked)
      : made(topic, checked, undefined, broker.profile.topicConfigs);
  }
  const created = broker.createTopic(topic);
  if ("error" in created) return refusal(asked.name, created);
  const { configs, topicId } = created;
  return made(topic, configs, topicId, broker.profile.topicConfigs, created.partitions.length);
}

function newTopic(
  { name, numPartitions, replicationFactor, assignments, configs }: AskedTopic,
  topicId: string,
): NewTopic {
  return {
    name,
    topicId,
    partitionCount: numPartitions,
    replicationFactor,
    assignments: new Map(assignments.map(({ partitionIndex, brokerIds }) => [partitionIndex, brokerIds])),
    configs: new Map(configs.map((config) => [config.name, config.value])),
  };
}

function made(
  topic: NewTopic,
  configs: TopicConfigValues | undefined,
  topicId: string | undefined,
  line: Call["served"]["broker"]["profile"]["topicConfigs"],
  partitions = topic.partitionCount,
): TopicResult {
  return {
    name: topic.name,
    ...(topicId === undefined ? {} : { topicId }),
    numPartitions: partitions,
    replicationFactor: 1,
    configs:
      configs === undefined
        ? []
        : describeTopicConfigs(configs, line).map(({ name, value, isDefault, type }) => ({
            name,
            value,
            configSource: configSource(isDefault),
            configType: configTypes[type],
          })),
  };
}

const refusal = (name: string, { error, message }: Refused): TopicResult => failed(name, error, message);

const failed = (name: string, { code }: KafkaError, errorMessage: string): TopicResult => ({
  name,
  errorCode: code,
  errorMessage,
  numPartitions: -1,
  replicationFactor: -1,
});
