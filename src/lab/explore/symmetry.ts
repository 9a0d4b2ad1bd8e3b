import { Memo } from "./machines/table.ts";

/** What a state says of its clients as a whole: numbers of histories that can be told with the clients called otherwise. */
export interface Renamed {
  /** The number of the same history where client `c` is called `named[c]`. */
  renamed(state: number, named: readonly number[]): number;
}

/** Where in a state what stands. */
export interface Layout {
  readonly clients: number;
  /** Numbers that each client has by itself; they come first. */
  readonly perClient: number;
  readonly brokerAt: number;
  readonly truthAt: number;
}

/**
 * Clients that are alike in all but their names can change their places: whatever one of two such states leads to, the
 * other leads to as well, with the names changed. So of all states that differ in nothing else one stands for all: the one
 * whose clients come in the order of their own numbers, and of several such the least.
 */
export class Symmetry {
  private readonly layout: Layout;
  private readonly broker: Renamed;
  private readonly truth: Renamed;
  /** Every way in which clients that are alike can change their places, as `named[client]`; the first one changes nothing. */
  private readonly ways: readonly (readonly number[])[];
  private readonly brokerMemo = new Memo();
  private readonly truthMemo = new Memo();
  private readonly candidate: Int32Array;
  private readonly least: Int32Array;

  /** `kinds[client]`: alike are those that have one kind. */
  constructor(layout: Layout, width: number, kinds: readonly number[], broker: Renamed, truth: Renamed) {
    this.layout = layout;
    this.broker = broker;
    this.truth = truth;
    this.ways = waysFor(kinds);
    this.candidate = new Int32Array(width);
    this.least = new Int32Array(width);
  }

  /** Whether there are clients that are alike. */
  get isTrivial(): boolean {
    return this.ways.length === 1;
  }

  /** How many states one can stand for at most. */
  get order(): number {
    return this.ways.length;
  }

  /** The state that stands for this one; valid until the next call, unless it is the same. */
  canonical(state: Int32Array): Int32Array {
    const { least, candidate } = this;
    let isChanged = false;
    for (let way = 1; way < this.ways.length; way++) {
      const present = isChanged ? least : state;
      const order = this.compareClients(state, way, present);
      if (order > 0) continue;
      this.rename(state, way, candidate);
      if (order === 0 && !isLess(candidate, present)) continue;
      least.set(candidate);
      isChanged = true;
    }
    return isChanged ? least : state;
  }

  /** How what is the clients' own would compare with that of another state if they were called otherwise. */
  private compareClients(state: Int32Array, way: number, other: Int32Array): number {
    const { clients, perClient } = this.layout;
    const places = this.ways[way] as readonly number[];
    for (let place = 0; place < clients; place++) {
      const from = perClient * places.indexOf(place);
      for (let at = 0; at < perClient; at++) {
        const difference = (state[from + at] as number) - (other[perClient * place + at] as number);
        if (difference !== 0) return difference;
      }
    }
    return 0;
  }

  /** The same state with the clients called otherwise, in one of the ways from 0 to `order - 1`. */
  image(state: Int32Array, way: number): Int32Array {
    const image = new Int32Array(state.length);
    this.rename(state, way, image);
    return image;
  }

  private rename(state: Int32Array, way: number, into: Int32Array): void {
    const { clients, perClient, brokerAt, truthAt } = this.layout;
    const named = this.ways[way] as readonly number[];
    into.set(state);
    for (let client = 0; client < clients; client++) {
      const [from, to] = [perClient * client, perClient * (named[client] as number)];
      for (let at = 0; at < perClient; at++) into[to + at] = state[from + at] as number;
    }
    into[brokerAt] = remembered(this.brokerMemo, this.broker, state[brokerAt] as number, way, named);
    into[truthAt] = remembered(this.truthMemo, this.truth, state[truthAt] as number, way, named);
  }
}

function remembered(memo: Memo, what: Renamed, state: number, way: number, named: readonly number[]): number {
  return memo.get(state, way) ?? memo.set(state, way, what.renamed(state, named));
}

function isLess(one: Int32Array, other: Int32Array): boolean {
  for (let at = 0; at < one.length; at++) {
    if (one[at] !== other[at]) return (one[at] as number) < (other[at] as number);
  }
  return false;
}

function waysFor(kinds: readonly number[]): readonly (readonly number[])[] {
  let ways: (readonly number[])[] = [[]];
  for (const kind of kinds) {
    ways = ways.flatMap((way) => {
      const free = kinds.flatMap((other, place) => (other === kind && !way.includes(place) ? [place] : []));
      return free.map((place) => [...way, place]);
    });
  }
  return ways;
}
