import type { ApiSchema } from "../schema.ts";

export const describeGroups = {
  key: 15,
  request: {
    versions: "0-6",
    flexible: "5+",
    fields: [
      { name: "groups", type: "[]string", versions: "0+" },
      { name: "includeAuthorizedOperations", type: "bool", versions: "3+" },
    ],
  },
  response: {
    versions: "0-6",
    flexible: "5+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "1+" },
      {
        name: "groups",
        type: "[]struct",
        versions: "0+",
        fields: [
          { name: "errorCode", type: "int16", versions: "0+" },
          { name: "errorMessage", type: "string", versions: "6+", nullable: "6+", default: null },
          { name: "groupId", type: "string", versions: "0+" },
          { name: "groupState", type: "string", versions: "0+" },
          { name: "protocolType", type: "string", versions: "0+" },
          { name: "protocolData", type: "string", versions: "0+" },
          {
            name: "members",
            type: "[]struct",
            versions: "0+",
            fields: [
              { name: "memberId", type: "string", versions: "0+" },
              { name: "groupInstanceId", type: "string", versions: "4+", nullable: "4+", default: null },
              { name: "clientId", type: "string", versions: "0+" },
              { name: "clientHost", type: "string", versions: "0+" },
              { name: "memberMetadata", type: "bytes", versions: "0+" },
              { name: "memberAssignment", type: "bytes", versions: "0+" },
            ],
          },
          { name: "authorizedOperations", type: "int32", versions: "3+", default: -2147483648 },
        ],
      },
    ],
  },
} as const satisfies ApiSchema;
