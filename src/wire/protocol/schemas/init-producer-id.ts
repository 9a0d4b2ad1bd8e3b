import type { ApiSchema } from "../schema.ts";

export const initProducerId = {
  key: 22,
  request: {
    versions: "0-6",
    flexible: "2+",
    fields: [
      { name: "transactionalId", type: "string", versions: "0+", nullable: "0+" },
      { name: "transactionTimeoutMs", type: "int32", versions: "0+" },
      { name: "producerId", type: "int64", versions: "3+", default: -1 },
      { name: "producerEpoch", type: "int16", versions: "3+", default: -1 },
      { name: "enable2Pc", type: "bool", versions: "6+", default: false },
      { name: "keepPreparedTxn", type: "bool", versions: "6+", default: false },
    ],
  },
  response: {
    versions: "0-6",
    flexible: "2+",
    fields: [
      { name: "throttleTimeMs", type: "int32", versions: "0+" },
      { name: "errorCode", type: "int16", versions: "0+" },
      { name: "producerId", type: "int64", versions: "0+", default: -1 },
      { name: "producerEpoch", type: "int16", versions: "0+" },
      { name: "ongoingTxnProducerId", type: "int64", versions: "6+", default: -1 },
      { name: "ongoingTxnProducerEpoch", type: "int16", versions: "6+", default: -1 },
    ],
  },
} as const satisfies ApiSchema;
