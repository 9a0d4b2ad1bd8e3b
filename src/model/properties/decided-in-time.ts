import { type Duration, type Instant, formatTime, since, start } from "../../sim/index.ts";
import type { SentRecord } from "../run/records.ts";
import type { Property } from "./property.ts";

/**
 * P-81 with all that delays it: `send` may block for max.block.ms first (P-36), and the sender looks at what is out of time
 * when a poll ends, which may last request.timeout.ms (P-19), or when the request on the wire is over (P-82), which that
 * bounds, too. Without a producer id it does not look at all (P-88): that time does not count.
 */
export const decidedInTime: Property = {
  name: "decided-in-time",
  kind: "liveness",
  promise:
    "A record's callback runs within max.block.ms, delivery.timeout.ms and two request.timeout.ms of its send, while its producer has an id.",
  unless: ["not-idempotent", "producer-crashed", "producer-paused"],
  hints: [],
  mark: "delivery-timed-out",
  catches: "a client that goes on with a batch whose time is over, as long as its broker stays silent",
  begin: (facts) => {
    /** Since when each session has its id; `undefined`: it has none yet. */
    const identifiedAt: (Instant | undefined)[] = [];
    const counts = (record: SentRecord): Duration => {
      const { session, send } = record;
      const now = facts.now();
      const from = facts.allowance(session).needsId ? (identifiedAt[session] ?? now) : start;
      const sentAt = facts.sentAt(send);
      return since(sentAt > from ? sentAt : from, now);
    };
    const check = (record: SentRecord, shape: string, got: (waited: string) => string): void => {
      const [most, waited] = [facts.allowance(record.session).decision, counts(record)];
      if (waited <= most) return;
      facts.report({
        shape,
        subject: facts.recordName(record.id),
        expected: `its callback within ${formatTime(most as Duration)}`,
        got: got(formatTime(waited)),
        about: { record },
      });
    };
    const decided = (record: SentRecord, before: boolean): void => {
      if (!before) check(record, "late", (waited) => `after ${waited}`);
    };
    return {
      asksForId: (session) => (identifiedAt[session] = undefined),
      identified: (session) => (identifiedAt[session] ??= facts.now()),
      acknowledgedLate: (record) => decided(record, false),
      failed: (record, _exception, before) => decided(record, before),
      refused: decided,
      ended: () => {
        for (const record of facts.undecided()) check(record, "undecided", (waited) => `none after ${waited}`);
      },
    };
  },
};
