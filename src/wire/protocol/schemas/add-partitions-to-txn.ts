import type { ApiSchema } from "../schema.ts";

export const addPartitionsToTxn = {
  key: 24,
  request: {
    versions: "0-5",
    flexible: "3+",
    fields: [
      {
        name: "transactions",
        type: "[]struct",
        versions: "4+",
        fields: [
          { name: "transactionalId", type: "string", versions: "4+" },
          { name: "producerId", type: "int64", versions: "4+" },
          { name: "producerEpoch", type: "int16", versions: "4+" },
          { name: "verifyOnly", type: "bool", versions: "4+", default: false },
          {
            name: "topics",
            type: "[]struct",
            versions: "4+",
            fields: [
              { name: "name", type: "string", versions: "0+" },
              { name: "partitions", type: "[]int32", versions: "0+" },
            ],
          },
        ],
      },
      { name: "v3AndBelowTransactionalId", type: "string", versions: "0-3" },
      { name: "v3AndBelowProducerId", type: "int64", versions: "0-3" },
      { name: "v3AndBelowProducerEpoch", type: "int16", versions: "0-3" },
      {
        name: "v3AndBelowTopics",
        type: "[]struct",
        versions: "0-3",
        fields: [
          { name: "name", type: "string", versions: "0+" },
          { name: "partitions", type: "[]int32", versions: "0+" },
        ],
      },
    ],
  },
  response: {
    versions: "0-5",
    flexible: "3+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      { name: "errorCode", type: "int16", versions: "4+" },
      {
        name: "resultsByTransaction",
        type: "[]struct",
        versions: "4+",
        fields: [
          { name: "transactionalId", type: "string", versions: "4+" },
          {
            name: "topicResults",
            type: "[]struct",
            versions: "4+",
            fields: [
              { name: "name", type: "string", versions: "0+" },
              {
                name: "resultsByPartition",
                type: "[]struct",
                versions: "0+",
                fields: [
                  { name: "partitionIndex", type: "int32", versions: "0+" },
                  { name: "partitionErrorCode", type: "int16", versions: "0+" },
                ],
              },
            ],
          },
        ],
      },
      {
        name: "resultsByTopicV3AndBelow",
        type: "[]struct",
        versions: "0-3",
        fields: [
          { name: "name", type: "string", versions: "0+" },
          {
            name: "resultsByPartition",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "partitionIndex", type: "int32", versions: "0+" },
              { name: "partitionErrorCode", type: "int16", versions: "0+" },
            ],
          },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
