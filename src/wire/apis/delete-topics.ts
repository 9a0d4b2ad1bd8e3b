import { noTopicId } from "../../model/broker/topic-config.ts";
import { errors } from "../../model/core/errors.ts";
import type { ResponseFor } from "../protocol/apis.ts";
import type { Call, Handler } from "../server/call.ts";

type TopicResult = NonNullable<ResponseFor<"DeleteTopics">["responses"]>[number];

/** Topics may go by id from here on. */
const topicIdsSince = 6;

export const deleteTopics: Handler<"DeleteTopics"> = (request, call) => ({
  responses:
    call.version < topicIdsSince
      ? request.topicNames.map((name) => deleteNamed(name, call))
      : request.topics.map(({ name, topicId }) =>
          name === null ? deleteById(topicId, call) : deleteNamed(name, call),
        ),
});

function deleteNamed(name: string, { served }: Call): TopicResult {
  const topicId = served.broker.topics.named(name)?.topicId ?? noTopicId;
  return { name, topicId, errorCode: served.broker.deleteTopic(name).code };
}

function deleteById(topicId: string, call: Call): TopicResult {
  const topic = call.served.broker.topics.withId(topicId);
  if (topic !== undefined) return deleteNamed(topic.name, call);
  return { name: null, topicId, errorCode: errors.UNKNOWN_TOPIC_ID.code };
}
