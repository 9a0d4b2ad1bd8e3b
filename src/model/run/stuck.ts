import type { WaitLink, Waiting } from "../producer/waits.ts";
import type { SentRecord } from "./records.ts";

/** What an application does that has not come to its end. */
export type Standing =
  /** It waits for callbacks, and sends meanwhile what it means to send. */
  | "sending"
  /** A `send` of its thread blocks. */
  | "blocked"
  /** All is decided; its producer's close has not returned (P-112). */
  | "closing"
  /** Its process is down and has not started again. */
  | "down"
  /** Its code, which the user gave, waits for a promise, a time or a message. */
  | "running"
  /** Its process stands still, and nothing of what reaches it is read. */
  | "paused";

/** One batch, or one blocked `send`, that has no outcome, and the chain of whom it waits for. */
export interface StuckBatch extends Waiting {
  readonly sent: readonly SentRecord[];
  /** The base sequence that the broker takes next of this producer and epoch, where it would not take this batch (45). */
  readonly brokerTakes: number | undefined;
}

/** An application that has not come to its end, and why. */
export interface Stuck {
  readonly application: string;
  readonly standing: Standing;
  readonly batches: readonly StuckBatch[];
}

/** What keeps an application from its end. */
export type KeptBy = Standing | WaitLink["kind"] | "refused" | "retrying";

/**
 * In a word that is the same for all that are kept by the same: that its process stands still, of the first of its batches that broker and producer
 * disagree about it, that it is sent again and again, or what it waits for in the end.
 */
export function keptBy({ standing, batches }: Stuck): KeptBy {
  const [first] = batches;
  if (first === undefined || standing === "paused") return standing;
  if (first.brokerTakes !== undefined) return "refused";
  const { kind } = first.links.at(-1) ?? first.links[0];
  return first.written > 1 && (kind === "answer" || kind === "backoff") ? "retrying" : kind;
}
