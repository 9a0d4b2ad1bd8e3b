import { InvariantError } from "../../sim/assert.ts";
import type { KafkaError } from "../core/errors.ts";
import { noOffset, noProducerEpoch, noProducerId, noTimestamp, type Request } from "../protocol.ts";
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
