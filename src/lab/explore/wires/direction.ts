import type { Digest } from "../../../sim/index.ts";
import type { Deed } from "../machines/vocabulary.ts";

/**
 * What is done to what is under way. `arrives`, `comes-twice` and `comes-late` bring something to its receiver, where a
 * message that comes twice stays under way for its second time; `lost`, `held` and `overtaken` bring nothing. What is held
 * or overtaken comes late, the latter before time moves on.
 */
export type Fate = "arrives" | "comes-late" | "lost" | "comes-twice" | "held" | "overtaken";

/** Whether a fate brings a message to its receiver. */
export const brings = (fate: Fate): boolean => fate === "arrives" || fate === "comes-late" || fate === "comes-twice";

/** News of a connection, among the messages to a client. */
export const connected = -1;
export const refused = -2;
export const gone = -3;

/** One thing that can happen to what is under way. */
export interface Taking {
  readonly fate: Fate;
  /** The message's number in the vocabulary, or news of the connection. */
  readonly message: number;
  readonly connection: number;
  /** The state of the direction then. */
  readonly after: number;
}

/**
 * What is under way between one client and the broker in one direction, as states with numbers. A message is in line, where
 * it arrives in its turn and before time moves on; or it is late, or comes a second time, and arrives whenever it likes.
 */
export interface Direction {
  /** Nothing is under way, and there is no connection. */
  readonly initial: number;
  /** How many states were met. */
  readonly size: number;
  /** Takes all its states into a digest. */
  mixInto(digest: Digest): void;
  /** What can happen, in a fixed order. */
  takings(state: number): readonly Taking[];
  /** Nothing is in line: time may move on. */
  isStill(state: number): boolean;
  /** Something is in line that comes before all that is sent from now on. */
  hasNext(state: number): boolean;
  /** The client did something. `isUp`: the broker's process runs, so that it takes connections. */
  afterDeeds(state: number, deeds: readonly Deed[], isUp: boolean): number;
  /** The broker answers what came over a connection. */
  afterAnswer(state: number, connection: number, message: number): number;
  /** The broker closes a connection. */
  afterHangUp(state: number, connection: number): number;
  /** The broker's process ends, and its connections break; the client has the one with this number, or none. */
  afterStop(state: number, present: number): number;
}

/** The number of no connection. */
export const noConnection = -1;

/** Both directions between one client and the broker. */
export interface Wires {
  readonly up: Direction;
  readonly down: Direction & {
    /** The connection that the client has. */
    present(state: number): number;
  };
}

/** As in the network of a run: the first failed write makes the reset known, and one more request has been read by then. */
export const failedWritesUntilServerStops = 2;
