import type { ApiSchema } from "../schema.ts";

export const findCoordinator = {
  key: 10,
  request: {
    versions: "0-6",
    flexible: "3+",
    fields: [
      { name: "key", type: "string", versions: "0-3" },
      { name: "keyType", type: "int8", versions: "1+", default: 0 },
      { name: "coordinatorKeys", type: "[]string", versions: "4+" },
    ],
  },
  response: {
    versions: "0-6",
    flexible: "3+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "1+" },
      { name: "errorCode", type: "int16", versions: "0-3" },
      { name: "errorMessage", type: "string", versions: "1-3", nullable: "1-3" },
      { name: "nodeId", type: "int32", versions: "0-3" },
      { name: "host", type: "string", versions: "0-3" },
      { name: "port", type: "int32", versions: "0-3" },
      {
        name: "coordinators",
        type: "[]struct",
        versions: "4+",
        fields: [
          { name: "key", type: "string", versions: "4+" },
          { name: "nodeId", type: "int32", versions: "4+" },
          { name: "host", type: "string", versions: "4+" },
          { name: "port", type: "int32", versions: "4+" },
          { name: "errorCode", type: "int16", versions: "4+" },
          { name: "errorMessage", type: "string", versions: "4+", nullable: "4+" },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
