import { acknowledged, type LedgerEntry, undecided } from "../../model/run/ledger.ts";
import { Fifo } from "./fifo.ts";
import type { SendRun } from "./run.ts";

/** What is taken to have become of a send that is remembered no more. */
const usual: LedgerEntry = { copies: 1, decision: acknowledged, firstOffset: -1 };

/** All sends by their numbers, the newest of them up to a limit. */
export class SendBook {
  readonly #runs = new Fifo<SendRun>();
  readonly #limit: number;
  #next = 0;
  #forgotten = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The number of the next send. */
  get next(): number {
    return this.#next;
  }

  get forgotten(): number {
    return this.#forgotten;
  }

  list(): readonly SendRun[] {
    return this.#runs.list();
  }

  /** Takes these sends in; gives those that are forgotten for it. */
  enter(run: SendRun): readonly SendRun[] {
    this.#runs.push(run);
    this.#next += run.count;
    const gone: SendRun[] = [];
    for (let head = this.#runs.head; head !== undefined && head !== run; head = this.#runs.head) {
      if (this.#next - this.#forgotten - head.count < this.#limit) break;
      this.#runs.shift();
      this.#forgotten += head.count;
      gone.push(head);
    }
    return gone;
  }

  entry(send: number): LedgerEntry {
    const run = this.#runs.lastWhere(({ first }) => first <= send);
    if (run === undefined) return usual;
    const { copies, told, firstOffset } = run.fateOf(send - run.first);
    return { copies, decision: told ? acknowledged : undecided, firstOffset };
  }
}
