import { InvariantError } from "../../sim/index.ts";
import type { SentRecord } from "./records.ts";

const pageSize = 256;

/** How a call of `send` ended, as its callback said. */
export const undecided = 0;
export const acknowledged = 1;
export const failed = 2;
export type Decision = typeof undecided | typeof acknowledged | typeof failed;

interface Page {
  readonly copies: number[];
  readonly decisions: Decision[];
  readonly offsets: number[];
  /** The records that wait for their callback. */
  readonly undecided: (SentRecord | undefined)[];
  open: number;
}

/** What the ledger holds of one send. */
export interface LedgerEntry {
  readonly copies: number;
  readonly decision: Decision;
  /** Where its first copy lies; meaningless without a copy. */
  readonly firstOffset: number;
}

const usual: LedgerEntry = { copies: 1, decision: acknowledged, firstOffset: -1 };

/**
 * What became of each call of `send`: how many copies lie in the log, where the first lies, what the callback said.
 * Written by the run itself, read by the properties. A page of sends that all ended as they should (one copy, acknowledged)
 * is dropped once it is old, and only its exceptions are kept: ten million records need no more room than ten thousand.
 */
export class SendLedger {
  readonly #pages: (Page | undefined)[] = [];
  readonly #exceptions = new Map<number, LedgerEntry>();
  #opened = 0;
  #kept = 0;

  /** How many sends there have been; they are numbered from 0. */
  get size(): number {
    return this.#opened;
  }

  open(record: SentRecord): void {
    const { send } = record;
    if (send !== this.#opened) throw new InvariantError(`send ${send} follows ${this.#opened - 1}`);
    this.#opened++;
    const page = Math.floor(send / pageSize);
    if (this.#pages.length === page) this.#addPage();
    const current = this.#pages[page] as Page;
    current.open++;
    current.copies.push(0);
    current.decisions.push(undecided);
    current.offsets.push(-1);
    current.undecided.push(record);
  }

  entry(send: number): LedgerEntry {
    const page = this.#pages[Math.floor(send / pageSize)];
    if (page === undefined) return this.#exceptions.get(send) ?? usual;
    const at = send % pageSize;
    return {
      copies: page.copies[at] as number,
      decision: page.decisions[at] as Decision,
      firstOffset: page.offsets[at] as number,
    };
  }

  /** Counts one more copy; gives how many there are now. */
  addCopy(send: number, offset: number): number {
    const page = this.#pages[Math.floor(send / pageSize)];
    if (page === undefined) {
      const entry = this.entry(send);
      const copies = entry.copies + 1;
      this.#exceptions.set(send, { ...entry, copies, firstOffset: entry.copies === 0 ? offset : entry.firstOffset });
      return copies;
    }
    const at = send % pageSize;
    const copies = (page.copies[at] as number) + 1;
    page.copies[at] = copies;
    if (copies === 1) page.offsets[at] = offset;
    return copies;
  }

  /** Takes down what a callback said; gives what the one before had said. */
  decide(send: number, decision: Decision): Decision {
    const page = this.#pages[Math.floor(send / pageSize)];
    if (page === undefined) {
      const entry = this.entry(send);
      this.#exceptions.set(send, { ...entry, decision });
      return entry.decision;
    }
    const at = send % pageSize;
    const before = page.decisions[at] as Decision;
    page.decisions[at] = decision;
    if (before === undecided) {
      page.open--;
      page.undecided[at] = undefined;
    }
    return before;
  }

  /** The records whose callback has not run, in the order in which they were sent. */
  undecided(): readonly SentRecord[] {
    const records: SentRecord[] = [];
    for (let at = this.#kept; at < this.#pages.length; at++) {
      const page = this.#pages[at];
      if (page === undefined || page.open === 0) continue;
      for (const record of page.undecided) if (record !== undefined) records.push(record);
    }
    return records;
  }

  #addPage(): void {
    this.#pages.push({
      copies: [],
      decisions: [],
      offsets: [],
      undecided: [],
      open: 0,
    });
    // The newest four pages stay, so that the usual stragglers find their entry.
    while (this.#kept < this.#pages.length - 4 && (this.#pages[this.#kept] as Page).open === 0)
      this.#drop(this.#kept++);
  }

  #drop(page: number): void {
    for (let send = page * pageSize; send < (page + 1) * pageSize; send++) {
      const entry = this.entry(send);
      if (entry.copies !== 1 || entry.decision !== acknowledged) this.#exceptions.set(send, entry);
    }
    this.#pages[page] = undefined;
  }
}
