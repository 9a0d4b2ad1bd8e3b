import type { TopicPartition } from "../core/topic-partition.ts";
import type { ProducedRecord } from "../protocol.ts";

/** Whom or what something waits for. Times are readings of the client's clock. */
export type WaitLink =
  /** An answer that is outstanding; without it the request is given up at `untilMillis`. */
  | { readonly kind: "answer"; readonly node: number; readonly correlationId: number; readonly untilMillis: number }
  /** Its next attempt, at the latest then: the real length of a backoff is drawn (P-77). */
  | { readonly kind: "backoff"; readonly untilMillis: number }
  /** A connection that is not there, and is given up, or tried again, then. */
  | {
      readonly kind: "connection";
      readonly node: number;
      readonly state: "down" | "connecting" | "throttled";
      readonly untilMillis: number;
    }
  /** A producer id, without which nothing is sent and nothing given up (P-88). */
  | { readonly kind: "producer-id" }
  /** Its partition is muted until the one request in flight is over (P-59). */
  | { readonly kind: "muted" }
  /** A batch in front of it, the one that `record` is the first of (P-49). */
  | { readonly kind: "earlier-batch"; readonly record: ProducedRecord }
  /** Its partition has a batch that timed out and may be stored, with others behind it (P-91). */
  | { readonly kind: "unresolved" }
  /** Batches of the epoch before it are not over yet (P-97). */
  | { readonly kind: "old-epoch" }
  /** Room on a connection that has as many requests in flight as it may. */
  | { readonly kind: "in-flight-limit"; readonly node: number }
  /** Metadata that names its partition, or a leader for it (P-32, P-36). */
  | { readonly kind: "metadata" }
  /** Buffer memory (P-39). */
  | { readonly kind: "memory" }
  | { readonly kind: "linger"; readonly untilMillis: number }
  /** Nothing: the client's next turn takes it along. */
  | { readonly kind: "next-turn" };

/** Records that have no outcome, and whom they wait for: each link because of the one behind it. */
export interface Waiting {
  readonly topicPartition: TopicPartition;
  /** Of one batch, or of one `send` that blocks. */
  readonly records: readonly ProducedRecord[];
  readonly place: "in-flight" | "queued" | "blocked";
  readonly producerId: number;
  readonly producerEpoch: number;
  /** -1: it has no sequence yet. */
  readonly baseSequence: number;
  /** How often it was written to a socket. */
  readonly written: number;
  readonly links: readonly [WaitLink, ...WaitLink[]];
}

/** Whether a batch that could go otherwise waits for others (P-49): the Java client's sender spins meanwhile (P-25). */
export const isHeldBack = (waits: readonly Waiting[]): boolean =>
  waits.some(({ place, links: [{ kind }] }) => place === "queued" && holdingBack.has(kind));

const holdingBack: ReadonlySet<WaitLink["kind"]> = new Set(["earlier-batch", "unresolved", "old-epoch", "producer-id"]);
