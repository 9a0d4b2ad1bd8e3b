import type { CommittedOffset } from "../../model/broker/groups/committed-offsets.ts";
import { errors } from "../../model/core/errors.ts";
import type { RequestOf, ResponseFor } from "../protocol/apis.ts";
import type { Call, Handler } from "../server/call.ts";

type AskedGroup = RequestOf<"OffsetFetch">["groups"][number];
type AskedTopic = NonNullable<AskedGroup["topics"]>[number];
type GroupResponse = NonNullable<ResponseFor<"OffsetFetch">["groups"]>[number];
type TopicResponse = NonNullable<GroupResponse["topics"]>[number];

/** From here on several groups may be asked for at once. */
const groupsSince = 8;
/** Topics go by id from here on. */
const topicIdsSince = 10;

export const offsetFetch: Handler<"OffsetFetch"> = (request, call) => {
  if (call.version < groupsSince) return { topics: topicsOf(request.groupId, request.topics, call) };
  return {
    groups: request.groups.map(({ groupId, topics }) => ({ groupId, topics: topicsOf(groupId, topics, call) })),
  };
};

/** `asked` null: all that the group committed. */
function topicsOf(
  groupId: string,
  asked: readonly (Omit<AskedTopic, "topicId"> & Partial<AskedTopic>)[] | null,
  call: Call,
): readonly TopicResponse[] {
  const { groups, topics } = call.served.broker;
  if (asked === null) {
    const byTopic = new Map<string, CommittedOffset[]>();
    for (const committed of groups.committed(groupId, undefined)) {
      byTopic.set(committed.topic, [...(byTopic.get(committed.topic) ?? []), committed]);
    }
    return [...byTopic].map(([name, committed]) => {
      const topicId = topics.named(name)?.topicId;
      return { name, ...(topicId === undefined ? {} : { topicId }), partitions: committed.map(partitionOf) };
    });
  }
  return asked.map(({ name, topicId = "", partitionIndexes }) => {
    const known = call.version < topicIdsSince ? name : topics.withId(topicId)?.name;
    if (known === undefined) return { topicId, partitions: partitionIndexes.map(unknown) };
    const named = partitionIndexes.map((partition) => ({ topic: known, partition }));
    const partitions = groups.committed(groupId, named).map(partitionOf);
    return call.version < topicIdsSince ? { name, partitions } : { topicId, partitions };
  });
}

const partitionOf = ({ partition, offset, leaderEpoch, metadata }: CommittedOffset) => ({
  partitionIndex: partition,
  committedOffset: offset,
  committedLeaderEpoch: leaderEpoch,
  metadata,
});

const unknown = (partitionIndex: number) => ({
  partitionIndex,
  committedOffset: -1,
  metadata: null,
  errorCode: errors.UNKNOWN_TOPIC_ID.code,
});
