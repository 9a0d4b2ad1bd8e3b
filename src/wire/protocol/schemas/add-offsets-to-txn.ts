import type { ApiSchema } from "../schema.ts";

export const addOffsetsToTxn = {
  key: 25,
  request: {
    versions: "0-4",
    flexible: "3+",
    fields: [
      { name: "transactionalId", type: "string", versions: "0+" },
      { name: "producerId", type: "int64", versions: "0+" },
      { name: "producerEpoch", type: "int16", versions: "0+" },
      { name: "groupId", type: "string", versions: "0+" },
    ],
  },
  response: {
    versions: "0-4",
    flexible: "3+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      { name: "errorCode", type: "int16", versions: "0+" },
    ],
  },
} as const satisfies ApiSchema;
