import type { Digest } from "../../../sim/index.ts";
import { mixText } from "../machines/mix-text.ts";
import { Table } from "../machines/table.ts";
import type { Taking } from "./direction.ts";

/** The states of a direction: plain values, told apart by what they say, with what can happen in each. */
export abstract class DirectionStates<State> {
  readonly initial: number;
  private readonly table = new Table<State>();
  private readonly known: (readonly Taking[] | undefined)[] = [];

  constructor(initial: State) {
    this.initial = this.number(initial);
  }

  get size(): number {
    return this.table.size;
  }

  /** Takes all of them into a digest. */
  mixInto(digest: Digest): void {
    for (const name of this.table.names()) mixText(digest, name);
  }

  takings(state: number): readonly Taking[] {
    return (this.known[state] ??= [...this.takingsIn(this.at(state))]);
  }

  protected at(state: number): State {
    return this.table.at(state);
  }

  protected number(state: State): number {
    return this.table.number(JSON.stringify(state), () => state);
  }

  protected abstract takingsIn(state: State): Iterable<Taking>;
}
