import type { ApiSchema } from "../schema.ts";

export const deleteTopics = {
  key: 20,
  request: {
    versions: "0-6",
    flexible: "4+",
    fields: [
      {
        name: "topics",
        type: "[]struct",
        versions: "6+",
        fields: [
          { name: "name", type: "string", versions: "6+", nullable: "6+", default: null },
          { name: "topicId", type: "uuid", versions: "6+" },
        ],
      },
      { name: "topicNames", type: "[]string", versions: "0-5" },
      { name: "timeoutMs", type: "int32", versions: "0+" },
    ],
  },
  response: {
    versions: "0-6",
    flexible: "4+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "1+" },
      {
        name: "responses",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "name", type: "string", versions: "0+", nullable: "6+" },
          { name: "topicId", type: "uuid", versions: "6+" },
          { name: "errorCode", type: "int16", versions: "0+" },
          { name: "errorMessage", type: "string", versions: "5+", nullable: "5+", default: null },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
