import { type NoteKind, Trace, type TraceEntry, type Instant, instant } from "../../sim/index.ts";
import type { Direction } from "../faults/address.ts";
import { type ApiName, apiNames } from "../protocol/apis.ts";

/** How many entries are kept. */
const keptEntries = 100_000;
/** Room for so many at first; it doubles. */
const firstRoom = 1_024;
/** An instant and six values. */
const numbersOfEntry = 7;

/** The broker's number in the trace; clients are numbered from 1 in the order in which they turned up. */
export const brokerNode = 0;

/** The number in the trace of a kind of message. */
export const labelOf = (api: ApiName, direction: Direction): number =>
  2 * apiNames.indexOf(api) + (direction === "request" ? 0 : 1);

/** `Produce request`: what `labelOf` numbers. */
export const labelName = (label: number): string =>
  `${apiNames[Math.floor(label / 2)] ?? "Unknown"} ${label % 2 === 0 ? "request" : "response"}`;

/**
 * A trace in wall-clock time that can be listened to while it grows; its newest entries are kept. No digest is made of
 * it, for no run in wall-clock time comes out twice.
 */
export class LiveTrace extends Trace {
  readonly #listeners: Set<(entry: TraceEntry) => void>;
  /**
   * A ring of entries, one column of kinds and one of numbers: a request makes half a dozen entries, and as objects that
   * outlive it they would keep the garbage collector busier than all else that it makes (`bench:serve`).
   */
  readonly #kinds: NoteKind[] = [];
  #numbers = new Float64Array(firstRoom * numbersOfEntry);
  #noted = 0;

  constructor(listeners = new Set<(entry: TraceEntry) => void>()) {
    super();
    this.#listeners = listeners;
  }

  /** An empty one, which those who listened to this one listen to. */
  successor(): LiveTrace {
    return new LiveTrace(this.#listeners);
  }

  /** Tells of every entry from now on, until the function that comes back is called. */
  listen(listener: (entry: TraceEntry) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  override note(at: Instant, kind: NoteKind, a = 0, b = 0, c = 0, d = 0, e = 0, f = 0): void {
    const slot = this.#noted % keptEntries;
    if (slot * numbersOfEntry >= this.#numbers.length) this.#grow();
    this.#noted += 1;
    this.#kinds[slot] = kind;
    const numbers = this.#numbers;
    const first = slot * numbersOfEntry;
    numbers[first] = at;
    numbers[first + 1] = a;
    numbers[first + 2] = b;
    numbers[first + 3] = c;
    numbers[first + 4] = d;
    numbers[first + 5] = e;
    numbers[first + 6] = f;
    if (this.#listeners.size === 0) return;
    const entry = this.#entryIn(slot);
    for (const listener of this.#listeners) listener(entry);
  }

  override get entries(): readonly TraceEntry[] {
    const kept = Math.min(this.#noted, keptEntries);
    return Array.from({ length: kept }, (_, at) => this.#entryIn((this.#noted - kept + at) % keptEntries));
  }

  #entryIn(slot: number): TraceEntry {
    const kind = this.#kinds[slot] as NoteKind;
    const first = slot * numbersOfEntry;
    const values = this.#numbers.subarray(first + 1, first + 1 + kind.fields.length);
    return { at: instant(this.#numbers[first] ?? 0), kind, values: [...values] };
  }

  #grow(): void {
    const wider = new Float64Array(Math.min(2 * this.#numbers.length, keptEntries * numbersOfEntry));
    wider.set(this.#numbers);
    this.#numbers = wider;
  }
}
