import { assert } from "../../sim/assert.ts";
import { ProducerStateEntry } from "../core/producer-state.ts";
import { incrementSequence } from "../core/sequence.ts";
import type { BrokerSwitches } from "./profiles.ts";
import type { LogBatch } from "./retained-batches.ts";

/** The producer table of one partition as it was when its log ended at `offset`, reduced to what a snapshot keeps. */
interface Snapshot {
  readonly offset: number;
  readonly entries: readonly ProducerStateEntry[];
}

export interface ProducerStateOptions {
  readonly switches: BrokerSwitches;
  readonly expirationMillis: number;
  readonly expired: (producerId: number) => void;
}

/** The log to which a table is rebuilt: what is left of it and the batches to read again. */
export interface RebuildFrom {
  readonly logStartOffset: number;
  readonly logEndOffset: number;
  readonly batches: readonly LogBatch[];
  readonly nowMillis: number;
}

/**
 * The producer table of one partition with its snapshots: what is known of each producer id, what of it survives a
 * restart, and when it is forgotten (section 6 of the rule book).
 */
export class ProducerStateManager {
  private entries = new Map<number, ProducerStateEntry>();
  private snapshots: Snapshot[] = [];
  /** The offset up to which the log has been taken into the table. */
  private mapEnd = 0;
  private readonly options: ProducerStateOptions;

  constructor(options: ProducerStateOptions) {
    this.options = options;
  }

  entry(producerId: number): ProducerStateEntry | undefined {
    return this.entries.get(producerId);
  }

  /** All entries, by producer id. */
  table(): readonly ProducerStateEntry[] {
    return [...this.entries.values()].sort((a, b) => a.producerId - b.producerId);
  }

  snapshotOffsets(): readonly number[] {
    return this.snapshots.map(({ offset }) => offset);
  }

  /** Takes a batch in without asking whether it fits: on a leader it was ruled on, and a replay rules on nothing. */
  update(entry: ProducerStateEntry | undefined, appended: LogBatch): void {
    const { batch, baseOffset, lastOffset, maxTimestamp } = appended;
    this.mapEnd = lastOffset + 1;
    if (batch.producerId < 0) return;
    const offsetDelta = lastOffset - baseOffset;
    const lastSequence = incrementSequence(batch.baseSequence, offsetDelta);
    let known = entry;
    if (known === undefined) {
      known = new ProducerStateEntry(batch.producerId, batch.producerEpoch, this.options.switches.windowOfBatches);
      this.entries.set(batch.producerId, known);
    }
    known.add(batch.producerEpoch, lastSequence, lastOffset, offsetDelta, maxTimestamp);
  }

  /**
   * B-45, B-46: skipped when nothing was appended since the last one. Of the snapshots at or below the oldest batch
   * that is still kept only the newest can ever be loaded again.
   */
  takeSnapshot(oldestKeptOffset: number): void {
    const last = this.snapshots.at(-1);
    if (this.mapEnd === 0 || (last !== undefined && last.offset >= this.mapEnd)) return;
    const kept = this.options.switches.snapshotHolds === "nothing" ? [] : this.table();
    this.snapshots.push({ offset: this.mapEnd, entries: kept.map((entry) => this.reduced(entry)) });
    const useful = this.snapshots.findLastIndex(({ offset }) => offset <= oldestKeptOffset);
    if (useful > 0) this.snapshots.splice(0, useful);
  }

  /** B-40: an entry goes by the time of its last record, however active the producer is by the broker's clock. */
  expire(nowMillis: number): void {
    for (const [producerId, entry] of this.entries) {
      if (!this.isExpired(entry, nowMillis)) continue;
      this.entries.delete(producerId);
      this.options.expired(producerId);
    }
  }

  /** Forgets one producer, or all, as expiry does: what snapshots hold of it would have expired with it. */
  forget(producerId: number | undefined): number {
    const isMeant = (entry: ProducerStateEntry): boolean => producerId === undefined || entry.producerId === producerId;
    const gone = [...this.entries.values()].filter(isMeant);
    for (const entry of gone) {
      this.entries.delete(entry.producerId);
      this.options.expired(entry.producerId);
    }
    this.snapshots = this.snapshots.map(({ offset, entries }) => {
      return { offset, entries: entries.filter((entry) => !isMeant(entry)) };
    });
    return gone.length;
  }

  /** Forgets the producers whose every remembered batch was deleted with the records (0.3: brokers up to 2.4). */
  forgetBelow(logStartOffset: number): void {
    for (const [producerId, entry] of this.entries) {
      if ((entry.newest?.lastOffset ?? -1) < logStartOffset) this.entries.delete(producerId);
    }
  }

  /** What is left after the process ended, however it ended: the snapshots, read again (B-47, B-49). */
  reload(from: RebuildFrom): void {
    // A kill skips the snapshot of a clean close, but recovery re-reads the log, snapshots at its end and loads that
    // one; as the table is what the log says, both come to taking a snapshot now (measured: kill and stop alike).
    this.takeSnapshot(oldestKept(from));
    this.load(from);
  }

  /** B-47 for a running broker whose log was cut to `from.logEndOffset`. */
  truncate(from: RebuildFrom): void {
    const wasEmpty = this.entries.size === 0;
    const replayedFrom = this.load(from);
    // B-48: a table that was empty before is not filled by reading the log.
    if (!wasEmpty) this.replay(from, Math.max(replayedFrom, from.logStartOffset));
    this.takeSnapshot(oldestKept(from));
  }

  /**
   * The table of a follower that had the log up to `from.logEndOffset`, and was never restarted: it took every batch in as
   * the leader did, so that it knows as many of each producer (B-81, B-82).
   */
  follow(from: RebuildFrom): void {
    this.snapshots = this.snapshots.filter(({ offset }) => offset <= from.logEndOffset);
    this.entries = new Map();
    this.mapEnd = from.logEndOffset;
    this.replay(from, from.logStartOffset);
    this.expire(from.nowMillis);
  }

  /** Fills the table from the newest snapshot that the log still covers, and says where reading on would begin. */
  private load(from: RebuildFrom): number {
    const { logStartOffset, logEndOffset, nowMillis } = from;
    this.snapshots = this.snapshots.filter(({ offset }) => offset <= logEndOffset && offset > logStartOffset);
    this.entries = new Map();
    this.mapEnd = logEndOffset;
    const snapshot = this.snapshots.at(-1);
    for (const entry of snapshot?.entries ?? []) {
      if (this.isExpired(entry, nowMillis)) this.options.expired(entry.producerId);
      else this.entries.set(entry.producerId, this.reduced(entry));
    }
    return snapshot?.offset ?? logStartOffset;
  }

  private replay(from: RebuildFrom, offset: number): void {
    assert(oldestKept(from) <= offset, () => `replay from ${offset}, the oldest batch kept is at ${oldestKept(from)}`);
    for (const appended of from.batches) {
      if (appended.lastOffset >= offset) this.update(this.entries.get(appended.batch.producerId), appended);
    }
  }

  private isExpired(entry: ProducerStateEntry, nowMillis: number): boolean {
    return nowMillis - entry.lastTimestamp >= this.options.expirationMillis;
  }

  private reduced(entry: ProducerStateEntry): ProducerStateEntry {
    const { snapshotHolds, windowOfBatches } = this.options.switches;
    return entry.reduced(snapshotHolds === "wholeWindow" ? windowOfBatches : 1);
  }
}

const oldestKept = ({ batches, logEndOffset }: RebuildFrom): number => batches[0]?.baseOffset ?? logEndOffset;
