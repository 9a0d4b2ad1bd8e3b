import type { ApiSchema } from "../schema.ts";

export const describeProducers = {
  key: 61,
  request: {
    versions: "0-0",
    flexible: "0+",
    fields: [
      {
        name: "topics",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0+" },
          { name: "partitionIndexes", type: "[]int32", versions: "0+" },
        ],
      },
    ],
  },
  response: {
    versions: "0-0",
    flexible: "0+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      {
        name: "topics",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0+" },
          {
            name: "partitions",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "partitionIndex", type: "int32", versions: "0+" },
              { name: "errorCode", type: "int16", versions: "0+" },
              { name: "errorMessage", type: "string", versions: "0+", nullable: "0+", default: null },
              {
                name: "activeProducers",
                type: "[]struct",
                versions: "0+",
                fields: [
                  { name: "producerId", type: "int64", versions: "0+" },
                  { name: "producerEpoch", type: "int32", versions: "0+" },
                  { name: "lastSequence", type: "int32", versions: "0+", default: -1 },
                  { name: "lastTimestamp", type: "int64", versions: "0+", default: -1 },
                  { name: "coordinatorEpoch", type: "int32", versions: "0+" },
                  { name: "currentTxnStartOffset", type: "int64", versions: "0+", default: -1 },
                ],
              },
            ],
          },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
