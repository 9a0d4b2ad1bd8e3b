import type { ApiSchema } from "../schema.ts";

export const offsetCommit = {
  key: 8,
  request: {
    versions: "0-10",
    flexible: "8+",
    fields: [
      { name: "groupId", type: "string", versions: "0+" },
      { name: "generationIdOrMemberEpoch", type: "int32", versions: "1+", default: -1 },
      { name: "memberId", type: "string", versions: "1+" },
      { name: "groupInstanceId", type: "string", versions: "7+", nullable: "7+", default: null },
      { name: "retentionTimeMs", type: "int64", versions: "2-4", default: -1 },
      {
        name: "topics",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0-9" },
          { name: "topicId", type: "uuid", versions: "10+" },
          {
            name: "partitions",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "partitionIndex", type: "int32", versions: "0+" },
              { name: "committedOffset", type: "int64", versions: "0+" },
              { name: "committedLeaderEpoch", type: "int32", versions: "6+", default: -1 },
              { name: "commitTimestamp", type: "int64", versions: "1", default: -1 },
              { name: "committedMetadata", type: "string", versions: "0+", nullable: "0+" },
            ],
          },
        ],
      },
    ],
  },
  response: {
    versions: "0-10",
    flexible: "8+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "3+" },
      {
        name: "topics",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0-9" },
          { name: "topicId", type: "uuid", versions: "10+" },
          {
            name: "partitions",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "partitionIndex", type: "int32", versions: "0+" },
              { name: "errorCode", type: "int16", versions: "0+" },
            ],
          },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
