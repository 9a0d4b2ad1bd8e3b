import { errors } from "../../model/core/errors.ts";
import type { Handler } from "../server/call.ts";

/** From here on several members may be named, each with an error of its own. */
const membersSince = 3;

export const leaveGroup: Handler<"LeaveGroup"> = async (request, { served, version }) => {
  const { groupId } = request;
  const members =
    version < membersSince
      ? [{ memberId: request.memberId, groupInstanceId: undefined }]
      : request.members.map(({ memberId, groupInstanceId }) => {
          return { memberId, groupInstanceId: groupInstanceId ?? undefined };
        });
  const response = await served.groupRequests.ask({ api: "LeaveGroup", groupId, members });
  const only = version < membersSince ? response.members[0]?.error : undefined;
  return {
    errorCode: (response.error === errors.NONE ? (only ?? response.error) : response.error).code,
    members: response.members.map(({ memberId, groupInstanceId = null, error }) => {
      return { memberId, groupInstanceId, errorCode: error.code };
    }),
  };
};
