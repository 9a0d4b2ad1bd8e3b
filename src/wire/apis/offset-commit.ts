import { errors } from "../../model/core/errors.ts";
import type { RequestOf, ResponseFor } from "../protocol/apis.ts";
import type { Call, Handler } from "../server/call.ts";

type AskedTopic = RequestOf<"OffsetCommit">["topics"][number];
type TopicResponse = NonNullable<ResponseFor<"OffsetCommit">["topics"]>[number];

/** Topics go by id from here on. */
const topicIdsSince = 10;

export const offsetCommit: Handler<"OffsetCommit"> = (request, call) => {
  const { served, version } = call;
  const offsets = request.topics.flatMap((topic) => {
    const name = nameOf(topic, call);
    if (name === undefined) return [];
    return topic.partitions.map((asked) => ({
      topic: name,
      partition: asked.partitionIndex,
      offset: asked.committedOffset,
      leaderEpoch: asked.committedLeaderEpoch,
      metadata: asked.committedMetadata ?? "",
    }));
  });
  const committed = served.broker.groups.commit(
    {
      version,
      groupId: request.groupId,
      generationId: request.generationIdOrMemberEpoch,
      memberId: request.memberId,
      groupInstanceId: request.groupInstanceId ?? undefined,
      offsets,
    },
    served.now(),
  );
  const answers = committed.values();
  return {
    topics: request.topics.map((topic): TopicResponse => {
      const isKnown = nameOf(topic, call) !== undefined;
      const partitions = topic.partitions.map(({ partitionIndex }) => {
        const error = isKnown ? (answers.next().value?.error ?? errors.NONE) : errors.UNKNOWN_TOPIC_ID;
        return { partitionIndex, errorCode: error.code };
      });
      return { name: topic.name, topicId: topic.topicId, partitions };
    }),
  };
};

const nameOf = ({ name, topicId }: AskedTopic, { version, served }: Call): string | undefined =>
  version < topicIdsSince ? name : served.broker.topics.withId(topicId)?.name;
