import { assert } from "../../../sim/assert.ts";
import { errors, type KafkaError } from "../../core/errors.ts";
import { type GroupProtocol, type JoinedMember, type JoinGroupRequest, type Opaque, type Waiter } from "./messages.ts";

/** `PreparingRebalance`: members come in. `CompletingRebalance`: all are in, the leader's assignment is waited for. */
export type GroupState = "Empty" | "PreparingRebalance" | "CompletingRebalance" | "Stable";

export const nothingAssigned: Opaque = new Uint8Array(0);

/** What lasts of a member beyond a restart of the coordinator. */
export interface MemberIdentity {
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  rebalanceTimeoutMillis: number;
  sessionTimeoutMillis: number;
  protocols: readonly GroupProtocol[];
  assignment: Opaque;
}

export interface GroupMember extends MemberIdentity {
  /** It joined in this rebalance: it may die while it waits. */
  isNew: boolean;
  awaitingJoin: Waiter | undefined;
  awaitingSync: Waiter | undefined;
}

/** What lasts of a group: its last generation that was agreed on, as the offsets topic has it. */
export interface WrittenGroup {
  readonly generationId: number;
  readonly protocolType: string | undefined;
  readonly protocolName: string | undefined;
  readonly leader: string | undefined;
  readonly members: readonly MemberIdentity[];
}

/** The members of one group, what they agreed on, and who waits for whom. It decides; the coordinator acts. */
export class ClassicGroup {
  readonly groupId: string;
  state: GroupState = "Empty";
  previousState: GroupState = "Empty";
  generationId = 0;
  protocolType: string | undefined;
  protocolName: string | undefined;
  leader: string | undefined;
  /** In the order of their joining. */
  readonly members = new Map<string, GroupMember>();
  /** Member ids by group instance id. */
  readonly staticMembers = new Map<string, string>();
  /** Ids that were given out with MEMBER_ID_REQUIRED and have not come back yet. */
  readonly pendingJoin = new Set<string>();
  /** Members that know the new generation and have not asked for their assignment yet. */
  readonly pendingSync = new Set<string>();
  /** Somebody joined since the delay of an initial rebalance began. */
  newMemberAdded = false;
  written: WrittenGroup | undefined;

  constructor(groupId: string) {
    this.groupId = groupId;
  }

  moveTo(state: GroupState): void {
    this.previousState = this.state;
    this.state = state;
  }

  member(memberId: string): GroupMember {
    const member = this.members.get(memberId);
    assert(member !== undefined, () => `group ${this.groupId} has no member ${memberId}`);
    return member;
  }

  /** Whether a member with these protocols could agree with all others on one. */
  supports(protocolType: string, protocols: readonly GroupProtocol[]): boolean {
    if (protocolType === "" || protocols.length === 0) return false;
    if (this.state === "Empty") return this.protocolType === undefined || this.protocolType === protocolType;
    return this.protocolType === protocolType && protocols.some(({ name }) => this.isSupportedByAll(name));
  }

  private isSupportedByAll(name: string): boolean {
    for (const { protocols } of this.members.values()) {
      if (!protocols.some((protocol) => protocol.name === name)) return false;
    }
    return true;
  }

  add(memberId: string, request: JoinGroupRequest, waiter: Waiter): GroupMember {
    const { groupInstanceId, clientId, clientHost, rebalanceTimeoutMillis, sessionTimeoutMillis, protocols } = request;
    const member: GroupMember = {
      memberId,
      groupInstanceId,
      clientId,
      clientHost,
      rebalanceTimeoutMillis,
      sessionTimeoutMillis,
      protocols,
      assignment: nothingAssigned,
      isNew: true,
      awaitingJoin: waiter,
      awaitingSync: undefined,
    };
    this.protocolType ??= request.protocolType;
    this.leader ??= memberId;
    this.members.set(memberId, member);
    if (groupInstanceId !== undefined) this.staticMembers.set(groupInstanceId, memberId);
    this.pendingJoin.delete(memberId);
    return member;
  }

  remove(memberId: string): void {
    const member = this.members.get(memberId);
    this.members.delete(memberId);
    if (member?.groupInstanceId !== undefined) this.staticMembers.delete(member.groupInstanceId);
    if (this.leader === memberId) this.leader = this.members.keys().next().value;
    this.pendingJoin.delete(memberId);
    this.pendingSync.delete(memberId);
  }

  /** A static member came back under another id: it takes the place of the one it was. */
  replaceStatic(old: GroupMember, memberId: string, groupInstanceId: string): GroupMember {
    const member = { ...old, memberId, awaitingJoin: undefined, awaitingSync: undefined, isNew: false };
    this.members.delete(old.memberId);
    this.members.set(memberId, member);
    if (this.leader === old.memberId) this.leader = memberId;
    this.staticMembers.set(groupInstanceId, memberId);
    return member;
  }

  /** UNKNOWN_MEMBER_ID (25) for who is not in the group, FENCED_INSTANCE_ID (82) where another has taken its place. */
  memberFault(memberId: string, groupInstanceId: string | undefined): KafkaError | undefined {
    if (groupInstanceId !== undefined) {
      const known = this.staticMembers.get(groupInstanceId);
      if (known === undefined) return errors.UNKNOWN_MEMBER_ID;
      if (known !== memberId) return errors.FENCED_INSTANCE_ID;
    }
    return this.members.has(memberId) ? undefined : errors.UNKNOWN_MEMBER_ID;
  }

  get canRebalance(): boolean {
    return this.state !== "PreparingRebalance";
  }

  get haveAllJoined(): boolean {
    if (this.pendingJoin.size > 0) return false;
    for (const member of this.members.values()) if (member.awaitingJoin === undefined) return false;
    return true;
  }

  /** The longest that any member asks for. */
  get rebalanceTimeoutMillis(): number {
    let longest = 0;
    for (const member of this.members.values()) longest = Math.max(longest, member.rebalanceTimeoutMillis);
    return longest;
  }

  /** Gives the lead to a member that joined if the leader did not; false when nobody did. */
  electJoinedLeader(): boolean {
    if (this.leader === undefined) return false;
    if (this.member(this.leader).awaitingJoin !== undefined) return true;
    for (const { memberId, awaitingJoin } of this.members.values()) {
      if (awaitingJoin === undefined) continue;
      this.leader = memberId;
      return true;
    }
    return false;
  }

  beginNextGeneration(): void {
    this.generationId += 1;
    this.pendingSync.clear();
    this.protocolName = this.members.size === 0 ? undefined : this.selectProtocol();
    this.moveTo(this.members.size === 0 ? "Empty" : "CompletingRebalance");
  }

  /** Of the protocols that all know, the one that most members like best; of equals the one named first. */
  selectProtocol(): string | undefined {
    const votes = new Map<string, number>();
    for (const { protocols } of this.members.values()) {
      const choice = protocols.find(({ name }) => this.isSupportedByAll(name));
      if (choice !== undefined) votes.set(choice.name, (votes.get(choice.name) ?? 0) + 1);
    }
    let winner: string | undefined;
    for (const [name, count] of votes) if (winner === undefined || count > (votes.get(winner) ?? 0)) winner = name;
    return winner;
  }

  joinedMembers(): readonly JoinedMember[] {
    return [...this.members.values()].map((member) => {
      const { memberId, groupInstanceId } = member;
      return { memberId, groupInstanceId, metadata: this.metadataOf(member) };
    });
  }

  /** What a member says to the protocol that was agreed on. */
  metadataOf({ protocols }: MemberIdentity): Opaque {
    return protocols.find(({ name }) => name === this.protocolName)?.metadata ?? nothingAssigned;
  }

  /** The generation of now is what a restarted coordinator will know. */
  write(): void {
    const { generationId, protocolType, protocolName, leader } = this;
    const members = [...this.members.values()].map((member) => {
      const { memberId, groupInstanceId, clientId, clientHost, assignment } = member;
      const { rebalanceTimeoutMillis, sessionTimeoutMillis } = member;
      // Of several protocols only the one agreed on is written.
      const protocols = protocolName === undefined ? [] : [{ name: protocolName, metadata: this.metadataOf(member) }];
      const timeouts = { rebalanceTimeoutMillis, sessionTimeoutMillis };
      return { memberId, groupInstanceId, clientId, clientHost, ...timeouts, protocols, assignment };
    });
    this.written = { generationId, protocolType, protocolName, leader, members };
  }
}

/** The group as a restarted coordinator reads it: whoever waited is gone, whoever was a member still is. */
export function groupAsWritten(groupId: string, written: WrittenGroup): ClassicGroup {
  const group = new ClassicGroup(groupId);
  group.generationId = written.generationId;
  group.protocolType = written.protocolType;
  group.protocolName = written.protocolName;
  group.leader = written.leader;
  group.written = written;
  for (const identity of written.members) {
    const waits = { isNew: false, awaitingJoin: undefined, awaitingSync: undefined };
    group.members.set(identity.memberId, { ...identity, ...waits });
    if (identity.groupInstanceId !== undefined) group.staticMembers.set(identity.groupInstanceId, identity.memberId);
  }
  if (written.members.length > 0) group.state = "Stable";
  return group;
}

/** Whether a member says the same as before: same protocols, same order, same metadata. */
export const saysTheSame = (member: GroupMember, protocols: readonly GroupProtocol[]): boolean =>
  member.protocols.length === protocols.length &&
  member.protocols.every(({ name, metadata }, index) => {
    const other = protocols[index];
    return other !== undefined && other.name === name && isSame(other.metadata, metadata);
  });

const isSame = (one: Opaque, other: Opaque): boolean =>
  one.length === other.length && one.every((byte, index) => byte === other[index]);
