import type { Handler } from "../server/call.ts";

export const listOffsets: Handler<"ListOffsets"> = (request, { served }) => ({
  topics: request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, timestamp, currentLeaderEpoch }) => {
      const partition = served.broker.topics.partition(name, partitionIndex);
      const answer = served.broker.offsetFor(partition, timestamp, currentLeaderEpoch);
      const { error, offset, leaderEpoch } = answer;
      return { partitionIndex, errorCode: error.code, timestamp: answer.timestamp, offset, leaderEpoch };
    }),
  })),
});
