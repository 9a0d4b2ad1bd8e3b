const none = {
  "record-sent": 0,
  "record-stored": 0,
  acknowledged: 0,
  failed: 0,
  "request-lost": 0,
  "response-lost": 0,
  "request-duplicated": 0,
  "response-duplicated": 0,
  "message-delayed": 0,
  "answered-with-error": 0,
  "connection-cut": 0,
  "connection-refused": 0,
  "connection-closed-by-producer": 0,
  "network-split": 0,
  "batch-sent": 0,
  "batch-retried": 0,
  "duplicate-suppressed": 0,
  "rejected-out-of-order": 0,
  "rejected-otherwise": 0,
  "batch-fenced": 0,
  "batch-of-several": 0,
  "producer-id-requested": 0,
  "another-session-identified": 0,
  "epoch-bumped": 0,
  "sent-without-producer-id": 0,
  "renumbered-in-doubt": 0,
  "delivery-timed-out": 0,
  "producer-restarted": 0,
  "broker-restarted": 0,
  "broker-unaware": 0,
  "leader-failed-over": 0,
  "record-truncated": 0,
  "producer-state-expired": 0,
  "application-resent": 0,
  "record-replayed": 0,
  consumed: 0,
  "consumer-skipped-duplicate": 0,
  "two-copies": 0,
  "failed-but-stored": 0,
  "callback-twice": 0,
  "application-started": 0,
  "work-committed": 0,
  "effect-applied": 0,
  "faults-over": 0,
};

export type MarkName = keyof typeof none;

/** All marks, in the order in which they are shown. */
export const markNames: readonly MarkName[] = Object.keys(none) as MarkName[];

/**
 * What did happen in a run, counted: a "never" is worth something only beside a "sometimes". Plain fields, since the
 * hottest of them count several times for each record.
 */
export class Marks {
  readonly counts: Record<MarkName, number> = { ...none };

  /** Tells each mark that was hit and how often, in their fixed order. */
  each(tell: (mark: MarkName, count: number) => void): void {
    for (const mark of markNames) if (this.counts[mark] > 0) tell(mark, this.counts[mark]);
  }

  /** The marks that were hit, in their fixed order. */
  toObject(): Partial<Record<MarkName, number>> {
    const hit: Partial<Record<MarkName, number>> = {};
    this.each((mark, count) => (hit[mark] = count));
    return hit;
  }
}
