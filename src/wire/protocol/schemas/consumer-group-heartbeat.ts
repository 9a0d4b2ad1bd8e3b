import type { ApiSchema } from "../schema.ts";

export const consumerGroupHeartbeat = {
  key: 68,
  request: {
    versions: "0-1",
    flexible: "0+",
    fields: [
      { name: "groupId", type: "string", versions: "0+" },
      { name: "memberId", type: "string", versions: "0+" },
      { name: "memberEpoch", type: "int32", versions: "0+" },
      { name: "instanceId", type: "string", versions: "0+", nullable: "0+", default: null },
      { name: "rackId", type: "string", versions: "0+", nullable: "0+", default: null },
      { name: "rebalanceTimeoutMs", type: "int32", versions: "0+", default: -1 },
      { name: "subscribedTopicNames", type: "[]string", versions: "0+", nullable: "0+", default: null },
      { name: "subscribedTopicRegex", type: "string", versions: "1+", nullable: "1+", default: null },
      { name: "serverAssignor", type: "string", versions: "0+", nullable: "0+", default: null },
      {
        name: "topicPartitions",
        type: "[]struct",
        versions: "0+",
        nullable: "0+",
        default: null,
        fields: [
          { name: "topicId", type: "uuid", versions: "0+" },
          { name: "partitions", type: "[]int32", versions: "0+" },
        ],
      },
    ],
  },
  response: {
    versions: "0-1",
    flexible: "0+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      { name: "errorCode", type: "int16", versions: "0+" },
      { name: "errorMessage", type: "string", versions: "0+", nullable: "0+", default: null },
      { name: "memberId", type: "string", versions: "0+", nullable: "0+", default: null },
      { name: "memberEpoch", type: "int32", versions: "0+" },
      { name: "heartbeatIntervalMs", type: "int32", versions: "0+" },
      {
        name: "assignment",
        type: "struct",
        versions: "0+",
        nullable: "0+",
        default: null,
        fields: [
          {
            name: "topicPartitions",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "topicId", type: "uuid", versions: "0+" },
              { name: "partitions", type: "[]int32", versions: "0+" },
            ],
          },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
