import type { ApiSchema } from "../schema.ts";

export const endTxn = {
  key: 26,
  request: {
    versions: "0-5",
    flexible: "3+",
    fields: [
      { name: "transactionalId", type: "string", versions: "0+" },
      { name: "producerId", type: "int64", versions: "0+" },
      { name: "producerEpoch", type: "int16", versions: "0+" },
      { name: "committed", type: "bool", versions: "0+" },
    ],
  },
  response: {
    versions: "0-5",
    flexible: "3+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      { name: "errorCode", type: "int16", versions: "0+" },
      { name: "producerId", type: "int64", versions: "5+", default: -1 },
      { name: "producerEpoch", type: "int16", versions: "5+", default: -1 },
    ],
  },
} as const satisfies ApiSchema;
