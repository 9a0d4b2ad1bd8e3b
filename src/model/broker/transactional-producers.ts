import type { RecordBatch } from "../protocol.ts";

/** What a broker does with a flagged batch under a transactional id: no coordinator here knows any (B-66, B-98). */
export interface TransactionSwitches {
  /**
   * Asks the coordinator whether the partition belongs to the transaction, and is told that there is none; fences a
   * stale epoch before; or asks nobody and appends, which opens a transaction that nobody will ever end.
   */
  readonly flaggedBatches: "coordinatorAsked" | "fencedThenAsked" | "appended";
}

interface Asked {
  epoch: number;
  lowestSequence: number;
}

/** What a partition remembers of producers that sent flagged batches to it. */
export class TransactionalProducers {
  /** By producer id: those whose coordinator was asked for. It is not written down, so that a restart forgets it. */
  private readonly asked = new Map<number, Asked>();
  /** Those that have a transaction open here. It is in the log, so that a restart finds it again. */
  private readonly open = new Set<number>();

  /** The coordinator is asked about a batch, whatever comes of it. */
  ask({ producerId, producerEpoch, baseSequence }: RecordBatch): void {
    const known = this.asked.get(producerId);
    if (known === undefined || producerEpoch > known.epoch) {
      this.asked.set(producerId, { epoch: producerEpoch, lowestSequence: baseSequence });
    } else if (producerEpoch === known.epoch) {
      known.lowestSequence = Math.min(known.lowestSequence, baseSequence);
    }
  }

  /**
   * Whether a batch that could be appended comes behind one that waits for the coordinator: whatever its own flag and
   * epoch, it may not overtake that (measured on 3.9.1 and 4.4.0).
   */
  isOvertaking({ producerId, baseSequence }: RecordBatch): boolean {
    const known = this.asked.get(producerId);
    return known !== undefined && baseSequence > known.lowestSequence;
  }

  /** Whether a batch that could be appended is plain while a transaction of its producer is open (measured on 2.x). */
  isAstray({ producerId, transactional }: RecordBatch): boolean {
    return !transactional && this.open.has(producerId);
  }

  appended({ producerId, transactional }: RecordBatch): void {
    if (transactional && producerId >= 0) this.open.add(producerId);
  }

  restart(): void {
    this.asked.clear();
  }
}
