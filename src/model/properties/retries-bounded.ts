import { formatTime, since } from "../../sim/index.ts";
import type { Property } from "./property.ts";

/**
 * Retries cost what the settings allow and no more (P-72, P-76): so many, and each after its backoff. A client that goes
 * round faster floods the broker with the batch that it cannot take.
 */
export const retriesBounded: Property = {
  name: "retries-bounded",
  kind: "safety",
  promise: "A batch is written at most retries + 1 times, and again not before its backoff is over.",
  unless: ["batch-split", "leader-epoch-raised"],
  hints: [],
  mark: "batch-retried",
  catches: "a client that sends a refused batch again at once, for ever (P-104 without its excuse)",
  begin: (facts) => ({
    writtenAgain: (record, written, lastAt) => {
      const allowance = facts.allowance(record.session);
      const [subject, about] = [facts.recordName(record.id), { record }];
      if (written > allowance.writes) {
        const expected = `its batch written ${allowance.writes} times at most`;
        facts.report({ shape: "too-often", subject, expected, got: `written ${written} times`, about });
      }
      const [least, waited] = [allowance.leastBackoff(written - 1), since(lastAt, facts.now())];
      if (waited >= least) return;
      const expected = `its batch written again after ${formatTime(least)} at least`;
      facts.report({ shape: "too-soon", subject, expected, got: `after ${formatTime(waited)}`, about });
    },
  }),
};
