import { InvariantError } from "../../sim/index.ts";
import type { SentRecord } from "./records.ts";

const pageSize = 256;

/** How a call of `send` ended, as its callback said. */
export const undecided = 0;
export const acknowledged = 1;
export const failed = 2;
export type Decision = typeof undecided | typeof acknowledged | typeof failed;

/** What the ledger holds of one send: as it is when it is asked for, and kept up to date. */
export interface LedgerEntry {
  readonly copies: number;
  readonly decision: Decision;
  /** Where its first copy lies; meaningless without a copy. */
  readonly firstOffset: number;
}

/** The record is there while its callback has not run. */
interface OpenEntry {
  copies: number;
  decision: Decision;
  firstOffset: number;
  record: SentRecord | undefined;
}

interface Page {
  readonly entries: OpenEntry[];
  /** Entries without a decision. */
  open: number;
}

const usual: LedgerEntry = { copies: 1, decision: acknowledged, firstOffset: -1 };

/**
 * What became of each call of `send`: how many copies lie in the log, where the first lies, what the callback said.
 * Written by the run itself, read by the properties. A page of sends that all ended as they should (one copy, acknowledged)
 * is dropped once it is old, and only its exceptions are kept: ten million records need no more room than ten thousand.
 */
export class SendLedger {
  private readonly pages: (Page | undefined)[] = [];
  private readonly exceptions = new Map<number, OpenEntry>();
  private opened = 0;
  private kept = 0;

  /** How many sends there have been; they are numbered from 0. */
  get size(): number {
    return this.opened;
  }

  open(record: SentRecord): void {
    const { send } = record;
    if (send !== this.opened) throw new InvariantError(`send ${send} follows ${this.opened - 1}`);
    this.opened++;
    if (send % pageSize === 0) this.addPage();
    const page = this.pages[this.pages.length - 1] as Page;
    page.open++;
    page.entries.push({ copies: 0, decision: undecided, firstOffset: -1, record });
  }

  entry(send: number): LedgerEntry {
    const page = this.pages[Math.floor(send / pageSize)];
    if (page === undefined) return this.exceptions.get(send) ?? usual;
    return page.entries[send % pageSize] as OpenEntry;
  }

  /** Counts one more copy; gives how many there are now. */
  addCopy(send: number, offset: number): number {
    const entry = this.writable(send);
    if (entry.copies === 0) entry.firstOffset = offset;
    return ++entry.copies;
  }

  /** Takes down what a callback said; gives what the one before had said. */
  decide(send: number, decision: Decision): Decision {
    const entry = this.writable(send);
    const before = entry.decision;
    entry.decision = decision;
    if (before === undecided) {
      entry.record = undefined;
      (this.pages[Math.floor(send / pageSize)] as Page).open--;
    }
    return before;
  }

  /** The records whose callback has not run, in the order in which they were sent. */
  undecided(): readonly SentRecord[] {
    const records: SentRecord[] = [];
    for (let at = this.kept; at < this.pages.length; at++) {
      const page = this.pages[at];
      if (page === undefined || page.open === 0) continue;
      for (const { record } of page.entries) if (record !== undefined) records.push(record);
    }
    return records;
  }

  /** The entry itself; of a page that was dropped, an exception that this makes of it. */
  private writable(send: number): OpenEntry {
    const page = this.pages[Math.floor(send / pageSize)];
    if (page !== undefined) return page.entries[send % pageSize] as OpenEntry;
    const known = this.exceptions.get(send);
    if (known !== undefined) return known;
    const entry: OpenEntry = { ...usual, record: undefined };
    this.exceptions.set(send, entry);
    return entry;
  }

  private addPage(): void {
    this.pages.push({ entries: [], open: 0 });
    // The newest four pages stay, so that the usual stragglers find their entry.
    while (this.kept < this.pages.length - 4 && (this.pages[this.kept] as Page).open === 0) this.drop(this.kept++);
  }

  private drop(page: number): void {
    const { entries } = this.pages[page] as Page;
    for (const [at, entry] of entries.entries()) {
      const isUsual = entry.copies === 1 && entry.decision === acknowledged;
      if (!isUsual) this.exceptions.set(page * pageSize + at, entry);
    }
    this.pages[page] = undefined;
  }
}
