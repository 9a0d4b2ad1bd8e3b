import { InvariantError } from "../../sim/assert.ts";
import type { KafkaError } from "../core/errors.ts";
import { noOffset, noProducerEpoch, noProducerId, noTimestamp, type Request, type Response } from "../protocol.ts";
import type { BrokerAnswer } from "./seam.ts";

/**
 * The answer that says this error of everything that was asked. A producer that expects no answer learns of an error by
 * the end of its connection (B-5).
 */
export function refusalOf(request: Request, error: KafkaError): BrokerAnswer {
  const { correlationId } = request;
  switch (request.api) {
    case "InitProducerId":
      return {
        api: "InitProducerId",
        correlationId,
        error,
        producerId: noProducerId,
        producerEpoch: noProducerEpoch,
      };
    case "Produce":
      if (request.acks === 0) return "close-connection";
      return {
        api: "Produce",
        correlationId,
        throttleMillis: 0,
        partitions: request.batches.map(({ topicPartition }) => ({
          topicPartition,
          error,
          baseOffset: noOffset,
          logAppendTime: noTimestamp,
          logStartOffset: noOffset,
        })),
      };
    case "Metadata":
      throw new InvariantError("an answer to a request for metadata says nothing of an error of its own");
  }
}

/**
 * The answer to a produce request that was acted on, with this error all the same: the batches are in the log or not, as
 * they were before, and what the error says of them may be wrong (B-76, B-78). Offsets stay, as measured (B-23).
 */
export function saying(error: KafkaError, response: Response): Response {
  if (response.api !== "Produce") throw new InvariantError(`no answer to ${response.api} is changed on its way`);
  return { ...response, partitions: response.partitions.map((partition) => ({ ...partition, error })) };
}
