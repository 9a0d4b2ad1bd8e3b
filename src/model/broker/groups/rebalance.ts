import { errors, type KafkaError } from "../../core/errors.ts";
import { joinRefused, joined, syncRefused, synced } from "./answers.ts";
import { nothingAssigned, type ClassicGroup, type GroupMember } from "./classic-group.ts";
import type { Deadlines } from "./deadlines.ts";
import { noMemberId, type GroupAnswer, type GroupResponse, type Opaque, type Waiter } from "./messages.ts";

/** Settings of a broker that bound its groups, under the names that they have there. */
export interface GroupSettings {
  /** group.initial.rebalance.delay.ms: how long the first member of an empty group waits for a second. */
  readonly initialRebalanceDelayMillis: number;
  /** group.min.session.timeout.ms */
  readonly minSessionTimeoutMillis: number;
  /** group.max.session.timeout.ms */
  readonly maxSessionTimeoutMillis: number;
}

export const defaultGroupSettings: GroupSettings = {
  initialRebalanceDelayMillis: 3_000,
  minSessionTimeoutMillis: 6_000,
  maxSessionTimeoutMillis: 1_800_000,
};

/** How long somebody who has just joined is kept although it may be gone: it sends no heartbeats while it waits. */
const newMemberJoinTimeoutMillis = 300_000;

/** The steps of a rebalance, taken at one instant: they change the group, set deadlines and collect answers. */
export class Rebalance {
  readonly answers: GroupAnswer[] = [];
  private readonly deadlines: Deadlines;
  private readonly settings: GroupSettings;
  private readonly nowMillis: number;

  constructor(deadlines: Deadlines, settings: GroupSettings, nowMillis: number) {
    this.deadlines = deadlines;
    this.settings = settings;
    this.nowMillis = nowMillis;
  }

  answer(waiter: Waiter, response: GroupResponse): void {
    this.answers.push({ waiter, response });
  }

  /** The session begins again: something was heard of the member, or said to it. */
  hear(group: ClassicGroup, { memberId, sessionTimeoutMillis }: GroupMember): void {
    this.expectWithin(group.groupId, memberId, sessionTimeoutMillis);
  }

  expectWithin(groupId: string, memberId: string, millis: number): void {
    this.deadlines.set({ kind: "session", groupId, memberId }, this.nowMillis, millis);
  }

  /** A member was added: it is waited for longer than its session lasts. */
  welcome(group: ClassicGroup, memberId: string): void {
    if (group.state === "PreparingRebalance" && group.previousState === "Empty") group.newMemberAdded = true;
    this.expectWithin(group.groupId, memberId, newMemberJoinTimeoutMillis);
    this.beginOrGoOn(group);
  }

  /** Whoever waits for this member's join learns that it is no member. */
  expel(group: ClassicGroup, member: GroupMember): void {
    this.deadlines.cancelSession(group.groupId, member.memberId);
    this.endJoinWait(member, joinRefused(errors.UNKNOWN_MEMBER_ID, noMemberId));
    group.remove(member.memberId);
  }

  endJoinWait(member: GroupMember, response: GroupResponse): void {
    if (member.awaitingJoin !== undefined) this.answer(member.awaitingJoin, response);
    member.awaitingJoin = undefined;
  }

  endSyncWait(member: GroupMember, response: GroupResponse): boolean {
    if (member.awaitingSync === undefined) return false;
    this.answer(member.awaitingSync, response);
    member.awaitingSync = undefined;
    return true;
  }

  /** Begins a rebalance; while one is going on already, ends it if that was all that was missing. */
  beginOrGoOn(group: ClassicGroup): void {
    if (group.canRebalance) this.begin(group);
    else this.goOn(group);
  }

  /** The first rebalance of a group ends by its delay alone, so that members that start together join together. */
  goOn(group: ClassicGroup): void {
    if (group.state !== "PreparingRebalance" || group.previousState === "Empty") return;
    if (group.haveAllJoined) this.complete(group);
  }

  begin(group: ClassicGroup): void {
    const { groupId } = group;
    if (group.state === "CompletingRebalance") this.refuseAssignments(group, errors.REBALANCE_IN_PROGRESS);
    group.pendingSync.clear();
    this.deadlines.cancelSync(groupId);
    const isFirst = group.state === "Empty";
    group.moveTo("PreparingRebalance");
    if (isFirst) {
      const delayMillis = this.settings.initialRebalanceDelayMillis;
      const remainingMillis = Math.max(group.rebalanceTimeoutMillis - delayMillis, 0);
      this.deadlines.set({ kind: "initial-delay", groupId, delayMillis, remainingMillis }, this.nowMillis, delayMillis);
    } else if (group.haveAllJoined) this.complete(group);
    else this.deadlines.set({ kind: "join", groupId }, this.nowMillis, group.rebalanceTimeoutMillis);
  }

  /** The delay of a first rebalance is over. It is given again as long as members keep coming and time is left. */
  initialDelayOver(group: ClassicGroup, delayMillis: number, remainingMillis: number): void {
    if (!group.newMemberAdded || remainingMillis === 0) {
      this.complete(group);
      return;
    }
    group.newMemberAdded = false;
    const next = {
      kind: "initial-delay",
      groupId: group.groupId,
      delayMillis: Math.min(this.settings.initialRebalanceDelayMillis, remainingMillis),
      remainingMillis: Math.max(remainingMillis - delayMillis, 0),
    } as const;
    this.deadlines.set(next, this.nowMillis, next.delayMillis);
  }

  /** Whoever is in makes the next generation; who is not in, and no static member, is out. */
  complete(group: ClassicGroup): void {
    const { groupId } = group;
    this.deadlines.cancelJoin(groupId);
    for (const member of group.members.values()) {
      if (member.awaitingJoin !== undefined || member.groupInstanceId !== undefined) continue;
      group.remove(member.memberId);
      this.deadlines.cancelSession(groupId, member.memberId);
    }
    if (!group.electJoinedLeader() && group.members.size > 0) {
      this.deadlines.set({ kind: "join", groupId }, this.nowMillis, group.rebalanceTimeoutMillis);
      return;
    }
    group.beginNextGeneration();
    if (group.members.size === 0) {
      group.write();
      return;
    }
    for (const member of group.members.values()) {
      this.endJoinWait(member, joined(group, member));
      this.hear(group, member);
      member.isNew = false;
      group.pendingSync.add(member.memberId);
    }
    const { generationId, rebalanceTimeoutMillis } = group;
    this.deadlines.set({ kind: "sync", groupId, generationId }, this.nowMillis, rebalanceTimeoutMillis);
  }

  /** The leader has shared out: from here on the group is stable, and a restart finds it so. */
  assign(group: ClassicGroup, assignments: ReadonlyMap<string, Opaque>): void {
    for (const member of group.members.values()) {
      member.assignment = assignments.get(member.memberId) ?? nothingAssigned;
    }
    group.moveTo("Stable");
    group.write();
    for (const member of group.members.values()) {
      if (this.endSyncWait(member, synced(group, member))) this.hear(group, member);
    }
  }

  private refuseAssignments(group: ClassicGroup, error: KafkaError): void {
    for (const member of group.members.values()) {
      member.assignment = nothingAssigned;
      if (this.endSyncWait(member, syncRefused(error))) this.hear(group, member);
    }
  }

  /** A member asked for its assignment: the wait for such requests ends with the last of them. */
  hasSynced(group: ClassicGroup, memberId: string): void {
    group.pendingSync.delete(memberId);
    if (group.pendingSync.size === 0) this.deadlines.cancelSync(group.groupId);
  }

  /** Members that learned of the new generation and never asked for their assignment are out. */
  syncTimeOver(group: ClassicGroup): void {
    if (group.pendingSync.size === 0 || !group.canRebalance) return;
    for (const memberId of group.pendingSync) {
      group.remove(memberId);
      this.deadlines.cancelSession(group.groupId, memberId);
    }
    this.begin(group);
  }

  /** Nothing was heard of somebody for its session timeout; one that waits for an answer is heard by its silence. */
  sessionOver(group: ClassicGroup, memberId: string): void {
    if (group.pendingJoin.has(memberId)) {
      group.remove(memberId);
      if (group.state === "PreparingRebalance" && group.haveAllJoined) this.complete(group);
      return;
    }
    const member = group.members.get(memberId);
    if (member === undefined) return;
    const waits = member.awaitingJoin !== undefined || member.awaitingSync !== undefined;
    if (waits && !member.isNew) return;
    this.expel(group, member);
    if (group.state === "Stable" || group.state === "CompletingRebalance") this.beginOrGoOn(group);
    else if (group.state === "PreparingRebalance" && group.haveAllJoined) this.complete(group);
  }
}
