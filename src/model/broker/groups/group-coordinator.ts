import { errors, type KafkaError } from "../../core/errors.ts";
import { nothingAssigned, type ClassicGroup, type GroupState } from "./classic-group.ts";
import { CommittedOffsets, type CommittedOffset, type PartitionName } from "./committed-offsets.ts";
import { GroupMembership } from "./membership.ts";
import { noMemberId, type GroupAnswer, type GroupRequest, type Opaque, type Waiter } from "./messages.ts";
import type { GroupSettings } from "./rebalance.ts";

/** offset.metadata.max.bytes */
const maxOffsetMetadataBytes = 4_096;

/** From this version on OffsetCommit tells that there is no such group; before, that its generation is wrong. */
const groupIdNotFoundInCommitFrom = 9;

/** From this version on DescribeGroups has an error for a group that is not there; before, it is told dead. */
const groupIdNotFoundInDescribeFrom = 6;

export interface OffsetCommitRequest {
  readonly version: number;
  readonly groupId: string;
  readonly generationId: number;
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
  readonly offsets: readonly CommittedOffset[];
}

export interface OffsetCommitted extends PartitionName {
  readonly error: KafkaError;
}

export interface DescribedMember {
  readonly memberId: string;
  readonly groupInstanceId: string | undefined;
  readonly clientId: string;
  readonly clientHost: string;
  /** Empty while the group is not stable. */
  readonly metadata: Opaque;
  readonly assignment: Opaque;
}

export interface DescribedGroup {
  readonly error: KafkaError;
  readonly groupId: string;
  readonly state: GroupState | "Dead";
  readonly protocolType: string;
  readonly protocolName: string;
  readonly members: readonly DescribedMember[];
}

export interface ListedGroup {
  readonly groupId: string;
  readonly protocolType: string;
  readonly state: GroupState;
}

/**
 * The group coordinator of a broker: who is in which group (`handle`, `nextWake`, `wake`), and what groups committed.
 * Groups and offsets are stored in Kafka's own topic, so that they survive a restart as far as they were written.
 */
export class GroupCoordinator {
  private readonly membership: GroupMembership;
  private readonly offsets = new CommittedOffsets();
  private readonly exists: (partition: PartitionName) => boolean;

  /** `exists`: whether the broker has such a partition; offsets of others are not taken. */
  constructor(settings: GroupSettings, exists: (partition: PartitionName) => boolean) {
    this.membership = new GroupMembership(settings);
    this.exists = exists;
  }

  /** JoinGroup, SyncGroup, Heartbeat, LeaveGroup: the answers that are due now, to this waiter and to others. */
  handle(waiter: Waiter, request: GroupRequest, nowMillis: number): readonly GroupAnswer[] {
    return this.membership.handle(waiter, request, nowMillis);
  }

  /** When `wake` is to be called next, in milliseconds of the broker's clock; `undefined`: nothing is waited for. */
  get nextWake(): number | undefined {
    return this.membership.nextWake;
  }

  /** Lets time pass: sessions end, rebalances go on without whoever did not come. */
  wake(nowMillis: number): readonly GroupAnswer[] {
    return this.membership.wake(nowMillis);
  }

  restart(nowMillis: number): void {
    this.membership.restart(nowMillis);
  }

  /** OffsetCommit, answered partition by partition. The group without a name, which nobody can join, may commit too. */
  commit(request: OffsetCommitRequest, nowMillis: number): readonly OffsetCommitted[] {
    const { groupId, offsets } = request;
    // Partitions that are not there are sorted out before the coordinator is asked, and it is not asked about none.
    const fault = offsets.some(this.exists) ? this.commitFault(request, nowMillis) : undefined;
    return offsets.map((committed) => {
      const { topic, partition, metadata } = committed;
      if (!this.exists(committed)) return { topic, partition, error: errors.UNKNOWN_TOPIC_OR_PARTITION };
      if (fault !== undefined) return { topic, partition, error: fault };
      if (metadata.length > maxOffsetMetadataBytes) {
        return { topic, partition, error: errors.OFFSET_METADATA_TOO_LARGE };
      }
      this.offsets.commit(groupId, committed);
      return { topic, partition, error: errors.NONE };
    });
  }

  /** Whoever names neither member nor generation may commit only for a group without members. */
  private commitFault(request: OffsetCommitRequest, nowMillis: number): KafkaError | undefined {
    const { version, groupId, generationId, memberId, groupInstanceId } = request;
    const known = this.membership.group(groupId);
    if (known === undefined && generationId >= 0) {
      return version >= groupIdNotFoundInCommitFrom ? errors.GROUP_ID_NOT_FOUND : errors.ILLEGAL_GENERATION;
    }
    const group = known ?? this.membership.makeEmpty(groupId);
    if (generationId < 0 && group.state === "Empty") return undefined;
    const namesMember = generationId >= 0 || memberId !== noMemberId || groupInstanceId !== undefined;
    if (!namesMember) return errors.UNKNOWN_MEMBER_ID;
    const fault = group.memberFault(memberId, groupInstanceId);
    if (fault !== undefined) return fault;
    if (generationId !== group.generationId) return errors.ILLEGAL_GENERATION;
    if (group.state === "CompletingRebalance") return errors.REBALANCE_IN_PROGRESS;
    this.membership.heard(group, group.member(memberId), nowMillis);
    return undefined;
  }

  /** OffsetFetch for one group: of the partitions named, or of all that it committed. */
  committed(groupId: string, partitions: readonly PartitionName[] | undefined): readonly CommittedOffset[] {
    return partitions?.map((partition) => this.offsets.of(groupId, partition)) ?? this.offsets.all(groupId);
  }

  describe(groupId: string, version: number): DescribedGroup {
    const group = this.membership.group(groupId);
    if (group === undefined) {
      const error = version >= groupIdNotFoundInDescribeFrom ? errors.GROUP_ID_NOT_FOUND : errors.NONE;
      return { error, groupId, state: "Dead", protocolType: "", protocolName: "", members: [] };
    }
    const isStable = group.state === "Stable";
    return {
      error: errors.NONE,
      groupId,
      state: group.state,
      protocolType: group.protocolType ?? "",
      protocolName: isStable ? (group.protocolName ?? "") : "",
      members: describeMembers(group, isStable),
    };
  }

  list(): readonly ListedGroup[] {
    return this.membership.list().map(({ groupId, protocolType = "", state }) => ({ groupId, protocolType, state }));
  }

  /** DeleteGroups for one group: NON_EMPTY_GROUP (68) while it has members, GROUP_ID_NOT_FOUND (69). */
  delete(groupId: string): KafkaError {
    const group = this.membership.group(groupId);
    if (group === undefined) return errors.GROUP_ID_NOT_FOUND;
    if (group.state !== "Empty") return errors.NON_EMPTY_GROUP;
    this.membership.delete(groupId);
    this.offsets.forgetGroup(groupId);
    return errors.NONE;
  }

  /** The offsets of a topic go with it. */
  forgetTopic(topic: string): void {
    this.offsets.forgetTopic(topic);
  }
}

const describeMembers = (group: ClassicGroup, isStable: boolean): readonly DescribedMember[] =>
  [...group.members.values()].map((member) => {
    const { memberId, groupInstanceId, clientId, clientHost, assignment } = member;
    const metadata = isStable ? group.metadataOf(member) : nothingAssigned;
    return { memberId, groupInstanceId, clientId, clientHost, metadata, assignment };
  });
