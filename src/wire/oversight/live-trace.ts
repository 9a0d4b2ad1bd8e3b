import { type NoteKind, Trace, type TraceEntry, type Instant } from "../../sim/index.ts";
import type { Direction } from "../faults/address.ts";
import { type ApiName, apiNames } from "../protocol/apis.ts";

/** How many entries are kept. */
export const keptEntries = 100_000;

/** The broker's number in the trace; clients are numbered from 1 in the order in which they turned up. */
export const brokerNode = 0;

/** The number in the trace of a kind of message. */
export const labelOf = (api: ApiName, direction: Direction): number =>
  2 * apiNames.indexOf(api) + (direction === "request" ? 0 : 1);

/** `Produce request`: what `labelOf` numbers. */
export const labelName = (label: number): string =>
  `${apiNames[Math.floor(label / 2)] ?? "Unknown"} ${label % 2 === 0 ? "request" : "response"}`;

/** A trace in wall-clock time that can be listened to while it grows; its newest entries are kept. */
export class LiveTrace extends Trace {
  readonly #listeners: Set<(entry: TraceEntry) => void>;

  constructor(listeners = new Set<(entry: TraceEntry) => void>()) {
    super({ keep: "last", count: keptEntries });
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
    super.note(at, kind, a, b, c, d, e, f);
    if (this.#listeners.size === 0) return;
    const entry = { at, kind, values: [a, b, c, d, e, f].slice(0, kind.fields.length) };
    for (const listener of this.#listeners) listener(entry);
  }
}
