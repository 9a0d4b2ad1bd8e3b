import type { ApiSchema } from "../schema.ts";

export const describeCluster = {
  key: 60,
  request: {
    versions: "0-2",
    flexible: "0+",
    fields: [
      { name: "includeClusterAuthorizedOperations", type: "bool", versions: "0+" },
      { name: "endpointType", type: "int8", versions: "1+", default: 1 },
      { name: "includeFencedBrokers", type: "bool", versions: "2+" },
    ],
  },
  response: {
    versions: "0-2",
    flexible: "0+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      { name: "errorCode", type: "int16", versions: "0+" },
      { name: "errorMessage", type: "string", versions: "0+", nullable: "0+", default: null },
      { name: "endpointType", type: "int8", versions: "1+", default: 1 },
      { name: "clusterId", type: "string", versions: "0+" },
      { name: "controllerId", type: "int32", versions: "0+", default: -1 },
      {
        name: "brokers",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "brokerId", type: "int32", versions: "0+" },
          { name: "host", type: "string", versions: "0+" },
          { name: "port", type: "int32", versions: "0+" },
          { name: "rack", type: "string", versions: "0+", nullable: "0+", default: null },
          { name: "isFenced", type: "bool", versions: "2+" },
        ],
      },
      { name: "clusterAuthorizedOperations", type: "int32", versions: "0+", default: -2147483648 },
    ],
  },
} as const satisfies ApiSchema;
