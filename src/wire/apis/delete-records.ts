import { errors } from "../../model/core/errors.ts";
import type { Handler } from "../server/call.ts";

export const deleteRecords: Handler<"DeleteRecords"> = (request, { served }) => ({
  topics: request.topics.map(({ name, partitions }) => ({
    name,
    partitions: partitions.map(({ partitionIndex, offset }) => {
      const partition = served.broker.topics.partition(name, partitionIndex);
      const error = served.broker.deleteRecords(partition, offset);
      const lowWatermark = error === errors.NONE ? served.broker.logStartOffset(partition) : -1;
      return { partitionIndex, errorCode: error.code, lowWatermark };
    }),
  })),
});
