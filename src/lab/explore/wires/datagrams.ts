import type { Deed } from "../machines/vocabulary.ts";
import { type Direction, type Fate, type Taking, type Wires, gone, noConnection } from "./direction.ts";
import { failedWritesUntilServerStops } from "./direction.ts";
import { DirectionStates } from "./states.ts";

type Item = readonly [message: number, connection: number];

interface State {
  /** To the broker: the connection that it has let go of, so that nothing is read from it. To the client: the one that it has. */
  readonly connection: number;
  /** First to last. */
  readonly line: readonly Item[];
  /** What is late or comes a second time, in no order. */
  readonly aside: readonly Item[];
  /** What others overtake, in no order: it arrives before time moves on. */
  readonly overtaken: readonly Item[];
  /** To the broker: connections that the client has let go of, with the answers that were written after that. */
  readonly left: readonly (readonly [connection: number, failedWrites: number])[];
}

/**
 * Datagrams: each message by itself may be lost, come twice, or be set aside so that others overtake it. A connection is
 * only a name for who talks to whom.
 */
abstract class Datagrams extends DirectionStates<State> implements Direction {
  constructor() {
    super({ connection: noConnection, line: [], aside: [], overtaken: [], left: [] });
  }

  isStill(state: number): boolean {
    const { line, overtaken } = this.at(state);
    return line.length === 0 && overtaken.length === 0;
  }

  hasNext(state: number): boolean {
    return this.at(state).line.length > 0;
  }

  abstract afterDeeds(state: number, deeds: readonly Deed[]): number;
  abstract afterAnswer(state: number, connection: number, message: number): number;
  abstract afterHangUp(state: number, connection: number): number;
  abstract afterStop(state: number, present: number): number;

  protected override *takingsIn(state: State): Generator<Taking> {
    const { line, aside, overtaken } = state;
    const [head, ...rest] = line;
    const taking = (fate: Fate, item: Item, change: Partial<State>): Taking => {
      return { fate, message: item[0], connection: item[1], after: this.number({ ...state, ...change }) };
    };
    if (head !== undefined) {
      yield taking("arrives", head, { line: rest });
      if (head[0] >= 0) {
        const besides = { line: rest, aside: [...aside, head].sort(compare) };
        yield taking("lost", head, { line: rest });
        yield taking("comes-twice", head, besides);
        yield taking("held", head, besides);
        yield taking("overtaken", head, { line: rest, overtaken: [...overtaken, head].sort(compare) });
      }
    }
    for (const [item, left] of choices(aside)) yield taking("comes-late", item, { aside: left });
    for (const [item, left] of choices(overtaken)) yield taking("comes-late", item, { overtaken: left });
  }
}

/** Each item with what is left without it; two that are alike are one choice. */
function* choices(items: readonly Item[]): Generator<readonly [item: Item, left: readonly Item[]]> {
  for (const [at, item] of items.entries()) {
    const before = items[at - 1];
    if (before !== undefined && compare(before, item) === 0) continue;
    yield [item, items.filter((_, place) => place !== at)];
  }
}

class ToBroker extends Datagrams {
  override afterDeeds(state: number, deeds: readonly Deed[]): number {
    let next = this.at(state);
    for (const deed of deeds) {
      const { connection } = deed;
      if (deed.does === "send") {
        const isRead = connection !== next.connection;
        if (isRead) next = { ...next, line: [...next.line, [deed.message, connection]] };
      } else if (deed.does === "connect") next = { ...next, connection: noConnection };
      else {
        const deaf = next.connection === connection ? noConnection : next.connection;
        next = { ...next, connection: deaf, left: [...next.left, [connection, 0]] };
      }
    }
    return this.numbered(next);
  }

  override afterAnswer(state: number, connection: number): number {
    const { left, ...next } = this.at(state);
    if (!left.some(([known]) => known === connection)) return state;
    const counted = left.map(([known, writes]) => [known, known === connection ? writes + 1 : writes] as const);
    const failed = counted.some(([known, writes]) => known === connection && writes >= failedWritesUntilServerStops);
    return this.numbered({ ...(failed ? without({ ...next, left }, connection) : next), left: counted });
  }

  override afterHangUp(state: number, connection: number): number {
    return this.numbered({ ...without(this.at(state), connection), connection });
  }

  /** What reaches a process that is not there is lost, and what comes to the next one belongs to none of its connections. */
  override afterStop(state: number, present: number): number {
    const { connection: deaf } = this.at(state);
    return this.number({
      connection: present === noConnection ? deaf : present,
      line: [],
      aside: [],
      overtaken: [],
      left: [],
    });
  }

  /** Of a connection that is left and has nothing under way there is nothing to remember. */
  private numbered(state: State): number {
    const { line, aside, overtaken } = state;
    const isUsed = (connection: number): boolean =>
      [...line, ...aside, ...overtaken].some((item) => item[1] === connection);
    return this.number({ ...state, left: state.left.filter(([connection]) => isUsed(connection)) });
  }
}

class ToClient extends Datagrams {
  override afterDeeds(state: number, deeds: readonly Deed[]): number {
    let next = this.at(state);
    for (const { does, connection } of deeds) {
      if (does === "connect") next = { ...next, connection };
      else if (does === "close") next = { ...without(next, connection), connection: noConnection };
    }
    return this.number(next);
  }

  /** What is sent to a client that has let go of the connection is never seen. */
  override afterAnswer(state: number, connection: number, message: number): number {
    const next = this.at(state);
    if (next.connection !== connection) return state;
    return this.number({ ...next, line: [...next.line, [message, connection]] });
  }

  override afterHangUp(state: number, connection: number): number {
    const next = this.at(state);
    if (next.connection !== connection || connection === noConnection) return state;
    return this.number({ ...next, connection: noConnection, line: [...next.line, [gone, connection]] });
  }

  override afterStop(state: number, present: number): number {
    return this.afterHangUp(state, present);
  }

  present(state: number): number {
    return this.at(state).connection;
  }
}

/** What is left when nothing of a connection arrives any more. */
function without(state: State, connection: number): State {
  const isLeft = (item: Item): boolean => item[1] !== connection;
  const { line, aside, overtaken } = state;
  return {
    ...state,
    line: line.filter(isLeft),
    aside: aside.filter(isLeft),
    overtaken: overtaken.filter(isLeft),
  };
}

/** By message first, then by connection. */
const compare = (one: Item, other: Item): number => one[0] - other[0] || one[1] - other[1];

export const datagrams = (): Wires => ({ up: new ToBroker(), down: new ToClient() });
