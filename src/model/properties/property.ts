import type { Duration, Instant } from "../../sim/index.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { RecordBatch } from "../protocol.ts";
import type { LedgerEntry } from "../run/ledger.ts";
import type { MarkName } from "../run/marks.ts";
import type { SentRecord } from "../run/records.ts";
import type { Stuck } from "../run/stuck.ts";
import type { Circumstance } from "./circumstances.ts";
import type { LogView } from "./log-view.ts";

/**
 * One promise, as data: what it says, when it holds, what must have happened for it to have been tested at all. `Facts`:
 * what its checker asks about a run; a history that knows no more than that can be held to it.
 */
export interface Property<Facts extends SendFacts = RunFacts> {
  readonly name: string;
  readonly kind: "safety" | "liveness";
  /** The promise in one sentence. */
  readonly promise: string;
  /** Under these the protocol promises nothing: a breach is reported with the reason, and not counted. */
  readonly unless: readonly Circumstance[];
  /** What else may have brought a breach about: named with it, and no excuse. */
  readonly hints: readonly Circumstance[];
  /** What must happen in some run for the promise to have been put to the test ("never" travels with "sometimes"). */
  readonly mark: MarkName;
  /** A bug that breaks it, in a clause: one of the gallery (Z…) where there is one. */
  readonly catches: string;
  begin(facts: Facts): Checker;
}

/** What a checker may ask about the sends that it watches, and whom it tells. */
export interface SendFacts {
  recordName(record: number): string;
  /** What became of each send so far; the entry is up to date when a hook is called. */
  entry(send: number): LedgerEntry;
  report(breach: Breach): void;
}

/** What a checker may ask about a whole run. */
export interface RunFacts extends SendFacts {
  now(): Instant;
  /** The records whose callback has not run. */
  undecided(): readonly SentRecord[];
  sentAt(send: number): Instant;
  /** The offset that the first callback of a send named, -1: stored, but not where; `undefined`: it named none. */
  offsetTold(send: number): number | undefined;
  /** The sends that are remembered one by one, in their order: in a long run without history the newest. */
  remembered(): Iterable<{ readonly record: SentRecord; readonly entry: LedgerEntry }>;
  /** What lies in the logs now, and what is remembered of producers. */
  logs(): LogView;
  /** The offset up to which a log has been given batches. */
  endOf(topicPartition: TopicPartition): number;
  /** Who reads what. */
  readonly consumers: readonly { readonly name: string; readonly topic: string }[];
  /** What the settings of a session allow it. */
  allowance(session: number): Allowance;
}

/** What one life of a producer may take for itself, by its settings. */
export interface Allowance {
  /** How often one batch may be written; Infinity: as often as it takes. */
  readonly writes: number;
  /** The least time between the n-th time that a batch is written and the next one; n from 1. */
  leastBackoff(written: number): Duration;
  /** From `send` to the callback at most, while the producer has an id; Infinity: there is no limit. */
  readonly decision: number;
  /** Whether it sends nothing without a producer id. */
  readonly needsId: boolean;
}

export interface Breach {
  /** The way in which it broke, in a word or two that are the same for every breach of this way: `second-copy`. */
  readonly shape: string;
  readonly subject: string;
  readonly expected: string;
  readonly got: string;
  /** Decides which circumstances concern it; left out where only those do that concern everything. */
  readonly about?: About;
}

/** What a breach is about: one record, or what one consumer did. */
export interface About {
  readonly record?: SentRecord;
  readonly consumer?: string;
  /** The failure that the application was told, where that is what is wrong. */
  readonly failure?: Failure;
}

/** What a callback said of a record that failed. */
export interface Failure {
  readonly exception: string;
  /** How often its batch had been written by then. */
  readonly attempts: number;
  /** It had been in a batch; otherwise `send` itself refused it (P-36). */
  readonly taken: boolean;
}

/** Watches one run. Each hook sees one fact of the ground truth as it happens; a checker's state stays bounded. */
export interface Checker {
  sent?(record: SentRecord): void;
  /** A log was given a batch of more than one record; they follow one by one. */
  appendedTogether?(batch: RecordBatch, baseOffset: number): void;
  /** A log was given a batch, in a run in which some producer has raised its epoch by now. */
  appendedAmongEpochs?(batch: RecordBatch): void;
  /** A log was given a batch at offsets that it had given before: it had come to `end`. */
  overwritten?(batch: RecordBatch, baseOffset: number, end: number): void;
  /** A log got a record that was sent to another partition; whether it is the first copy comes next. */
  astray?(record: SentRecord, to: TopicPartition, offset: number): void;
  /** The first copy of this send lies in the log at `offset`. */
  stored?(record: SentRecord, offset: number): void;
  /** Another one does; it is the `copies`-th. */
  storedAgain?(record: SentRecord, offset: number, copies: number): void;
  /** A copy, first or not, lies behind a later record of its session and partition, or behind another copy. */
  storedBehind?(record: SentRecord, offset: number): void;
  /** The first copy came only when its callback had run. */
  storedDecided?(record: SentRecord, offset: number): void;
  /** A log got a record that no application of this run sent. */
  storedUnknown?(partition: string, offset: number): void;
  /** A broker took a batch for one that it has stored: at this offset, or -1 where it does not know. */
  suppressed?(batch: RecordBatch, originalBaseOffset: number): void;
  /** Its callback said so; `entry`: what is known of the send by now. */
  acknowledged?(record: SentRecord, offset: number, before: Decided, entry: LedgerEntry): void;
  /** Its first callback says that it is stored, and it lies in no log. */
  acknowledgedAbsent?(record: SentRecord): void;
  /**
   * Its first callback names an offset, and some acknowledgement so far, this one or an earlier one, names another than
   * that of its record's first copy, or some offset was given twice.
   */
  acknowledgedAmongStrays?(record: SentRecord, offset: number): void;
  /** Its first callback says that it is stored, and comes later than some session of the run is allowed. */
  acknowledgedLate?(record: SentRecord): void;
  failed?(record: SentRecord, failure: Failure, before: Decided): void;
  /** `send` itself failed and the record was never in a batch: it is decided before those that wait in one (P-36). */
  refused?(record: SentRecord, before: Decided): void;
  /** A batch is written once more: by now `written` times, the last time at `lastAt`. `first`: its first record. */
  writtenAgain?(first: SentRecord, written: number, lastAt: Instant): void;
  /** A session asks for a producer id, and has none any more. */
  asksForId?(session: number): void;
  /** A session was given a producer id. */
  identified?(session: number, producerId: number): void;
  /** A broker has started again. */
  restarted?(): void;
  /** A consumer saw a record and, unless it knew it already, applied it. */
  consumed?(consumer: string, what: Consumed): void;
  /** The faults were over long ago, and somebody still waits. */
  unsettled?(stuck: readonly Stuck[]): void;
  /** The run is over. `settled`: nothing more could have happened; otherwise a limit ended it. */
  ended?(settled: boolean): void;
}

/** What a consumer did with one record that it read. */
export interface Consumed {
  readonly topicPartition: TopicPartition;
  readonly offset: number;
  readonly record: number;
  readonly applied: boolean;
}

/** Whether the callback of this send had run before. */
export type Decided = boolean;
