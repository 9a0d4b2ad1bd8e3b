import { errors } from "../../model/core/errors.ts";
import { noProducerEpoch, noProducerId } from "../../model/protocol.ts";
import { assert } from "../../sim/assert.ts";
import type { Handler } from "../server/call.ts";

export const initProducerId: Handler<"InitProducerId"> = (request, { served }) => {
  const { transactionalId, producerId, producerEpoch } = request;
  if (transactionalId !== null) {
    // There is no transaction coordinator here. This refusal is the one that no client tries to get around.
    const error = transactionalId === "" ? errors.INVALID_REQUEST : errors.TRANSACTIONAL_ID_AUTHORIZATION_FAILED;
    return { errorCode: error.code, producerId: noProducerId, producerEpoch: noProducerEpoch };
  }
  const answer = served.broker.handle(
    { api: "InitProducerId", correlationId: 0, producerId, producerEpoch },
    served.now(),
  );
  assert(typeof answer !== "string" && answer.api === "InitProducerId", () => "no producer id in the answer");
  return { errorCode: answer.error.code, producerId: answer.producerId, producerEpoch: answer.producerEpoch };
};
