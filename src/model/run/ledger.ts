import { type Instant, InvariantError, start } from "../../sim/index.ts";
import type { LogBatch } from "../broker/retained-batches.ts";
import { add } from "../core/arrays.ts";
import { type SentRecord, isSent } from "./records.ts";

const pageBits = 8;
const pageSize = 2 ** pageBits;

/** What a callback of a call of `send` said. */
export const undecided = 0;
export const acknowledged = 1;
export const failed = 2;
export type Decision = typeof undecided | typeof acknowledged | typeof failed;

/** What the ledger holds of one send: as it is when it is asked for, and kept up to date. */
export interface LedgerEntry {
  readonly copies: number;
  /** What the last of its callbacks said. */
  readonly decision: Decision;
  /** Where its first copy lies; meaningless without a copy. */
  readonly firstOffset: number;
}

/** How one call of `send` ended: what the first of its callbacks said. */
export interface Delivery {
  readonly record: SentRecord;
  readonly producer: string;
  readonly outcome: "acked" | "failed" | "undecided";
  /** -1: acknowledged, but nobody says where. */
  readonly offset: number | undefined;
  readonly error: string | undefined;
  /** When the application called `send`. */
  readonly sentAt: Instant;
  /** When its callback ran. */
  readonly at: Instant | undefined;
  readonly attempts: number;
}

type OpenEntry = { -readonly [Key in keyof LedgerEntry]: LedgerEntry[Key] };

/** Everything that is known of one send, in one object: there are as many of them as records. */
class Account implements LedgerEntry, Delivery {
  readonly record: SentRecord;
  readonly producer: string;
  readonly sentAt: Instant;
  copies = 0;
  decision: Decision = undecided;
  firstOffset = -1;
  outcome: Delivery["outcome"] = "undecided";
  offset: number | undefined = undefined;
  error: string | undefined = undefined;
  at: Instant | undefined = undefined;
  attempts = 0;

  constructor(record: SentRecord, producer: string, sentAt: Instant) {
    this.record = record;
    this.producer = producer;
    this.sentAt = sentAt;
  }
}

interface Page {
  readonly accounts: Account[];
  /** Those without a decision. */
  open: number;
}

const usual: LedgerEntry = { copies: 1, decision: acknowledged, firstOffset: -1 };

/**
 * What became of each call of `send`: how many copies lie in the log, where the first lies, what the callbacks said.
 * Written by the run itself, read by the properties and by reports. Unless all of it is to be kept, a page of sends that
 * all ended as they should (one copy, acknowledged) is dropped once it is old, and only its exceptions are kept: ten
 * million records need no more room than ten thousand.
 */
export class SendLedger {
  private readonly keepsAll: boolean;
  private readonly pages: (Page | undefined)[] = [];
  private readonly exceptions = new Map<number, OpenEntry>();
  private opened = 0;
  private kept = 0;

  constructor(keepsAll: boolean) {
    this.keepsAll = keepsAll;
  }

  /** How many sends there have been; they are numbered from 0. */
  get size(): number {
    return this.opened;
  }

  /** How each send ended, in their order; empty unless all is kept. */
  get deliveries(): readonly Delivery[] {
    return this.keepsAll ? this.pages.flatMap((page) => page?.accounts ?? []) : [];
  }

  open(record: SentRecord, producer: string, at: Instant): void {
    const { send } = record;
    if (send !== this.opened) throw new InvariantError(`send ${send} follows ${this.opened - 1}`);
    this.opened++;
    if (send % pageSize === 0) this.addPage();
    const page = this.pages[this.pages.length - 1] as Page;
    page.open++;
    add(page.accounts, new Account(record, producer, at));
  }

  /** When the application called `send`; of one that is no longer remembered by itself, the start of the run. */
  sentAt(send: number): Instant {
    return this.accountOf(send)?.sentAt ?? start;
  }

  /** The offset that the first callback of a send named; `undefined`: none did. -1: none can be told, or is remembered. */
  offsetTold(send: number): number | undefined {
    const account = this.accountOf(send);
    if (account !== undefined) return account.offset;
    return this.entry(send).decision === acknowledged ? -1 : undefined;
  }

  /** The sends that are remembered by themselves, in their order. */
  *remembered(): Generator<{ readonly record: SentRecord; readonly entry: LedgerEntry }> {
    for (let at = this.kept; at < this.pages.length; at++) {
      for (const account of this.pages[at]?.accounts ?? []) yield { record: account.record, entry: account };
    }
  }

  entry(send: number): LedgerEntry {
    return this.accountOf(send) ?? this.exceptions.get(send) ?? usual;
  }

  /** Counts one more copy; gives the entry as it is now. */
  addCopy(send: number, offset: number): LedgerEntry {
    const entry = this.accountOf(send) ?? this.exception(send);
    if (entry.copies === 0) entry.firstOffset = offset;
    entry.copies++;
    return entry;
  }

  /**
   * A log lost these batches, which were its end, so that what is left of copies are the earlier ones. Gives the records
   * that were in them, copy by copy.
   */
  removeCopies(batches: readonly LogBatch[]): readonly SentRecord[] {
    const removed: SentRecord[] = [];
    for (const { batch, baseOffset } of batches) {
      for (const [at, record] of batch.records.entries()) {
        if (!isSent(record)) continue;
        removed.push(record);
        const entry = this.accountOf(record.send) ?? this.exception(record.send);
        entry.copies--;
        if (entry.firstOffset === baseOffset + at) entry.firstOffset = -1;
      }
    }
    return removed;
  }

  /**
   * A callback said that the record is stored at `offset`; gives what it decided. `undefined`: one had been called before,
   * and its word stands.
   */
  acknowledge(send: number, offset: number, at: Instant, attempts: number): Delivery | undefined {
    const account = this.decide(send, acknowledged);
    if (account === undefined) return undefined;
    account.outcome = "acked";
    account.offset = offset;
    account.at = at;
    account.attempts = attempts;
    return account;
  }

  /** A callback said that the record failed. False: one had been called before, and its word stands. */
  fail(send: number, error: string, at: Instant, attempts: number): boolean {
    const account = this.decide(send, failed);
    if (account === undefined) return false;
    account.outcome = "failed";
    account.error = error;
    account.at = at;
    account.attempts = attempts;
    return true;
  }

  /** The records whose callback has not run, in the order in which they were sent. */
  undecided(): readonly SentRecord[] {
    const records: SentRecord[] = [];
    for (let at = this.kept; at < this.pages.length; at++) {
      const page = this.pages[at];
      if (page === undefined || page.open === 0) continue;
      for (const { record, decision } of page.accounts) if (decision === undecided) records.push(record);
    }
    return records;
  }

  /** Takes down a decision; gives the account if it is its first. */
  private decide(send: number, decision: Decision): Account | undefined {
    const account = this.accountOf(send);
    if (account === undefined) {
      // Only decided ones are dropped.
      this.exception(send).decision = decision;
      return undefined;
    }
    const isFirst = account.decision === undecided;
    account.decision = decision;
    if (!isFirst) return undefined;
    (this.pages[send >>> pageBits] as Page).open--;
    return account;
  }

  /** `undefined`: its page was dropped. */
  private accountOf(send: number): Account | undefined {
    return this.pages[send >>> pageBits]?.accounts[send & (pageSize - 1)];
  }

  /** The entry of a send whose page was dropped, which is an exception from now on. */
  private exception(send: number): OpenEntry {
    let entry = this.exceptions.get(send);
    if (entry === undefined) {
      entry = { ...usual };
      this.exceptions.set(send, entry);
    }
    return entry;
  }

  private addPage(): void {
    this.pages.push({ accounts: [], open: 0 });
    if (this.keepsAll) return;
    // The newest four pages stay, so that the usual stragglers find their entry.
    while (this.kept < this.pages.length - 4 && (this.pages[this.kept] as Page).open === 0) this.drop(this.kept++);
  }

  private drop(page: number): void {
    const { accounts } = this.pages[page] as Page;
    for (const [at, { copies, decision, firstOffset }] of accounts.entries()) {
      const isUsual = copies === 1 && decision === acknowledged;
      if (!isUsual) this.exceptions.set(page * pageSize + at, { copies, decision, firstOffset });
    }
    this.pages[page] = undefined;
  }
}
