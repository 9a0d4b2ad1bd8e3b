import type { ApiSchema } from "../schema.ts";

export const produce = {
  key: 0,
  request: {
    versions: "0-13",
    flexible: "9+",
    fields: [
      { name: "transactionalId", type: "string", versions: "3+", nullable: "3+", default: null },
      { name: "acks", type: "int16", versions: "0+" },
      { name: "timeoutMs", type: "int32", versions: "0+" },
      {
        name: "topicData",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0-12" },
          { name: "topicId", type: "uuid", versions: "13+" },
          {
            name: "partitionData",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "index", type: "int32", versions: "0+" },
              { name: "records", type: "records", versions: "0+", nullable: "0+" },
            ],
          },
        ],
      },
    ],
  },
  response: {
    versions: "0-13",
    flexible: "9+",
    fields: [
      {
        name: "responses",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0-12" },
          { name: "topicId", type: "uuid", versions: "13+" },
          {
            name: "partitionResponses",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "index", type: "int32", versions: "0+" },
              { name: "errorCode", type: "int16", versions: "0+" },
              { name: "baseOffset", type: "int64", versions: "0+" },
              { name: "logAppendTimeMs", type: "int64", versions: "2+", default: -1 },
              { name: "logStartOffset", type: "int64", versions: "5+", default: -1 },
              {
                name: "recordErrors",
                type: "[]struct",
                versions: "8+",
                fields: [
                  { name: "batchIndex", type: "int32", versions: "8+" },
                  { name: "batchIndexErrorMessage", type: "string", versions: "8+", nullable: "8+", default: null },
                ],
              },
              { name: "errorMessage", type: "string", versions: "8+", nullable: "8+", default: null },
              {
                name: "currentLeader",
                type: "struct",
                versions: "10+",
                tag: 0,
                fields: [
                  { name: "leaderId", type: "int32", versions: "10+", default: -1 },
                  { name: "leaderEpoch", type: "int32", versions: "10+", default: -1 },
                ],
              },
            ],
          },
        ],
      },
      { name: "throttleTimeMs", type: "int32", versions: "1+", default: 0 },
      {
        name: "nodeEndpoints",
        type: "[]struct",
        versions: "10+",
        tag: 0,
        fields: [
          { name: "nodeId", type: "int32", versions: "10+" },
          { name: "host", type: "string", versions: "10+" },
          { name: "port", type: "int32", versions: "10+" },
          { name: "rack", type: "string", versions: "10+", nullable: "10+", default: null },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
