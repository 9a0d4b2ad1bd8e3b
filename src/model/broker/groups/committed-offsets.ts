import { noOffset } from "../../protocol.ts";
import { noLeaderEpoch } from "../leader-epochs.ts";

export interface PartitionName {
  readonly topic: string;
  readonly partition: number;
}

export interface CommittedOffset extends PartitionName {
  readonly offset: number;
  /** Of the last record read; `noLeaderEpoch`: not told. */
  readonly leaderEpoch: number;
  readonly metadata: string;
}

/** What a group committed: by group, topic and partition. It survives every restart. */
export class CommittedOffsets {
  private readonly byGroup = new Map<string, Map<string, Map<number, CommittedOffset>>>();

  commit(groupId: string, committed: CommittedOffset): void {
    let topics = this.byGroup.get(groupId);
    if (topics === undefined) this.byGroup.set(groupId, (topics = new Map()));
    let partitions = topics.get(committed.topic);
    if (partitions === undefined) topics.set(committed.topic, (partitions = new Map()));
    partitions.set(committed.partition, committed);
  }

  /** Offset -1 where nothing was committed. */
  of(groupId: string, { topic, partition }: PartitionName): CommittedOffset {
    const committed = this.byGroup.get(groupId)?.get(topic)?.get(partition);
    return committed ?? { topic, partition, offset: noOffset, leaderEpoch: noLeaderEpoch, metadata: "" };
  }

  all(groupId: string): readonly CommittedOffset[] {
    return [...(this.byGroup.get(groupId)?.values() ?? [])].flatMap((partitions) => [...partitions.values()]);
  }

  forgetGroup(groupId: string): void {
    this.byGroup.delete(groupId);
  }

  forgetTopic(topic: string): void {
    for (const topics of this.byGroup.values()) topics.delete(topic);
  }
}
