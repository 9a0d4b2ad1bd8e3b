import { errors } from "../../model/core/errors.ts";
import type { ResponseFor } from "../protocol/apis.ts";
import type { Call, Handler } from "../server/call.ts";

type Topics = NonNullable<ResponseFor<"DescribeProducers">["topics"]>;
type PartitionResponse = NonNullable<Topics[number]["partitions"]>[number];

/** What a partition knows of its producers: the look behind every ruling on a duplicate. */
export const describeProducers: Handler<"DescribeProducers"> = (request, call) => ({
  topics: request.topics.map(({ name, partitionIndexes }) => ({
    name,
    partitions: partitionIndexes.map((index) => producersOf(name, index, call)),
  })),
});

function producersOf(topic: string, partitionIndex: number, { served }: Call): PartitionResponse {
  const partition = served.broker.topics.partition(topic, partitionIndex);
  if (partition.index < 0) return { partitionIndex, errorCode: errors.UNKNOWN_TOPIC_OR_PARTITION.code };
  return {
    partitionIndex,
    activeProducers: served.broker.producerTable(partition).map((entry) => ({
      producerId: entry.producerId,
      producerEpoch: entry.producerEpoch,
      lastSequence: entry.newest?.lastSequence ?? -1,
      lastTimestamp: entry.lastTimestamp,
    })),
  };
}
