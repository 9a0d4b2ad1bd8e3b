import type { ApiSchema } from "../schema.ts";

export const leaveGroup = {
  key: 13,
  request: {
    versions: "0-5",
    flexible: "4+",
    fields: [
      { name: "groupId", type: "string", versions: "0+" },
      { name: "memberId", type: "string", versions: "0-2" },
      {
        name: "members",
        type: "[]struct",
        versions: "3+",
        fields: [
          { name: "memberId", type: "string", versions: "3+" },
          { name: "groupInstanceId", type: "string", versions: "3+", nullable: "3+", default: null },
          { name: "reason", type: "string", versions: "5+", nullable: "5+", default: null },
        ],
      },
    ],
  },
  response: {
    versions: "0-5",
    flexible: "4+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "1+" },
      { name: "errorCode", type: "int16", versions: "0+" },
      {
        name: "members",
        type: "[]struct",
        versions: "3+",
        fields: [
          { name: "memberId", type: "string", versions: "3+" },
          { name: "groupInstanceId", type: "string", versions: "3+", nullable: "3+" },
          { name: "errorCode", type: "int16", versions: "3+" },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
