import type { Instant } from "../../sim/index.ts";
import type { TopicPartition } from "../core/topic-partition.ts";
import type { Json } from "../run/code/storage.ts";
import type { LedgerEntry } from "../run/ledger.ts";
import type { SentRecord } from "../run/records.ts";
import type { MarkName } from "../run/marks.ts";
import type { Circumstance } from "./circumstances.ts";

/** One promise, as data: what it says, when it holds, what must have happened for it to have been tested at all. */
export interface Property {
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
  begin(facts: RunFacts): Checker;
}

/** What a checker may ask about the run that it watches, and whom it tells. */
export interface RunFacts {
  recordName(record: number): string;
  /** What became of each send so far; the entry is up to date when a hook is called. */
  entry(send: number): LedgerEntry;
  /** The records whose callback has not run. */
  undecided(): readonly SentRecord[];
  /** Microseconds of virtual time since the start of the run. */
  now(): Instant;
  /** What the logs hold now. */
  logs(): Iterable<StoredRecord>;
  /** What has come through to a storage of applications that are given as code, by its name: that of the producer, unless the scenario has another. */
  storage(name: string): ReadonlyMap<string, Json>;
  report(breach: Breach): void;
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

/** What a breach is about: one record, or what one consumer did. */
export interface About {
  readonly record?: SentRecord;
  readonly consumer?: string;
}

/** Watches one run. Each hook sees one fact of the ground truth as it happens; a checker's state stays bounded. */
export interface Checker {
  sent?(record: SentRecord): void;
  /** The first copy of this send lies in the log at `offset`. */
  stored?(record: SentRecord, offset: number): void;
  /** Another one does; it is the `copies`-th. */
  storedAgain?(record: SentRecord, offset: number, copies: number): void;
  /** A follower took its leader's place without all of its log. */
  truncated?(truncation: Truncation): void;
  /** A log got a record that no application of this run sent. */
  storedUnknown?(partition: string, offset: number): void;
  /** Its callback said so; `entry`: what is known of the send by now. */
  acknowledged?(record: SentRecord, offset: number, before: Decided, entry: LedgerEntry): void;
  failed?(record: SentRecord, exception: string, before: Decided): void;
  /** `send` itself failed and the record was never in a batch: it is decided before those that wait in one (P-36). */
  refused?(record: SentRecord, before: Decided): void;
  /** A consumer, or code of an application, saw a record and, unless it knew it already, applied it. */
  consumed?(consumer: string, record: number, applied: boolean): void;
  /** Code of an application committed a task: it has taken on to send this record. */
  accepted?(record: number): void;
  threw?(thrown: Thrown): void;
  /** The run is over. `settled`: nothing more could have happened; otherwise a limit ended it. */
  ended?(settled: boolean): void;
}

/** What became of a partition's log when it lost its end. */
export interface Truncation {
  readonly topicPartition: TopicPartition;
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
}

/** Makes a promise of one's own: as `properties` beside a scenario, where it is hunted and shrunk like the others. */
export const property = (own: OwnProperty): Property => ({
  kind: "safety",
  unless: [],
  hints: [],
  mark: "record-stored",
  ...own,
});
