/** Takes one way on from a state: where it leads, a number for what is done, and how many faults that is. */
export type Emit = (next: Int32Array, action: number, faults: number) => void;

/** What can be explored: states as lists of whole numbers, and what each leads to. */
export interface StateSpace {
  /** How many numbers a state has. */
  readonly width: number;
  readonly first: Int32Array;
  /** Tells all ways on. What it passes on it may write anew for the next one. */
  expand(state: Int32Array, emit: Emit): void;
  /** Whether something is broken in a state. */
  isBroken(state: Int32Array): boolean;
  /** Whether something is broken in a state that leads nowhere. */
  isBrokenEnd(state: Int32Array): boolean;
}
