import type { Handler } from "../server/call.ts";

export const heartbeat: Handler<"Heartbeat"> = async (request, { served }) => {
  const { groupId, generationId, memberId } = request;
  const groupInstanceId = request.groupInstanceId ?? undefined;
  const asked = { api: "Heartbeat", groupId, generationId, memberId, groupInstanceId } as const;
  return { errorCode: (await served.groupRequests.ask(asked)).error.code };
};
