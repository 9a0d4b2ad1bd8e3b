import type { Handler } from "../server/call.ts";

export const offsetForLeaderEpoch: Handler<"OffsetForLeaderEpoch"> = (request, { served }) => ({
  topics: request.topics.map(({ topic, partitions }) => ({
    topic,
    partitions: partitions.map(({ partition, leaderEpoch, currentLeaderEpoch }) => {
      const topicPartition = served.broker.topics.partition(topic, partition);
      const end = served.broker.epochEnd(topicPartition, leaderEpoch, currentLeaderEpoch);
      return { partition, errorCode: end.error.code, leaderEpoch: end.leaderEpoch, endOffset: end.endOffset };
    }),
  })),
});
