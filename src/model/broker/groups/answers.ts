import { errors, type KafkaError } from "../../core/errors.ts";
import { nothingAssigned, type ClassicGroup, type GroupMember } from "./classic-group.ts";
import { noGeneration, noMemberId, type JoinGroupResponse, type SyncGroupResponse } from "./messages.ts";

export const joinRefused = (error: KafkaError, memberId: string): JoinGroupResponse => ({
  api: "JoinGroup",
  error,
  generationId: noGeneration,
  protocolType: undefined,
  protocolName: undefined,
  leader: noMemberId,
  skipAssignment: false,
  memberId,
  members: [],
});

/** The generation that is, as one of its members is told of it. */
export function joined(group: ClassicGroup, { memberId }: GroupMember, skipAssignment = false): JoinGroupResponse {
  const { generationId, protocolType, protocolName, leader = noMemberId } = group;
  return {
    api: "JoinGroup",
    error: errors.NONE,
    generationId,
    protocolType,
    protocolName,
    leader,
    skipAssignment,
    memberId,
    members: leader === memberId ? group.joinedMembers() : [],
  };
}

export const syncRefused = (error: KafkaError): SyncGroupResponse => ({
  api: "SyncGroup",
  error,
  protocolType: undefined,
  protocolName: undefined,
  assignment: nothingAssigned,
});

export const synced = (
  { protocolType, protocolName }: ClassicGroup,
  { assignment }: GroupMember,
): SyncGroupResponse => ({
  api: "SyncGroup",
  error: errors.NONE,
  protocolType,
  protocolName,
  assignment,
});
