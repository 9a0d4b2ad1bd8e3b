import type { ApiSchema } from "../schema.ts";

export const apiVersions = {
  key: 18,
  request: {
    versions: "0-5",
    flexible: "3+",
    fields: [
      { name: "clientSoftwareName", type: "string", versions: "3+" },
      { name: "clientSoftwareVersion", type: "string", versions: "3+" },
      { name: "clusterId", type: "string", versions: "5+", nullable: "5+", default: null },
      { name: "nodeId", type: "int32", versions: "5+", default: -1 },
    ],
  },
  response: {
    versions: "0-5",
    flexible: "3+",
    fields: [
      { name: "errorCode", type: "int16", versions: "0+" },
      {
        name: "apiKeys",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "apiKey", type: "int16", versions: "0+" },
          { name: "minVersion", type: "int16", versions: "0+" },
          { name: "maxVersion", type: "int16", versions: "0+" },
        ],
      },
      { name: "throttleTimeMs", type: "int32", versions: "1+" },
      {
        name: "supportedFeatures",
        type: "[]struct",
        versions: "3+",
        tag: 0,
        fields: [
          { name: "name", type: "string", versions: "3+" },
          { name: "minVersion", type: "int16", versions: "3+" },
          { name: "maxVersion", type: "int16", versions: "3+" },
        ],
      },
      { name: "finalizedFeaturesEpoch", type: "int64", versions: "3+", tag: 1, default: -1 },
      {
        name: "finalizedFeatures",
        type: "[]struct",
        versions: "3+",
        tag: 2,
        fields: [
          { name: "name", type: "string", versions: "3+" },
          { name: "maxVersionLevel", type: "int16", versions: "3+" },
          { name: "minVersionLevel", type: "int16", versions: "3+" },
        ],
      },
      { name: "zkMigrationReady", type: "bool", versions: "3+", tag: 3, default: false },
    ],
  },
} as const satisfies ApiSchema;
