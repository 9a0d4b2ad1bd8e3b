import type { ApiSchema } from "../schema.ts";

export const offsetForLeaderEpoch = {
  key: 23,
  request: {
    versions: "0-4",
    flexible: "4+",
    fields: [
      { name: "replicaId", type: "int32", versions: "3+", default: -2 },
      {
        name: "topics",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "topic", type: "string", versions: "0+" },
          {
            name: "partitions",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "partition", type: "int32", versions: "0+" },
              { name: "currentLeaderEpoch", type: "int32", versions: "2+", default: -1 },
              { name: "leaderEpoch", type: "int32", versions: "0+" },
            ],
          },
        ],
      },
    ],
  },
  response: {
    versions: "0-4",
    flexible: "4+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "2+" },
      {
        name: "topics",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "topic", type: "string", versions: "0+" },
          {
            name: "partitions",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "errorCode", type: "int16", versions: "0+" },
              { name: "partition", type: "int32", versions: "0+" },
              { name: "leaderEpoch", type: "int32", versions: "1+", default: -1 },
              { name: "endOffset", type: "int64", versions: "0+", default: -1 },
            ],
          },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
