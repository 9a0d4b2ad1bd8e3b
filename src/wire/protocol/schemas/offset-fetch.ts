import type { ApiSchema } from "../schema.ts";

export const offsetFetch = {
  key: 9,
  request: {
    versions: "0-10",
    flexible: "6+",
    fields: [
      { name: "groupId", type: "string", versions: "0-7" },
      {
        name: "topics",
        type: "[]struct",
        versions: "0-7",
        nullable: "2-7",
        fields: [
          { name: "name", type: "string", versions: "0-7" },
          { name: "partitionIndexes", type: "[]int32", versions: "0-7" },
        ],
      },
      {
        name: "groups",
        type: "[]struct",
        versions: "8+",
        fields: [
          { name: "groupId", type: "string", versions: "8+" },
          { name: "memberId", type: "string", versions: "9+", nullable: "9+", default: null },
          { name: "memberEpoch", type: "int32", versions: "9+", default: -1 },
          {
            name: "topics",
            type: "[]struct",
            versions: "8+",
            nullable: "8+",
            fields: [
              { name: "name", type: "string", versions: "8-9" },
              { name: "topicId", type: "uuid", versions: "10+" },
              { name: "partitionIndexes", type: "[]int32", versions: "8+" },
            ],
          },
        ],
      },
      { name: "requireStable", type: "bool", versions: "7+", default: false },
    ],
  },
  response: {
    versions: "0-10",
    flexible: "6+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "3+" },
      {
        name: "topics",
        type: "[]struct",
        versions: "0-7",
        fields: [
          { name: "name", type: "string", versions: "0-7" },
          {
            name: "partitions",
            type: "[]struct",
            versions: "0-7",
            fields: [
              { name: "partitionIndex", type: "int32", versions: "0-7" },
              { name: "committedOffset", type: "int64", versions: "0-7" },
              { name: "committedLeaderEpoch", type: "int32", versions: "5-7", default: -1 },
              { name: "metadata", type: "string", versions: "0-7", nullable: "0-7" },
              { name: "errorCode", type: "int16", versions: "0-7" },
            ],
          },
        ],
      },
      { name: "errorCode", type: "int16", versions: "2-7", default: 0 },
      {
        name: "groups",
        type: "[]struct",
        versions: "8+",
        fields: [
          { name: "groupId", type: "string", versions: "8+" },
          {
            name: "topics",
            type: "[]struct",
            versions: "8+",
            fields: [
              { name: "name", type: "string", versions: "8-9" },
              { name: "topicId", type: "uuid", versions: "10+" },
              {
                name: "partitions",
                type: "[]struct",
                versions: "8+",
                fields: [
                  { name: "partitionIndex", type: "int32", versions: "8+" },
                  { name: "committedOffset", type: "int64", versions: "8+" },
                  { name: "committedLeaderEpoch", type: "int32", versions: "8+", default: -1 },
                  { name: "metadata", type: "string", versions: "8+", nullable: "8+" },
                  { name: "errorCode", type: "int16", versions: "8+" },
                ],
              },
            ],
          },
          { name: "errorCode", type: "int16", versions: "8+", default: 0 },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
