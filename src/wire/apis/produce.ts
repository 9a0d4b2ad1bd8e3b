import { errors } from "../../model/core/errors.ts";
import type { TopicPartition } from "../../model/core/topic-partition.ts";
import { recordCountOf, type Acks, type PartitionProduceResponse, type RecordBatch } from "../../model/protocol.ts";
import { assert } from "../../sim/assert.ts";
import { decodeRecordSet } from "../produce.ts";
import type { RequestOf, ResponseFor } from "../protocol/apis.ts";
import { ReadingRoom } from "../records/reading-room.ts";
import { produceAnsweredFrom } from "../server/advertised.ts";
import type { Call, Handler } from "../server/call.ts";

type TopicResponse = NonNullable<ResponseFor<"Produce">["responses"]>[number];
type PartitionResponse = NonNullable<TopicResponse["partitionResponses"]>[number];
type TopicData = RequestOf<"Produce">["topicData"][number];

/** Topics go by id from here on. */
const topicIdsSince = 13;

export const produce: Handler<"Produce"> = (request, call) => {
  const { broker, now, appends } = call.served;
  if (call.version < produceAnsweredFrom(broker.profile)) return "close-connection";
  const unknown = request.topicData.filter((topic) => nameOf(topic, call) === undefined);
  const batches = call.batches ?? batchesIn(request, call);
  const { transactionalId, timeoutMs } = request;
  const answer = broker.handle(
    {
      api: "Produce",
      correlationId: 0,
      // The field is wider than what it may hold; the broker answers the rest with INVALID_REQUIRED_ACKS.
      acks: request.acks as Acks,
      timeoutMillis: timeoutMs,
      ...(transactionalId === null ? {} : { transactionalId }),
      batches,
    },
    now(),
  );
  for (const { topicPartition } of batches) appends.happened(topicPartition);
  if (typeof answer === "string") return unknown.length > 0 && answer === "no-answer" ? "close-connection" : answer;
  assert(answer.api === "Produce", () => `a produce request answered with ${answer.api}`);
  return { responses: [...answered(answer.partitions, call), ...unknown.map(withoutTopic)] };
};

/** What a request carries for topics whose names are known: each record set as the model's batch. */
export function batchesIn(request: RequestOf<"Produce">, call: Call): readonly RecordBatch[] {
  const room = new ReadingRoom();
  return request.topicData.flatMap((topic) => {
    const name = nameOf(topic, call);
    return name === undefined ? [] : batchesOf(topic, name, call, room);
  });
}

/** `undefined`: no topic has this id. */
const nameOf = ({ name, topicId }: TopicData, { version, served }: Call): string | undefined =>
  version < topicIdsSince ? name : served.broker.topics.withId(topicId)?.name;

function batchesOf(
  { partitionData }: TopicData,
  topic: string,
  { served, version }: Call,
  room: ReadingRoom,
): readonly RecordBatch[] {
  return partitionData.map(({ index, records }) => {
    const topicPartition: TopicPartition = served.broker.topics.partition(topic, index);
    const firstRecordId = served.takeRecordIds(0);
    const { slabs } = served;
    const batch = decodeRecordSet(records, { topicPartition, version, firstRecordId, room, slabs });
    served.takeRecordIds(recordCountOf(batch));
    return batch;
  });
}

function answered(partitions: readonly PartitionProduceResponse[], call: Call): readonly TopicResponse[] {
  const byTopic = new Map<string, PartitionResponse[]>();
  for (const partition of partitions) {
    const { topic } = partition.topicPartition;
    const list = byTopic.get(topic);
    if (list === undefined) byTopic.set(topic, [partitionResponse(partition)]);
    else list.push(partitionResponse(partition));
  }
  return [...byTopic].map(([name, partitionResponses]) => {
    const topicId = call.version < topicIdsSince ? undefined : call.served.broker.topics.named(name)?.topicId;
    return topicId === undefined ? { name, partitionResponses } : { topicId, partitionResponses };
  });
}

function partitionResponse(partition: PartitionProduceResponse): PartitionResponse {
  const { topicPartition, error, baseOffset, logAppendTime, logStartOffset } = partition;
  const { recordErrors, recordMessages, errorMessage } = partition;
  const response = {
    index: topicPartition.partition,
    errorCode: error.code,
    baseOffset,
    logAppendTimeMs: logAppendTime,
    logStartOffset,
  };
  if (errorMessage === undefined) return response;
  const bad = recordErrors?.map((batchIndex, at) => {
    return { batchIndex, batchIndexErrorMessage: recordMessages?.[at] ?? null };
  });
  return bad === undefined ? { ...response, errorMessage } : { ...response, errorMessage, recordErrors: bad };
}

const withoutTopic = ({ topicId, partitionData }: TopicData): TopicResponse => ({
  topicId,
  partitionResponses: partitionData.map(({ index }) => ({
    index,
    errorCode: errors.UNKNOWN_TOPIC_ID.code,
    baseOffset: -1,
  })),
});
