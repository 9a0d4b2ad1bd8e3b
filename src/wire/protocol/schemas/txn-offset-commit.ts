import type { ApiSchema } from "../schema.ts";

export const txnOffsetCommit = {
  key: 28,
  request: {
    versions: "0-6",
    flexible: "3+",
    fields: [
      { name: "transactionalId", type: "string", versions: "0+" },
      { name: "groupId", type: "string", versions: "0+" },
      { name: "producerId", type: "int64", versions: "0+" },
      { name: "producerEpoch", type: "int16", versions: "0+" },
      { name: "generationIdOrMemberEpoch", type: "int32", versions: "3+", default: -1 },
      { name: "memberId", type: "string", versions: "3+", default: "" },
      { name: "groupInstanceId", type: "string", versions: "3+", nullable: "3+", default: null },
      {
        name: "topics",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0-5" },
          { name: "topicId", type: "uuid", versions: "6+" },
          {
            name: "partitions",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "partitionIndex", type: "int32", versions: "0+" },
              { name: "committedOffset", type: "int64", versions: "0+" },
              { name: "committedLeaderEpoch", type: "int32", versions: "2+", default: -1 },
              { name: "committedMetadata", type: "string", versions: "0+", nullable: "0+" },
            ],
          },
        ],
      },
    ],
  },
  response: {
    versions: "0-6",
    flexible: "3+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      {
        name: "topics",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0-5" },
          { name: "topicId", type: "uuid", versions: "6+" },
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
