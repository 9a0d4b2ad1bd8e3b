import type { Instant } from "../../sim/index.ts";

/** One message between a producer and a broker, or the handshake of a connection. */
export interface Message {
  readonly towards: "broker" | "producer";
  /** What it carries, in words, and the same in a word. */
  readonly carries: string;
  readonly short: string;
  readonly sentAt: Instant;
  readonly handshake: boolean;
  /** In words how much longer than usual it takes. */
  readonly delayedBy: string | undefined;
  /** What became of it; known only when the whole trace has been read. */
  fate: "under-way" | "arrived" | "lost" | "cut" | "refused";
  doubled: boolean;
  readonly arrivals: Instant[];
}

export interface Arrival {
  readonly kind: "arrived";
  readonly at: Instant;
  readonly message: Message;
  /** The second one is that of a copy. */
  readonly nth: number;
}

/** One line of a diagram, before it is drawn. */
export type Row =
  /** Something at the producer's side, at the broker's side, or to the whole run. */
  | { readonly kind: "left" | "right" | "across"; readonly at: Instant; readonly text: string }
  | RecordsRow
  | { readonly kind: "sent" | "whole"; readonly at: Instant; readonly message: Message }
  | Arrival
  /** What a broker makes of a batch, and what it remembers after that. */
  | {
      readonly kind: "ruling";
      readonly at: Instant;
      readonly text: string;
      readonly window: string | undefined;
      /** The arrival of the request, where it has no line of its own. */
      readonly brought?: Arrival;
    };

/** Records that were sent with nothing between them, or acknowledged at one instant: told as one. */
export interface RecordsRow {
  readonly kind: "sends" | "acknowledged";
  readonly at: Instant;
  readonly until: Instant;
  readonly who: string;
  readonly where: string;
  readonly records: readonly string[];
  readonly offsets: readonly number[];
  readonly attempts: number;
}
