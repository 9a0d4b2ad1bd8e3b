import type { StateSpace } from "./state-space.ts";
import { StateTable } from "./state-table.ts";

export interface SearchOptions {
  /** States with fewer faults first, so that what breaks first breaks by the fewest; otherwise those with fewer steps. */
  readonly fewestFaultsFirst: boolean;
  /** Whether to go on when something is broken. */
  readonly beyondBroken: boolean;
  readonly statesMost: number;
  readonly bytesMost: number;
}

/** How a search came to its end. */
export type SearchEnd =
  /** Every state was met and followed up. */
  | "complete"
  /** Something was broken, and it was not to go on. */
  | "broken"
  | "states-limit"
  | "memory-limit";

/** How many states lie between two looks at the limits, and two reports. */
const stretch = 4_096;

/** Explores a space state by state. */
export class Search {
  readonly table: StateTable;
  transitions = 0;
  /** States with no way on. */
  ends = 0;
  /** States in which something is broken, or that are the end of a run in which it is; in the order in which they were met. */
  readonly broken: number[] = [];
  private readonly space: StateSpace;
  private readonly options: SearchOptions;
  /** By the number of faults: states that were met, in their order. */
  private readonly layers: number[][] = [[]];

  constructor(space: StateSpace, options: SearchOptions) {
    this.space = space;
    this.options = options;
    this.table = new StateTable(space.width);
  }

  /** Runs to its end, and yields now and then. `besides`: memory that is taken beside the states. */
  *run(besides: () => number): Generator<Search, SearchEnd> {
    const { table, layers, options } = this;
    this.meet(this.space.first, -1, 0, 0);
    for (let faults = 0; faults < layers.length; faults++) {
      const layer = layers[faults] as number[];
      for (let at = 0; at < layer.length; at++) {
        this.follow(layer[at] as number, faults);
        if (this.broken.length > 0 && !options.beyondBroken) return "broken";
        if (at % stretch !== 0) continue;
        if (table.size > options.statesMost) return "states-limit";
        if (table.bytes + besides() > options.bytesMost) return "memory-limit";
        yield this;
      }
      // Nobody comes back to it.
      layers[faults] = [];
    }
    return "complete";
  }

  /** What was done on the way to a state, from the first one on. */
  way(to: number): readonly number[] {
    const actions: number[] = [];
    for (let at = this.table.origin(to); at.from >= 0; at = this.table.origin(at.from)) actions.push(at.by);
    return actions.reverse();
  }

  private follow(state: number, faults: number): void {
    const before = this.transitions;
    const numbers = this.table.state(state);
    this.space.expand(numbers, (next, action, more) => {
      this.transitions++;
      this.meet(next, state, action, this.options.fewestFaultsFirst ? faults + more : 0);
    });
    if (this.transitions > before) return;
    this.ends++;
    if (this.space.isBrokenEnd(numbers) && !this.space.isBroken(numbers)) this.broken.push(state);
  }

  private meet(state: Int32Array, from: number, action: number, layer: number): void {
    const number = this.table.add(state, from, action);
    if (number < 0) return;
    while (this.layers.length <= layer) this.layers.push([]);
    (this.layers[layer] as number[]).push(number);
    if (this.space.isBroken(state)) this.broken.push(number);
  }
}
