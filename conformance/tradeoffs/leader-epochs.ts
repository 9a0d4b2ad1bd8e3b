import { decodeResponse, encodeResponse } from "../../src/wire/protocol/frames.ts";

const lengthBytes = 4;
/** A real broker that was restarted leads under an epoch so much later (cluster-measured 4). */
const ofRestart = 2;

/**
 * A Metadata answer as a broker gives it that was restarted so many times: clients look at whether a leader's epoch is
 * new, and ask again the sooner.
 *
 * @throws MalformedBytes where `frame` is no such answer.
 */
export function restarted(frame: Buffer, version: number, times: number): Buffer {
  const { correlationId, body } = decodeResponse("Metadata", version, frame.subarray(lengthBytes));
  for (const { partitions } of body.topics) {
    for (const partition of partitions) {
      if (partition.leaderEpoch >= 0)
        Object.assign(partition, { leaderEpoch: partition.leaderEpoch + ofRestart * times });
    }
  }
  return encodeResponse("Metadata", version, correlationId, body);
}
