import type { Duration, Instant } from "../../sim/index.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { RecordBatch } from "../protocol.ts";
import type { Json } from "../run/code/storage.ts";
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
  /** When the application called `send`. */
  sentAt(send: number): Instant;
  /** The offset that the first callback of a send named, -1: stored, but not where; `undefined`: it named none. */
  offsetTold(send: number): number | undefined;
  /** The sends that are remembered one by one, in their order: in a long run without history the newest. */
  remembered(): Iterable<{ readonly record: SentRecord; readonly entry: LedgerEntry }>;
  /** What the logs hold now, record by record. */
  logs(): Iterable<StoredRecord>;
  /** The same batch by batch, with what the broker remembers of producers. */
  logView(): LogView;
  /** The offset up to which a log has been given batches; less where a follower took its leader's place without its end. */
  endOf(topicPartition: TopicPartition): number;
  /** What has come through to a storage of applications that are given as code, by its name: that of the producer, unless the scenario has another. */
  storage(name: string): ReadonlyMap<string, Json>;
  /** Who reads what. */
  readonly consumers: readonly Reader[];
  /** What the settings of a session allow it. */
  allowance(session: number): Allowance;
}

/** A consumer, and the topic that it reads. */
export interface Reader {
  readonly name: string;
  readonly topic: string;
}

/** What one life of a producer may take for itself, by its settings. */
export interface Allowance {
  /** How often one batch may be written; Infinity: as often as it takes. */
  readonly writes: number;
  /** The least time between the n-th time that a batch is written and the next one; n from 1. */
  leastBackoff(written: number): Duration;
  /** Microseconds from `send` to the callback at most, while the producer has an id; Infinity: there is no limit. */
  readonly decision: number;
  /** Whether it sends nothing without a producer id. */
  readonly needsId: boolean;
}

/** A record in a log. */
export interface StoredRecord {
  readonly topicPartition: string;
  readonly offset: number;
  /** Its number, as in `recordName`. */
  readonly record: number;
}

/** An exception that code of an application did not catch. */
export interface Thrown {
  readonly application: string;
  /** Its name: `TypeError`. */
  readonly error: string;
  readonly message: string;
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

/** What a breach is about: one record, one life of a producer, or what one consumer did. */
export interface About {
  readonly record?: SentRecord;
  readonly consumer?: string;
  /** One life of a producer. */
  readonly session?: number;
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
  /** A follower took its leader's place without all of its log. */
  truncated?(truncation: Truncation): void;
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
  /** Its callback said so; `attempts`: how often its batch had been written. */
  failed?(record: SentRecord, exception: string, before: Decided, attempts: number): void;
  /** `send` itself failed and the record was never in a batch: it is decided before those that wait in one (P-36). */
  refused?(record: SentRecord, before: Decided): void;
  /** A batch is written once more: by now `written` times, the last time at `lastAt`. `first`: its first record. */
  writtenAgain?(first: SentRecord, written: number, lastAt: Instant): void;
  /** The sender of a session has gone round a hundred times in a row for nothing. */
  spun?(session: number, client: string): void;
  /** A session asks for a producer id, and has none any more. */
  asksForId?(session: number): void;
  /** A session was given a producer id. */
  identified?(session: number, producerId: number): void;
  /** A broker has started again, or its follower has taken its place. */
  restarted?(): void;
  /** A consumer, or code of an application, saw a record and, unless it knew it already, applied it. */
  consumed?(consumer: string, record: number, applied: boolean): void;
  /** A consumer read the record at `offset`. */
  read?(consumer: string, topicPartition: TopicPartition, offset: number): void;
  /** Code of an application committed a task: it has taken on to send this record. */
  accepted?(record: number): void;
  threw?(thrown: Thrown): void;
  /** The faults were over long ago, and somebody still waits. */
  unsettled?(stuck: readonly Stuck[]): void;
  /** The run is over. `settled`: nothing more could have happened; otherwise a limit ended it. */
  ended?(settled: boolean): void;
}

/** What became of a partition's log when it lost its end. */
export interface Truncation {
  readonly topicPartition: TopicPartition;
  /** Where the log ends now. */
  readonly endOffset: number;
  /** The records that were cut off, copies that lie further ahead included, and those that the log holds now; in order. */
  readonly lost: readonly SentRecord[];
  readonly remaining: readonly SentRecord[];
}

/** Whether the callback of this send had run before. */
export type Decided = boolean;

/** A property as users write one: what is left out is empty, and the mark is that a record was stored. */
export interface OwnProperty extends Pick<Property, "name" | "promise" | "begin"> {
  readonly kind?: Property["kind"];
  readonly unless?: Property["unless"];
  readonly hints?: Property["hints"];
  readonly mark?: MarkName;
  readonly catches?: Property["catches"];
}

/** Makes a promise of one's own: as `properties` beside a scenario, where it is hunted and shrunk like the others. */
export const property = (own: OwnProperty): Property => ({
  kind: "safety",
  unless: [],
  hints: [],
  mark: "record-stored",
  catches: "",
  ...own,
  // Of what it is given, one's own code may take single functions.
  begin: (facts) => own.begin(takenApart(facts)),
});

/** The same facts as functions that stand by themselves. */
const takenApart = (facts: RunFacts): RunFacts => ({
  recordName: (record) => facts.recordName(record),
  entry: (send) => facts.entry(send),
  report: (breach) => facts.report(breach),
  now: () => facts.now(),
  undecided: () => facts.undecided(),
  sentAt: (send) => facts.sentAt(send),
  offsetTold: (send) => facts.offsetTold(send),
  remembered: () => facts.remembered(),
  logs: () => facts.logs(),
  logView: () => facts.logView(),
  endOf: (topicPartition) => facts.endOf(topicPartition),
  storage: (name) => facts.storage(name),
  consumers: facts.consumers,
  allowance: (session) => facts.allowance(session),
});
