import type { Handler } from "../server/call.ts";

export const syncGroup: Handler<"SyncGroup"> = async (request, { served }) => {
  const response = await served.groupRequests.ask({
    api: "SyncGroup",
    groupId: request.groupId,
    generationId: request.generationId,
    memberId: request.memberId,
    groupInstanceId: request.groupInstanceId ?? undefined,
    protocolType: request.protocolType ?? undefined,
    protocolName: request.protocolName ?? undefined,
    assignments: new Map(request.assignments.map(({ memberId, assignment }) => [memberId, assignment])),
  });
  return {
    errorCode: response.error.code,
    protocolType: response.protocolType ?? null,
    protocolName: response.protocolName ?? null,
    assignment: response.assignment,
  };
};
