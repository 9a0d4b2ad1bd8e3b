import { SearchAgenda } from "./agenda.ts";
import type { StateSpace } from "./state-space.ts";
import { StateTable } from "./state-table.ts";

export interface SearchOptions {
  /** Whether to go on when something is broken. */
  readonly beyondBroken: boolean;
  readonly statesMost: number;
  /** Memory in bytes, of everything. */
  readonly bytesMost: number;
  /** Leaves out states with more faults; as many as the space has unless given. */
  readonly faultsMost?: number;
}

/** How a search came to its end. */
export type SearchEnd =
  /** Every state was met and followed up. */
  | "complete"
  /** Something was broken, and it was not to go on. */
  | "broken"
  | "states-limit"
  | "memory-limit";

/** How many states lie between two looks at the memory, and two reports. */
const stretch = 1_024;

/**
 * Explores a space state by state: those with the fewest faults first, and of these those with the fewest steps, so that
 * what is met broken first is broken by the fewest faults in the fewest steps.
 */
export class Search {
  readonly table: StateTable;
  transitions = 0;
  /** States with no way on. */
  ends = 0;
  /** States in which something is broken, or that are the end of a run in which it is; in the order in which they were followed up. */
  readonly broken: number[] = [];
  private readonly space: StateSpace;
  private readonly options: SearchOptions;
  private readonly agenda = new SearchAgenda();
  private readonly faultsOfBroken = new Map<number, number>();
  private readonly faultsMost: number;

  constructor(space: StateSpace, options: SearchOptions) {
    this.space = space;
    this.options = options;
    this.faultsMost = options.faultsMost ?? Infinity;
    this.table = new StateTable(space.width);
  }

  /** The faults of the states that are followed up now, and their steps. */
  get present(): SearchAgenda["present"] {
    return this.agenda.present;
  }

  /** Runs to its end, and yields now and then. `bytes`: the memory that is taken by now, of everything. */
  *run(bytes: () => number): Generator<Search, SearchEnd> {
    const { table, agenda, options } = this;
    this.meet(this.space.first, -1, 0, 0);
    let followed = 0;
    for (let state = agenda.take(); state >= 0; state = agenda.take()) {
      const { faults, steps } = agenda.present;
      // It was followed up in its time, with fewer steps.
      if (table.steps(state) !== steps) continue;
      this.follow(state, faults, steps);
      if (this.broken.length > 0 && !options.beyondBroken) return "broken";
      if (table.size > options.statesMost) return "states-limit";
      if (++followed % stretch !== 0) continue;
      if (bytes() > options.bytesMost) return "memory-limit";
      yield this;
    }
    return "complete";
  }

  /** The faults that lie before a state that was found broken. */
  faults(state: number): number {
    const faults = this.faultsOfBroken.get(state);
    if (faults === undefined) throw new RangeError(`state ${state} was not found broken`);
    return faults;
  }

  /** The states on the way to one, from the first one on to it. */
  way(to: number): readonly Int32Array[] {
    const states: Int32Array[] = [];
    for (let at = to; at >= 0; at = this.table.origin(at)) states.push(this.table.state(at));
    return states.toReversed();
  }

  private follow(state: number, faults: number, steps: number): void {
    const before = this.transitions;
    const numbers = this.table.state(state);
    if (this.space.isBroken(numbers)) this.isFound(state, faults);
    this.space.expand(numbers, (next, _action, more) => {
      this.transitions++;
      if (faults + more > this.faultsMost) return;
      this.meet(next, state, faults + more, steps + 1);
    });
    if (this.transitions > before) return;
    this.ends++;
    if (this.space.isBrokenEnd(numbers) && !this.space.isBroken(numbers)) this.isFound(state, faults);
  }

  private isFound(state: number, faults: number): void {
    this.broken.push(state);
    this.faultsOfBroken.set(state, faults);
  }

  private meet(state: Int32Array, from: number, faults: number, steps: number): void {
    const { table, agenda } = this;
    const number = table.add(state, from, steps);
    if (number >= 0) agenda.put(number, faults, steps);
    else if (steps < table.steps(~number)) {
      table.reach(~number, from, steps);
      agenda.put(~number, faults, steps);
    }
  }
}
