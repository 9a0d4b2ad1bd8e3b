import type { Advertised } from "../../src/wire/server/advertised.ts";
import type { Seen } from "./verdict.ts";

/** One connection as its client has it. */
export interface Line {
  send(chunk: Buffer): void;
  /** Waits until nothing more is to be expected for now, and gives what was seen since the last time. */
  look(): Promise<Seen>;
  hangUp(): void;
}

/** Where a broker is reached: over sockets or past them. */
export interface Door {
  readonly advertised: Advertised;
  /** How long an answer may take. */
  readonly patienceMillis: number;
  open(): Promise<Line>;
  /** Makes a broker as it was in the beginning out of what is behind the door; says what it had come to hold. */
  renew(): Promise<Holdings>;
  /** What went wrong inside since the last time; empty: nothing. */
  mistakes(): readonly string[];
}

/** What requests that were valid in spite of all left behind in a broker. */
export interface Holdings {
  readonly topics: number;
  readonly batches: number;
}
