import type { Handler } from "../server/call.ts";

export const deleteGroups: Handler<"DeleteGroups"> = (request, { served }) => ({
  results: request.groupsNames.map((groupId) => ({ groupId, errorCode: served.broker.groups.delete(groupId).code })),
});
