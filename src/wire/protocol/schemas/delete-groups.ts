import type { ApiSchema } from "../schema.ts";

export const deleteGroups = {
  key: 42,
  request: { versions: "0-3", flexible: "2+", fields: [{ name: "groupsNames", type: "[]string", versions: "0+" }] },
  response: {
    versions: "0-3",
    flexible: "2+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      {
        name: "results",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "groupId", type: "string", versions: "0+" },
          { name: "errorCode", type: "int16", versions: "0+" },
          { name: "errorMessage", type: "string", versions: "3+", nullable: "3+", default: null },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
