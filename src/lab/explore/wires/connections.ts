import type { Deed } from "../machines/vocabulary.ts";
import {
  type Direction,
  type Fate,
  type Taking,
  type Wires,
  connected,
  gone,
  noConnection,
  refused,
} from "./direction.ts";
import { failedWritesUntilServerStops } from "./direction.ts";
import { DirectionStates } from "./states.ts";

/** One direction of a connection. */
interface Lane {
  readonly connection: number;
  /** First to last. */
  readonly line: readonly number[];
  /** The first is late, and all others wait behind it. */
  readonly held: boolean;
  /** Something was lost: nothing that is sent from now on arrives. */
  readonly stalled: boolean;
  /** The client was told that it is there. */
  readonly opened: boolean;
  /** The client let go of it. The broker reads it to its end, unless it notices. */
  readonly closed: boolean;
  /** Answers that the broker wrote after that. */
  readonly failedWrites: number;
}

type State = readonly Lane[];

const newLane = (connection: number, line: readonly number[]): Lane => {
  return { connection, line, held: false, stalled: false, opened: false, closed: false, failedWrites: 0 };
};

/**
 * Connections: what is sent over one arrives in its order or not at all. What is lost takes with it all that follows in its
 * direction, and what is late holds it up.
 */
abstract class Connections extends DirectionStates<State> implements Direction {
  constructor() {
    super([]);
  }

  isStill(state: number): boolean {
    return this.at(state).every(isStill);
  }

  hasNext(state: number): boolean {
    return this.at(state).some((lane) => !lane.closed && !isStill(lane));
  }

  abstract afterDeeds(state: number, deeds: readonly Deed[], isUp: boolean): number;
  abstract afterAnswer(state: number, connection: number, message: number): number;
  abstract afterHangUp(state: number, connection: number): number;
  abstract afterStop(state: number): number;

  protected numbered(lanes: readonly Lane[]): number {
    return this.number(lanes.filter(({ closed, line }) => !closed || line.length > 0));
  }

  protected override *takingsIn(lanes: State): Generator<Taking> {
    for (const lane of lanes) {
      const { connection } = lane;
      const [message, ...rest] = lane.line;
      if (message === undefined) continue;
      const taking = (fate: Fate, left: Lane): Taking => {
        return { fate, message, connection, after: this.numbered(changed(lanes, connection, () => left)) };
      };
      const isLast = message === gone || message === refused;
      const opened = lane.opened || message === connected;
      const left: Lane = { ...lane, line: rest, held: false, opened, closed: lane.closed || isLast };
      if (lane.held) {
        yield taking("comes-late", left);
        continue;
      }
      yield taking("arrives", left);
      if (isLast) continue;
      // That the broker hung up is told all the same.
      const { opened: wasOpened } = lane;
      yield taking("lost", { ...left, opened: wasOpened, line: rest.filter((later) => later === gone), stalled: true });
      yield taking("held", { ...lane, held: true });
    }
  }
}

class ToBroker extends Connections {
  override afterDeeds(state: number, deeds: readonly Deed[], isUp: boolean): number {
    let lanes = this.at(state);
    for (const deed of deeds) {
      const { connection } = deed;
      if (deed.does === "send") {
        const { message } = deed;
        lanes = changed(lanes, connection, (lane) => joined(lane, message));
      } else if (deed.does === "connect") {
        if (isUp) lanes = [...lanes, newLane(connection, [])];
      } else lanes = changed(lanes, connection, (lane) => ({ ...lane, closed: true }));
    }
    return this.numbered(lanes);
  }

  override afterAnswer(state: number, connection: number): number {
    const lanes = this.at(state);
    return this.numbered(changed(lanes, connection, (lane) => (lane.closed ? writtenTo(lane) : lane)));
  }

  override afterHangUp(state: number, connection: number): number {
    return this.number(this.at(state).filter((lane) => lane.connection !== connection));
  }

  override afterStop(): number {
    return this.initial;
  }
}

class ToClient extends Connections {
  override afterDeeds(state: number, deeds: readonly Deed[], isUp: boolean): number {
    let lanes = this.at(state);
    for (const { does, connection } of deeds) {
      if (does === "connect") lanes = [newLane(connection, [isUp ? connected : refused])];
      else if (does === "close") lanes = lanes.filter((lane) => lane.connection !== connection);
    }
    return this.number(lanes);
  }

  override afterAnswer(state: number, connection: number, message: number): number {
    return this.numbered(changed(this.at(state), connection, (lane) => joined(lane, message)));
  }

  override afterHangUp(state: number, connection: number): number {
    return this.numbered(changed(this.at(state), connection, told));
  }

  override afterStop(state: number): number {
    return this.numbered(this.at(state).map(told));
  }

  present(state: number): number {
    return this.at(state)[0]?.connection ?? noConnection;
  }
}

const isStill = ({ line, held }: Lane): boolean => line.length === 0 || held;

const joined = (lane: Lane, message: number): Lane =>
  lane.stalled ? lane : { ...lane, line: [...lane.line, message] };

/** The same lanes but for one, if that is still there. */
const changed = (lanes: State, connection: number, change: (lane: Lane) => Lane): State =>
  lanes.map((lane) => (lane.connection === connection ? change(lane) : lane));

function writtenTo(lane: Lane): Lane {
  const failedWrites = lane.failedWrites + 1;
  return { ...lane, failedWrites, line: failedWrites < failedWritesUntilServerStops ? lane.line : [] };
}

/** The client is told that the broker has let go: behind what is under way, or in place of a connection that was yet to be. */
function told(lane: Lane): Lane {
  const { line, opened } = lane;
  if (line.includes(gone) || line.includes(refused)) return lane;
  if (!opened) return { ...lane, line: line.map(() => refused), stalled: true };
  return { ...lane, line: [...line, gone], stalled: true };
}

export const connections = (): Wires => ({ up: new ToBroker(), down: new ToClient() });
