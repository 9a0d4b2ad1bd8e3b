import type { ApiSchema } from "../schema.ts";

export const heartbeat = {
  key: 12,
  request: {
    versions: "0-4",
    flexible: "4+",
    fields: [
      { name: "groupId", type: "string", versions: "0+" },
      { name: "generationId", type: "int32", versions: "0+" },
      { name: "memberId", type: "string", versions: "0+" },
      { name: "groupInstanceId", type: "string", versions: "3+", nullable: "3+", default: null },
    ],
  },
  response: {
    versions: "0-4",
    flexible: "4+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "1+" },
      { name: "errorCode", type: "int16", versions: "0+" },
    ],
  },
} as const satisfies ApiSchema;
