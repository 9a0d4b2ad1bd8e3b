import type { Handler } from "../server/call.ts";

export const describeGroups: Handler<"DescribeGroups"> = (request, { served, version }) => ({
  groups: request.groups.map((id) => {
    const { error, groupId, state, protocolType, protocolName, members } = served.broker.groups.describe(id, version);
    return {
      errorCode: error.code,
      groupId,
      groupState: state,
      protocolType,
      protocolData: protocolName,
      members: members.map((member) => ({
        memberId: member.memberId,
        groupInstanceId: member.groupInstanceId ?? null,
        clientId: member.clientId,
        clientHost: member.clientHost,
        memberMetadata: member.metadata,
        memberAssignment: member.assignment,
      })),
    };
  }),
});
