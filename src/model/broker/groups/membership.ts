import { unreachable } from "../../../sim/assert.ts";
import { errors, type KafkaError } from "../../core/errors.ts";
import { joinRefused, joined, syncRefused, synced } from "./answers.ts";
import { ClassicGroup, groupAsWritten, saysTheSame, type GroupMember } from "./classic-group.ts";
import { Deadlines, type Due } from "./deadlines.ts";
import {
  noMemberId,
  type GroupAnswer,
  type GroupRequest,
  type HeartbeatRequest,
  type JoinGroupRequest,
  type LeaveGroupRequest,
  type LeaveGroupResponse,
  type LeavingMember,
  type SyncGroupRequest,
  type Waiter,
} from "./messages.ts";
import { Rebalance, type GroupSettings } from "./rebalance.ts";

/** From this version of JoinGroup on a new member is first given an id, and joins with it (KIP-394). */
const memberIdRequiredFrom = 4;

/** From this version on a static leader that comes back is told that it need not share out again (KIP-814). */
const skipAssignmentFrom = 9;

/**
 * The membership of consumer groups by the classic protocol: JoinGroup, SyncGroup, Heartbeat and LeaveGroup as a state
 * machine that has no clock. What is due is given back as answers to waiters; when to look again says `nextWake`.
 */
export class GroupMembership {
  private readonly groups = new Map<string, ClassicGroup>();
  private readonly deadlines = new Deadlines();
  private readonly settings: GroupSettings;

  constructor(settings: GroupSettings) {
    this.settings = settings;
  }

  /** Answers that this request brings about: its own, unless it has to wait, and those that waited for it. */
  handle(waiter: Waiter, request: GroupRequest, nowMillis: number): readonly GroupAnswer[] {
    const steps = new Rebalance(this.deadlines, this.settings, nowMillis);
    switch (request.api) {
      case "JoinGroup":
        this.join(steps, waiter, request);
        break;
      case "SyncGroup":
        this.sync(steps, waiter, request);
        break;
      case "Heartbeat":
        steps.answer(waiter, { api: "Heartbeat", error: this.heartbeat(steps, request) });
        break;
      case "LeaveGroup":
        steps.answer(waiter, this.leave(steps, request));
        break;
      default:
        return unreachable(request);
    }
    return steps.answers;
  }

  /** When `wake` is to be called next, by the broker's clock; `undefined`: nothing is waited for. */
  get nextWake(): number | undefined {
    return this.deadlines.earliest;
  }

  /** Does all that has come due, and gives back the answers that it brings about. */
  wake(nowMillis: number): readonly GroupAnswer[] {
    const steps = new Rebalance(this.deadlines, this.settings, nowMillis);
    for (let due = this.deadlines.take(nowMillis); due !== undefined; due = this.deadlines.take(nowMillis)) {
      this.overdue(steps, due);
    }
    return steps.answers;
  }

  /** The coordinator reads its groups again. Connections are gone, and with them everybody who waited. */
  restart(nowMillis: number): void {
    this.deadlines.clear();
    const steps = new Rebalance(this.deadlines, this.settings, nowMillis);
    const before = [...this.groups.values()];
    this.groups.clear();
    for (const { groupId, written } of before) {
      if (written === undefined) continue;
      const group = groupAsWritten(groupId, written);
      this.groups.set(groupId, group);
      for (const member of group.members.values()) steps.hear(group, member);
    }
  }

  group(groupId: string): ClassicGroup | undefined {
    return this.groups.get(groupId);
  }

  list(): readonly ClassicGroup[] {
    return [...this.groups.values()];
  }

  /** A group that nobody joined, for offsets that are committed by hand. */
  makeEmpty(groupId: string): ClassicGroup {
    const group = new ClassicGroup(groupId);
    group.write();
    this.groups.set(groupId, group);
    return group;
  }

  delete(groupId: string): void {
    this.groups.delete(groupId);
  }

  /** A commit of offsets counts as a heartbeat. */
  heard(group: ClassicGroup, member: GroupMember, nowMillis: number): void {
    new Rebalance(this.deadlines, this.settings, nowMillis).hear(group, member);
  }

  private overdue(steps: Rebalance, due: Due): void {
    const group = this.groups.get(due.groupId);
    if (group === undefined) return;
    switch (due.kind) {
      case "initial-delay":
        steps.initialDelayOver(group, due.delayMillis, due.remainingMillis);
        return;
      case "join":
        steps.complete(group);
        return;
      case "sync":
        if (due.generationId === group.generationId) steps.syncTimeOver(group);
        return;
      case "session":
        steps.sessionOver(group, due.memberId);
        return;
      default:
        unreachable(due);
    }
  }

  private join(steps: Rebalance, waiter: Waiter, request: JoinGroupRequest): void {
    const { groupId, memberId, sessionTimeoutMillis } = request;
    const refuse = (error: KafkaError): void => steps.answer(waiter, joinRefused(error, memberId));
    if (groupId === "") return refuse(errors.INVALID_GROUP_ID);
    const { minSessionTimeoutMillis, maxSessionTimeoutMillis } = this.settings;
    if (sessionTimeoutMillis < minSessionTimeoutMillis || sessionTimeoutMillis > maxSessionTimeoutMillis) {
      return refuse(errors.INVALID_SESSION_TIMEOUT);
    }
    const isNew = memberId === noMemberId;
    const group = this.groups.get(groupId) ?? (isNew ? this.makeEmpty(groupId) : undefined);
    if (group === undefined) return refuse(errors.UNKNOWN_MEMBER_ID);
    if (!group.supports(request.protocolType, request.protocols)) return refuse(errors.INCONSISTENT_GROUP_PROTOCOL);
    if (isNew) return this.joinAsNew(steps, waiter, request, group);
    if (group.pendingJoin.has(memberId)) {
      group.add(memberId, request, waiter);
      return steps.welcome(group, memberId);
    }
    const fault = group.memberFault(memberId, request.groupInstanceId);
    if (fault !== undefined) return refuse(fault);
    return rejoin(steps, waiter, request, group);
  }

  private joinAsNew(steps: Rebalance, waiter: Waiter, request: JoinGroupRequest, group: ClassicGroup): void {
    const { groupInstanceId, clientId, freshId, version, sessionTimeoutMillis } = request;
    const memberId = `${groupInstanceId ?? clientId}-${freshId}`;
    if (groupInstanceId === undefined && version >= memberIdRequiredFrom) {
      group.pendingJoin.add(memberId);
      steps.expectWithin(group.groupId, memberId, sessionTimeoutMillis);
      return steps.answer(waiter, joinRefused(errors.MEMBER_ID_REQUIRED, memberId));
    }
    const known = groupInstanceId === undefined ? undefined : group.staticMembers.get(groupInstanceId);
    if (groupInstanceId !== undefined && known !== undefined) {
      const old = group.member(known);
      const wasLeader = group.leader;
      steps.endJoinWait(old, joinRefused(errors.FENCED_INSTANCE_ID, old.memberId));
      steps.endSyncWait(old, syncRefused(errors.FENCED_INSTANCE_ID));
      this.deadlines.cancelSession(group.groupId, old.memberId);
      const member = group.replaceStatic(old, memberId, groupInstanceId);
      return returnStatic(steps, waiter, request, group, member, wasLeader ?? noMemberId);
    }
    group.add(memberId, request, waiter);
    return steps.welcome(group, memberId);
  }

  private sync(steps: Rebalance, waiter: Waiter, request: SyncGroupRequest): void {
    const { groupId, memberId } = request;
    const group = this.groups.get(groupId);
    const fault = groupId === "" ? errors.INVALID_GROUP_ID : syncFault(group, request);
    if (group === undefined || fault !== undefined) {
      return steps.answer(waiter, syncRefused(fault ?? errors.UNKNOWN_MEMBER_ID));
    }
    const member = group.member(memberId);
    steps.hasSynced(group, memberId);
    if (group.state === "Stable") return steps.answer(waiter, synced(group, member));
    member.awaitingSync = waiter;
    if (group.leader === memberId) steps.assign(group, request.assignments);
  }

  private heartbeat(steps: Rebalance, request: HeartbeatRequest): KafkaError {
    const { groupId, memberId, groupInstanceId, generationId } = request;
    if (groupId === "") return errors.INVALID_GROUP_ID;
    const group = this.groups.get(groupId);
    if (group === undefined) return errors.UNKNOWN_MEMBER_ID;
    const fault = group.memberFault(memberId, groupInstanceId);
    if (fault !== undefined) return fault;
    if (generationId !== group.generationId) return errors.ILLEGAL_GENERATION;
    steps.hear(group, group.member(memberId));
    return group.state === "PreparingRebalance" ? errors.REBALANCE_IN_PROGRESS : errors.NONE;
  }

  private leave(steps: Rebalance, { groupId, members }: LeaveGroupRequest): LeaveGroupResponse {
    if (groupId === "") return { api: "LeaveGroup", error: errors.INVALID_GROUP_ID, members: [] };
    const group = this.groups.get(groupId);
    const left = members.map((member) => {
      const error = group === undefined ? errors.UNKNOWN_MEMBER_ID : this.takeLeave(steps, group, member);
      return { ...member, error };
    });
    const anyLeft = left.some(({ error }) => error === errors.NONE);
    if (group !== undefined && anyLeft && group.state !== "Empty") steps.beginOrGoOn(group);
    return { api: "LeaveGroup", error: errors.NONE, members: left };
  }

  private takeLeave(steps: Rebalance, group: ClassicGroup, leaving: LeavingMember): KafkaError {
    const { memberId, groupInstanceId } = leaving;
    if (group.pendingJoin.has(memberId)) {
      group.remove(memberId);
      this.deadlines.cancelSession(group.groupId, memberId);
      return errors.NONE;
    }
    // An administrator names static members by their instance id alone.
    const byInstance = groupInstanceId === undefined ? undefined : group.staticMembers.get(groupInstanceId);
    const named = memberId === noMemberId ? byInstance : memberId;
    if (named === undefined) return errors.UNKNOWN_MEMBER_ID;
    const fault = group.memberFault(named, groupInstanceId);
    if (fault !== undefined) return fault;
    steps.expel(group, group.member(named));
    return errors.NONE;
  }
}

/** A member of the group joins again: to begin a rebalance, to take part in one, or because it missed the answer. */
function rejoin(steps: Rebalance, waiter: Waiter, request: JoinGroupRequest, group: ClassicGroup): void {
  const member = group.member(request.memberId);
  if (group.state === "Empty") return steps.answer(waiter, joinRefused(errors.UNKNOWN_MEMBER_ID, member.memberId));
  const isNews =
    group.state === "PreparingRebalance" ||
    !saysTheSame(member, request.protocols) ||
    (group.state === "Stable" && group.leader === member.memberId);
  if (!isNews) return steps.answer(waiter, joined(group, member, false));
  takeOver(member, request, waiter);
  return steps.beginOrGoOn(group);
}

function takeOver(member: GroupMember, request: JoinGroupRequest, waiter: Waiter): void {
  member.protocols = request.protocols;
  member.rebalanceTimeoutMillis = request.rebalanceTimeoutMillis;
  member.sessionTimeoutMillis = request.sessionTimeoutMillis;
  member.awaitingJoin = waiter;
}

/** A static member is back: a stable group goes on as it is, unless it would now agree on another protocol (KIP-345). */
function returnStatic(
  steps: Rebalance,
  waiter: Waiter,
  request: JoinGroupRequest,
  group: ClassicGroup,
  member: GroupMember,
  formerLeader: string,
): void {
  steps.hear(group, member);
  takeOver(member, request, waiter);
  if (group.state === "CompletingRebalance") return steps.begin(group);
  if (group.state !== "Stable") return steps.goOn(group);
  if (group.selectProtocol() !== group.protocolName) return steps.beginOrGoOn(group);
  group.write();
  // Older versions can't be told to skip sharing out, so who led is told the old leader's id and so not to share out.
  const isLeader = group.leader === member.memberId;
  const told = joined(group, member, isLeader);
  if (request.version >= skipAssignmentFrom) return steps.endJoinWait(member, told);
  return steps.endJoinWait(member, { ...told, skipAssignment: false, leader: formerLeader, members: [] });
}

function syncFault(group: ClassicGroup | undefined, request: SyncGroupRequest): KafkaError | undefined {
  if (group === undefined) return errors.UNKNOWN_MEMBER_ID;
  const { memberId, groupInstanceId, generationId, protocolType, protocolName } = request;
  const fault = group.memberFault(memberId, groupInstanceId);
  if (fault !== undefined) return fault;
  if (generationId !== group.generationId) return errors.ILLEGAL_GENERATION;
  if (protocolType !== undefined && protocolType !== group.protocolType) return errors.INCONSISTENT_GROUP_PROTOCOL;
  if (protocolName !== undefined && protocolName !== group.protocolName) return errors.INCONSISTENT_GROUP_PROTOCOL;
  return group.state === "PreparingRebalance" ? errors.REBALANCE_IN_PROGRESS : undefined;
}
