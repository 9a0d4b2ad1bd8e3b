import type { TopicPartition } from "../core/topic-partition.ts";
import type { SentRecord } from "./records.ts";

/** Of each session and partition the newest send that lies in the log: who comes behind it was overtaken. */
export class NewestSends {
  /** By session, then partition; -1: what lay there is gone. */
  private readonly bySession: number[][] = [];

  /** Takes in a stored record; `undefined`: it is the first of its session that the partition ever had (Z01). */
  store({ session, topicPartition: { index }, send }: SentRecord): "newest" | "behind" | undefined {
    const ofSession = (this.bySession[session] ??= []);
    const before = ofSession[index];
    if (before !== undefined && send <= before) return "behind";
    ofSession[index] = send;
    return before === undefined ? undefined : "newest";
  }

  /** The log of a partition was cut, and holds these records now. */
  cut({ index }: TopicPartition, remaining: readonly SentRecord[]): void {
    for (const ofSession of this.bySession) if (ofSession?.[index] !== undefined) ofSession[index] = -1;
    for (const record of remaining) if (record.topicPartition.index === index) this.store(record);
  }
}
