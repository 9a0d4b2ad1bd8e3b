import type { ErrorName } from "../core/errors.ts";

/** What can befall a request: an error that the broker named, an answer that never came, a connection that broke. */
export type Failure = ErrorName | "REQUEST_TIMEOUT" | "CONNECTION_LOST";

/** What a client does with a batch, or a call, after a failure that has nothing to do with sequences. */
export type Ruling =
  | "retry"
  /** Sent again, and not counted against the limit of retries. */
  | "retry-uncounted"
  /** It counts as stored. */
  | "stored"
  | "fail";

/** What a client does when broker and client disagree about sequences. */
export type SequenceRuling =
  /**
   * Compared with the next sequence that is to be acknowledged: further on means that an earlier batch failed, so
   * everything goes again under a new epoch; exactly that one, or an older one, ends the producer.
   */
  | "compared-with-the-next"
  /** A new epoch, and the batch again from sequence 0: what the broker may have lost is not missed. */
  | "new-epoch-and-again"
  /** The batch fails, and with it every later one: the producer is done with. */
  | "stops-the-producer"
  /** The batch fails like any other. */
  | "fails";

/** What both kinds of clients decide. */
interface CommonSwitches {
  /** When the producer id is asked for. */
  readonly producerId: "at-start" | "at-first-send";

  /** Failures by name; `fail` is what is done with all others. */
  readonly rulings: Readonly<Partial<Record<Failure, Ruling>>>;

  /** A connection that cannot be set up fails what waits for it, or is tried again without end. */
  readonly refusedConnection: "fails-the-attempt" | "is-waited-out";

  /** A request whose answer is late takes its connection with it, or only itself. */
  readonly requestTimeout: "closes-the-connection" | "leaves-the-connection";

  /** An answer that comes after its request was given up: nobody minds, or it jams the connection's reader. */
  readonly lateAnswer: "is-dropped" | "jams-the-connection";

  /** An answer that is not the oldest request's: whose it is, is looked up, or the connection is given up. */
  readonly answerOutOfTurn: "is-matched" | "closes-the-connection";

  /** By how much a backoff grows from retry to retry. */
  readonly backoffGrowth: 1 | 2;
  /** Whether a backoff is spread by a fifth. */
  readonly backoffJitter: boolean;
}

/** A client whose records gather in batches: a batch is what it numbers, sends and retries. */
export interface BatchSwitches extends CommonSwitches {
  readonly unit: "batch";

  /** Whether a produce request carries the batches of one partition or of all that have something to send. */
  readonly requestHolds: "one-partition" | "all-partitions";

  /** How many batches of one partition are in flight at once, within the limits of requests in flight. */
  readonly pipelining: "full" | "after-first-acknowledgement" | "one-per-partition";

  /**
   * Where a sequence comes from. `by-record-number`: from the number of the record, less the first of the epoch.
   * `rewound`: from a counter that a retry sets back to the oldest open batch. `kept`: given once, and the batch keeps
   * it.
   */
  readonly sequences: "by-record-number" | "rewound" | "kept";

  /** A retry goes at once, or waits until nothing of its partition is in flight. */
  readonly retryWaits: "for-nothing" | "for-the-partition";

  /** Answers to batches behind one that is to be retried: each counts, or they are skipped and those go again, too. */
  readonly answersBehindARetry: "count" | "are-skipped";

  /** What the acknowledgement of a batch says of earlier ones that wait for their retry. */
  readonly laterAcknowledgement: "says-nothing" | "acknowledges-earlier";

  readonly outOfOrder: SequenceRuling;
  readonly unknownProducerId: SequenceRuling;

  /**
   * What a batch that failed for good leaves behind: nothing, a new epoch at once, a new epoch when nothing is in flight,
   * the failure of everything queued for its partition and a new epoch, the same and its sequences for what is sent next,
   * or the end of the producer.
   */
  readonly afterFailure:
    | "nothing"
    | "new-epoch"
    | "new-epoch-when-drained"
    | "partition-fails-and-new-epoch"
    | "partition-fails-and-gives-back"
    | "stops-the-producer";

  /** What a new epoch renumbers: whatever is sent next, or not what may have been stored under the old one. */
  readonly newEpoch: "renumbers-what-is-in-doubt" | "spares-what-is-in-doubt";

  /** What may fail when its retries, or its time, run out: anything, or not what may have been stored. */
  readonly limits: "for-all" | "not-for-what-is-in-doubt";

  /** Whether a batch may have been stored of which the broker said so (REQUEST_TIMED_OUT), or any answer ends the doubt. */
  readonly doubt: "outlasts-answers" | "ends-with-any-answer";

  /** What the limit of delivery watches: batches that wait, and perhaps how long their requests may take. */
  readonly deliveryTimeout: "none" | "while-queued" | "while-queued-and-for-requests";
}

/** A client in which every call of `send` is a request of its own, with retries of its own and no limit but their number. */
export interface CallSwitches extends CommonSwitches {
  readonly unit: "call";

  /** Calls made at one instant keep their order, or the last of them overtakes the one before it. */
  readonly callsAtOnce: "in-order" | "last-overtakes";

  /**
   * Where a sequence comes from. `given-back`: taken at each attempt, and given back when that fails.
   * `advanced-on-success`: read at each attempt, and moved on by an acknowledgement alone.
   */
  readonly sequences: "given-back" | "advanced-on-success";

  /** When an attempt gets its sequence: as it is written, or already while it waits for requests in flight. */
  readonly sequenceTaken: "when-sent" | "when-queued";

  /** Where sequences begin again: behind 2147483647, as the broker counts, or already at it. */
  readonly sequenceWrap: "behind-the-last" | "at-the-last";
}

/**
 * What a client does differently from the Java one, as far as it decides loss, duplication and order. Every difference
 * is a switch with a name; no code asks which client it is. The Java client is not told by switches: it has an automaton
 * of its own, in the real one's anatomy (src/model/producer).
 */
export type ClientSwitches = BatchSwitches | CallSwitches;

/** What the application is told, in the client's own words. */
export interface ClientWords {
  readonly requestTimeout: string;
  readonly connectionLost: string;
  readonly deliveryTimeout: string;
  /** What waits is failed with it when the producer has stopped. */
  readonly purged: string;
  /** What `send` throws then. */
  readonly stopped: string;
}

/** How a simulated client behaves: its switches as its settings leave them, and its words. */
export interface ClientBehaviour {
  readonly switches: ClientSwitches;
  readonly words: ClientWords;
}
