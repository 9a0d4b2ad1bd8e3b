import { apiCodec, isFlexible } from "../../src/wire/protocol/apis.ts";
import {
  decodeResponse,
  encodeRequest,
  encodeResponse,
  readClientId,
  readRequestHead,
} from "../../src/wire/protocol/frames.ts";
import { Reader } from "../../src/wire/protocol/reader.ts";

const lengthBytes = 4;
/** Where a record batch has its checksum. */
const crcAt = 17;

/**
 * A produce request that a broker will not append: the checksum of each batch is wrong. With the answer to it rewritten,
 * it is one that the broker refused for whatever reason, in its due place among the answers.
 *
 * @throws MalformedBytes where `frame` is no produce request.
 */
export function refusable(frame: Buffer): Buffer {
  const reader = new Reader(frame.subarray(lengthBytes));
  const { apiVersion, correlationId } = readRequestHead(reader);
  const clientId = readClientId(reader, isFlexible("Produce", apiVersion));
  const body = apiCodec("Produce", apiVersion).request.read(reader);
  for (const { partitionData } of body.topicData) {
    for (const { records } of partitionData) {
      if (records !== null && records.length > crcAt) records[crcAt] = ~(records[crcAt] ?? 0) & 0xff;
    }
  }
  return encodeRequest("Produce", apiVersion, { correlationId, clientId }, body);
}

/**
 * The answer to a produce request of `version` with this error for each partition in place of what it said.
 *
 * @throws MalformedBytes where `frame` is no such answer.
 */
export function answeredWith(frame: Buffer, version: number, errorCode: number): Buffer {
  const { correlationId, body } = decodeResponse("Produce", version, frame.subarray(lengthBytes));
  const responses = body.responses.map((topic) => ({
    ...topic,
    partitionResponses: topic.partitionResponses.map(({ index }) => ({ index, errorCode, baseOffset: -1 })),
  }));
  return encodeResponse("Produce", version, correlationId, { ...body, responses });
}
