import { errors } from "../../model/core/errors.ts";
import type { Handler } from "../server/call.ts";

const groupKey = 0;
/** From here on several keys may be asked for at once. */
const keysSince = 4;

/** This broker coordinates every group; transactions have no coordinator here, and share groups neither. */
export const findCoordinator: Handler<"FindCoordinator"> = (request, { served, version, host, port }) => {
  const found = { errorCode: errors.NONE.code, errorMessage: null, nodeId: served.nodeId, host, port };
  const refused = {
    errorCode: errors.COORDINATOR_NOT_AVAILABLE.code,
    errorMessage: null,
    nodeId: -1,
    host: "",
    port: -1,
  };
  const answer = request.keyType === groupKey ? found : refused;
  return version < keysSince ? answer : { coordinators: request.coordinatorKeys.map((key) => ({ key, ...answer })) };
};
