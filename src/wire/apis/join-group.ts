import { randomUUID } from "node:crypto";
import type { Handler } from "../server/call.ts";

const rebalanceTimeoutSince = 1;
/** From here on "no protocol" is null, where before it was the empty name. */
const nullProtocolSince = 7;

export const joinGroup: Handler<"JoinGroup"> = async (request, { served, version, clientId, clientHost }) => {
  const { sessionTimeoutMs, rebalanceTimeoutMs } = request;
  const response = await served.groupRequests.ask({
    api: "JoinGroup",
    version,
    clientId: clientId ?? "",
    clientHost,
    groupId: request.groupId,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId ?? undefined,
    sessionTimeoutMillis: sessionTimeoutMs,
    rebalanceTimeoutMillis: version < rebalanceTimeoutSince ? sessionTimeoutMs : rebalanceTimeoutMs,
    protocolType: request.protocolType,
    protocols: request.protocols,
    freshId: randomUUID(),
  });
  return {
    errorCode: response.error.code,
    generationId: response.generationId,
    protocolType: response.protocolType ?? null,
    protocolName: response.protocolName ?? (version < nullProtocolSince ? "" : null),
    leader: response.leader,
    skipAssignment: response.skipAssignment,
    memberId: response.memberId,
    members: response.members.map(({ memberId, groupInstanceId = null, metadata }) => {
      return { memberId, groupInstanceId, metadata };
    }),
  };
};
