import type { Handler } from "../server/call.ts";

/** The only type of group there is here. */
const groupType = "classic";

export const listGroups: Handler<"ListGroups"> = (request, { served }) => {
  const isAsked = (filter: readonly string[], value: string): boolean =>
    filter.length === 0 || filter.some((wanted) => wanted.toLowerCase() === value.toLowerCase());
  const groups = served.broker.groups
    .list()
    .filter(({ state }) => isAsked(request.statesFilter, state) && isAsked(request.typesFilter, groupType));
  return {
    groups: groups.map(({ groupId, protocolType, state }) => ({ groupId, protocolType, groupState: state, groupType })),
  };
};
