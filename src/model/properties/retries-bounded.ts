import { formatTime, since } from "../../sim/index.ts";
import type { SentRecord } from "../run/records.ts";
import type { Property } from "./property.ts";

/**
 * Retries cost what the settings allow and no more (P-72, P-76): so many, and each after its backoff. A client that goes
 * round faster floods the broker with the batch that it cannot take.
 */
export const retriesBounded: Property = {
  name: "retries-bounded",
  kind: "safety",
  promise: "A batch is written at most retries + 1 times, and again not before its backoff is over.",
  unless: ["batch-split"],
  hints: [],
  mark: "batch-retried",
  catches: "a client that sends a refused batch again at once, for ever (P-104 without its excuse)",
  begin: (facts) => {
    let restarts = 0;
    /** By the send of their first records: how many backoffs batches have left out. */
    const leftOut = new Map<number, number>();
    /** A broker that starts again raises its leader epoch, and spares each batch one backoff (P-78). */
    const isSpared = (record: SentRecord): boolean => {
      const before = leftOut.get(record.send) ?? 0;
      leftOut.set(record.send, before + 1);
      return before < restarts;
    };
    const breach = (shape: string, record: SentRecord, expected: string, got: string): void =>
      facts.report({ shape, subject: facts.recordName(record.id), expected, got, about: { record } });
    return {
      restarted: () => restarts++,
      writtenAgain: (record, written, lastAt) => {
        const allowance = facts.allowance(record.session);
        if (written > allowance.writes) {
          const expected = `its batch written ${allowance.writes} times at most`;
          breach("too-often", record, expected, `written ${written} times`);
        }
        const least = allowance.leastBackoff(written - 1);
        const waited = since(lastAt, facts.now());
        if (waited >= least || isSpared(record)) return;
        const expected = `its batch written again after ${formatTime(least)} at least`;
        breach("too-soon", record, expected, `after ${formatTime(waited)}`);
      },
    };
  },
};
