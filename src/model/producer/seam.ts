import type { ProducedRecord, Request, Response } from "../protocol.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { ProducerLook } from "./look.ts";
import type { Waiting } from "./waits.ts";

/**
 * The seam between the producer and the world that runs it: below it lie sockets and a clock (simulated, scripted or
 * real), above it everything is the producer's own. It is where the Java client has its `Selectable`.
 *
 * The client's clock counts whole milliseconds; every `now` here is such a reading.
 */

/**
 * What the sender's thread waits for. The world ends a `poll` by its own rules (something was written, something
 * arrived, a wake-up, or the timeout) and a `sleep` only by time, and then calls `Producer.advance` again.
 */
export type Wait =
  | { readonly kind: "poll"; readonly timeoutMillis: number }
  | { readonly kind: "sleep"; readonly millis: number }
  /**
   * One turn of the sender's loop is over (P-14) and the next has not begun: call `advance` again, with no poll. Here a
   * world sees that a flush has ended, and charges for a pass in which nothing happened (P-25).
   */
  | { readonly kind: "pass" }
  /** The sender's loop has ended after a close: it waits for nothing any more. */
  | { readonly kind: "closed" };

/** What the client asks of its sockets and tells its application. Called only from inside the producer's own methods. */
export interface ProducerIo {
  /** Begin to connect to a broker. Its outcome comes with a later poll as `connected` or as a disconnection. */
  connect(node: number): void;
  /** Close the connection to a broker: nothing that is under way on it will arrive, nothing unwritten is written. */
  disconnect(node: number): void;
  /** Hand a request to the socket. Its bytes leave with the next poll, which then reports it as written. */
  send(node: number, request: Request): void;
  /** A wake-up of the selector (P-24): the current poll, or the next one, returns at once. */
  wakeup(): void;
  /** A record's callback runs: stored at `offset` (-1: stored, but nobody says where), or failed. */
  callback(record: ProducedRecord, topicPartition: TopicPartition, outcome: CallbackOutcome): void;
  /** A `send` that was blocked returns now, with any outcome but `blocked`. */
  unblocked(record: ProducedRecord, topicPartition: TopicPartition, outcome: SendOutcome): void;
}

export type CallbackOutcome =
  | { readonly kind: "acknowledged"; readonly offset: number; readonly attempts: number }
  /** `taken`: it was in a batch; otherwise `send` itself refused it, and its callback runs ahead of all that wait (P-36). */
  | { readonly kind: "failed"; readonly exception: string; readonly attempts: number; readonly taken: boolean };

/** What one poll brought. The world fills it; the producer only reads it, in the order of P-20. */
export interface PollResult {
  /** Requests whose bytes have left, in the order in which they were handed over. */
  readonly written: readonly { readonly node: number; readonly request: Request }[];
  /** Answers, at most one for each connection (producer-measured.md 5). */
  readonly received: readonly { readonly node: number; readonly response: Response }[];
  /** Connections that were refused while being set up, or that are gone. */
  readonly disconnected: readonly { readonly node: number; readonly state: "refused" | "gone" }[];
  readonly connected: readonly number[];
}

/** How `send` returned to the application (P-36 … P-39). */
export type SendOutcome =
  | { readonly kind: "accepted" }
  /**
   * The application's thread is blocked for metadata (P-36) or buffer memory (P-39), at most max.block.ms:
   * `ProducerIo.unblocked` will tell. See `Producer.blockedUntilMillis`.
   */
  | { readonly kind: "blocked" }
  /**
   * The future that `send` returned has failed already and the callback has run (P-36). A record that was `taken` all
   * the same gets a second callback when the sender aborts its batch (producer-measured.md 7).
   */
  | { readonly kind: "failed"; readonly exception: string; readonly taken: boolean }
  /** The exception that `send` throws; the record was taken all the same when `taken` (P-38). */
  | { readonly kind: "threw"; readonly exception: string; readonly taken: boolean };

/** A factor for a backoff in thousandths, 800 … 1199 in the real client; 1000 is no jitter (P-76). */
export interface Jitter {
  thousandths(): number;
}

/**
 * In which order answers come: as on a connection, one for each request and in their order (P-35), or as on a network of
 * datagrams, where one may overtake another, come twice or come when nobody waits for it any more.
 */
export type AnswerOrder = "in-order" | "in-any-order";

/**
 * A producer as the world runs it: the application's threads call `send` and the closes, `advance` runs the client's own
 * threads to their next wait. Every clock reading is in whole milliseconds and never goes back.
 */
export interface ProducerAutomaton {
  /** The application sends a record; its callback may run before this returns. */
  send(topicPartition: TopicPartition, record: ProducedRecord, nowMillis: number): SendOutcome;
  /** When the first of the blocked sends has waited for max.block.ms: call `blockExpired` then, unless it went on. */
  readonly blockedUntilMillis: number | undefined;
  /** Ends the blocked sends whose time is up. */
  blockExpired(nowMillis: number): void;
  /** Takes no more records and sends what there is; the loop ends when all is decided. */
  initiateClose(nowMillis: number): void;
  /**
   * Runs the client to its next wait. The first call starts it; after a wait of kind `poll` the next call hands in what
   * the poll brought. The returned object is valid until the next call.
   */
  advance(nowMillis: number, poll?: PollResult): Wait;
  /**
   * A short cut past `advance` after a poll that brought nothing: how long the next poll lasts, in milliseconds, where
   * the client would do nothing but begin it; `undefined` where only `advance` can tell.
   */
  pollOn(nowMillis: number): number | undefined;
  /** Bytes of memory that its batches hold; left out where the client has no such memory. */
  readonly bufferInUse?: number;
  /** It as it is now, for those who look on: it changes nothing, and draws nothing. */
  look(): ProducerLook;
  /** What has no outcome yet, and whom it waits for. To look on: it changes nothing, and draws nothing. */
  waits(nowMillis: number): readonly Waiting[];
}
