import { noOffset } from "../protocol.ts";

/** Kafka's "no leader epoch". */
export const noLeaderEpoch = -1;

export interface EpochEnd {
  readonly leaderEpoch: number;
  readonly endOffset: number;
}

interface EpochStart {
  readonly leaderEpoch: number;
  readonly startOffset: number;
}

const firstStart: readonly EpochStart[] = [{ leaderEpoch: 0, startOffset: 0 }];

/** Which leader epoch wrote which part of a log: where each began. A leader that wrote nothing leaves no trace. */
export class LeaderEpochs {
  /** By rising epoch and rising start offset. */
  private starts: readonly EpochStart[] = firstStart;

  /** The epoch of the leader that writes now. */
  get latest(): number {
    return this.starts.at(-1)?.leaderEpoch ?? noLeaderEpoch;
  }

  /** A leader takes over where the log ends. */
  begin(leaderEpoch: number, startOffset: number): void {
    this.starts = [...this.starts.filter((start) => start.startOffset < startOffset), { leaderEpoch, startOffset }];
  }

  /** The log was cut to `endOffset` under the leader of now. */
  truncate(endOffset: number): void {
    const { latest } = this;
    this.starts = this.starts.filter(({ startOffset }) => startOffset < endOffset);
    if (this.latest !== latest) this.begin(latest, endOffset);
  }

  /** Records below were deleted: what began before them begins with them. */
  raiseStart(logStartOffset: number): void {
    const kept = this.starts.filter(({ startOffset }) => startOffset > logStartOffset);
    const first = this.starts.findLast(({ startOffset }) => startOffset <= logStartOffset);
    if (first !== undefined) this.starts = [{ ...first, startOffset: logStartOffset }, ...kept];
  }

  /** The epoch in which the record at `offset` was written. */
  at(offset: number): number {
    return this.starts.findLast(({ startOffset }) => startOffset <= offset)?.leaderEpoch ?? noLeaderEpoch;
  }

  /**
   * Where the greatest known epoch at or below the one asked for ended: a follower, or a consumer that checks its
   * position, learns so whether its log went another way. -1 of both for an epoch that is yet to come.
   */
  endOf(leaderEpoch: number, logEndOffset: number): EpochEnd {
    if (leaderEpoch === this.latest) return { leaderEpoch, endOffset: logEndOffset };
    const next = this.starts.find((start) => start.leaderEpoch > leaderEpoch);
    if (leaderEpoch < 0 || next === undefined) return { leaderEpoch: noLeaderEpoch, endOffset: noOffset };
    const floor = this.starts.findLast((start) => start.leaderEpoch <= leaderEpoch);
    return { leaderEpoch: floor?.leaderEpoch ?? leaderEpoch, endOffset: next.startOffset };
  }
}
