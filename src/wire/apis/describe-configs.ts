import type { DescribedConfig } from "../../model/broker/topic-configs.ts";
import { errors, type KafkaError } from "../../model/core/errors.ts";
import type { RequestOf, ResponseFor } from "../protocol/apis.ts";
import { configSource, configTypes } from "../server/config-wire.ts";
import type { Call, Handler } from "../server/call.ts";

type Resource = RequestOf<"DescribeConfigs">["resources"][number];
type Result = NonNullable<ResponseFor<"DescribeConfigs">["results"]>[number];

const topicResource = 2;
const brokerResource = 4;

/** Each is answered with some kilobytes, so that a small frame could ask for gigabytes. */
const mostResources = 10_000;

export const describeConfigs: Handler<"DescribeConfigs"> = ({ resources, includeSynonyms }, call) => {
  if (resources.length > mostResources) return "close-connection";
  return { results: resources.map((resource) => describe(resource, includeSynonyms, call)) };
};

function describe(resource: Resource, synonyms: boolean, { served }: Call): Result {
  const { resourceType, resourceName } = resource;
  if (resourceType === topicResource) {
    const configs = served.broker.describeTopicConfigs(resourceName);
    return configs === undefined
      ? failed(resource, errors.UNKNOWN_TOPIC_OR_PARTITION, `no topic "${resourceName}"`)
      : { resourceType, resourceName, configs: asked(resource, configs).map((config) => configLine(config, synonyms)) };
  }
  // The broker itself has no setting that could be changed while it runs.
  if (resourceType === brokerResource && [String(served.nodeId), ""].includes(resourceName)) {
    return { resourceType, resourceName };
  }
  return failed(resource, errors.INVALID_REQUEST, "only topics and this broker have configs here");
}

const asked = ({ configurationKeys }: Resource, configs: readonly DescribedConfig[]): readonly DescribedConfig[] =>
  configurationKeys === null ? configs : configs.filter(({ name }) => configurationKeys.includes(name));

function configLine({ name, value, type, isDefault }: DescribedConfig, synonyms: boolean) {
  const source = configSource(isDefault);
  return {
    name,
    value,
    isDefault,
    configSource: source,
    configType: configTypes[type],
    synonyms: synonyms ? [{ name, value, source }] : [],
  };
}

const failed = ({ resourceType, resourceName }: Resource, { code }: KafkaError, errorMessage: string): Result => ({
  errorCode: code,
  errorMessage,
  resourceType,
  resourceName,
});
