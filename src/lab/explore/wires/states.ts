import type { Digest } from "../../../sim/index.ts";
import { mixText } from "../machines/mix-text.ts";
import { Table } from "../machines/table.ts";
import type { Taking } from "./direction.ts";

/** The states of a direction: plain values, told apart by what they say, with what can happen in each. */
export class DirectionStates<State> {
  private readonly table = new Table<State>();
  private readonly known: (readonly Taking[] | undefined)[] = [];
  private readonly takingsIn: (state: State) => Iterable<Taking>;

  constructor(takingsIn: (state: State) => Iterable<Taking>) {
    this.takingsIn = takingsIn;
  }

  get size(): number {
    return this.table.size;
  }

  /** Takes all of them into a digest. */
  mixInto(digest: Digest): void {
    for (const name of this.table.names()) mixText(digest, name);
  }

  at(state: number): State {
    return this.table.at(state);
  }

  number(state: State): number {
    return this.table.number(JSON.stringify(state), () => state);
  }

  takings(state: number): readonly Taking[] {
    return (this.known[state] ??= [...this.takingsIn(this.at(state))]);
  }
}
