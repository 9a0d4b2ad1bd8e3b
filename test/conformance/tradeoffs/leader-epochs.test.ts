import { expect, test } from "vitest";
import { restarted } from "../../../conformance/tradeoffs/leader-epochs.ts";
import { decodeResponse, encodeResponse } from "../../../src/wire/protocol/frames.ts";

test("a broker that was restarted twice leads under an epoch that is later by four, and says the same else", () => {
  const partition = { errorCode: 0, leaderId: 1, replicaNodes: [1], isrNodes: [1], offlineReplicas: [] };
  const said = {
    brokers: [{ nodeId: 1, host: "127.0.0.1", port: 9092 }],
    controllerId: 1,
    topics: [
      {
        errorCode: 0,
        name: "orders",
        partitions: [
          { ...partition, partitionIndex: 0, leaderEpoch: 3 },
          // Of this one nobody knows the leader.
          { ...partition, partitionIndex: 1, leaderEpoch: -1 },
        ],
      },
    ],
  };
  const before = encodeResponse("Metadata", 12, 7, said);
  const after = decodeResponse("Metadata", 12, restarted(before, 12, 2).subarray(4));
  const expected = decodeResponse("Metadata", 12, before.subarray(4));
  expect(after.correlationId).toBe(7);
  expect(after.body.topics[0]?.partitions.map(({ leaderEpoch }) => leaderEpoch)).toEqual([7, -1]);
  for (const one of after.body.topics[0]?.partitions ?? []) Object.assign(one, { leaderEpoch: 0 });
  for (const one of expected.body.topics[0]?.partitions ?? []) Object.assign(one, { leaderEpoch: 0 });
  expect(after.body).toEqual(expected.body);
});
