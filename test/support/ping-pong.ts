import {
  type Connection,
  type Discipline,
  type Fault,
  type Instant,
  type LinkSettings,
  Network,
  type NetworkEvent,
  type NodeId,
  Scheduler,
  type Stream,
  Streams,
  type SwarmProfile,
  type Tapes,
  type TiePolicy,
  type TimerId,
  Trace,
  type TraceEntry,
  type TraceSink,
  fifo,
  instant,
  micros,
  never,
  plus,
  uniformDelay,
} from "../../src/sim/index.ts";

/**
 * The smallest system with everything a run has: two players who ask a table, give up on an answer, walk away, come back
 * after a pause that chance draws, and a table that can be struck down. It is there to run the kernel, and says nothing.
 */
export interface PingPongPlan {
  readonly seed: number;
  readonly discipline: Discipline;
  readonly ties?: TiePolicy;
  readonly swarm?: SwarmProfile;
  readonly plan?: readonly Fault[];
  readonly tapes?: Tapes | undefined;
  readonly record?: boolean;
  readonly link?: LinkSettings;
  readonly sink?: TraceSink;
  readonly until?: Instant;
}

export interface PingPongRun {
  readonly digest: string;
  readonly fired: number;
  readonly now: Instant;
  readonly faults: readonly Fault[];
  readonly tapes: Tapes;
  readonly entries: readonly TraceEntry[];
}

type Event =
  | NetworkEvent<number>
  | { readonly kind: "turn"; readonly player: Player }
  | { readonly kind: "up"; readonly node: NodeId };

interface Player {
  readonly node: NodeId;
  readonly timer: TimerId;
  readonly mood: Stream;
  connection: Connection | undefined;
  asked: number;
}

const playerNames: readonly string[] = ["ann", "bob"];
const tableName = "table";

/** One game on the kernel alone. */
class PingPong {
  readonly scheduler: Scheduler<Event>;
  readonly trace: Trace;
  readonly streams: Streams;
  readonly network: Network<number>;
  readonly #players: Player[];
  readonly #table: NodeId;

  constructor(plan: PingPongPlan) {
    this.scheduler = new Scheduler<Event>(plan.ties ?? fifo);
    this.trace = new Trace(plan.sink);
    this.streams = new Streams({ seed: plan.seed, tapes: plan.tapes, record: plan.record });
    const link = plan.link ?? { delay: uniformDelay(micros(50), micros(450)), capacity: 0 };
    this.network = new Network<number>({
      discipline: plan.discipline,
      nodes: [...playerNames, tableName],
      labels: ["ping", "pong"],
      link: () => link,
      swarm: plan.swarm ?? {},
      plan: plan.plan ?? [],
      scheduler: this.scheduler,
      streams: this.streams,
      trace: this.trace,
    });
    this.#table = this.network.node(tableName);
    this.#players = playerNames.map((name) => this.#seat(name));
  }

  play(until: Instant): void {
    for (let due = this.scheduler.next(until); due !== undefined; due = this.scheduler.next(until)) {
      this.#dispatch(due);
    }
  }

  #seat(name: string): Player {
    const event: { kind: "turn"; player: Player | undefined } = { kind: "turn", player: undefined };
    const timer = this.scheduler.timer(event as Event);
    const mood = this.streams.stream("mood", name);
    const player: Player = { node: this.network.node(name), timer, mood, connection: undefined, asked: 0 };
    event.player = player;
    this.scheduler.arm(timer, instant(0));
    return player;
  }

  #dispatch(due: Event): void {
    if (due.kind === "turn") this.#takeTurn(due.player);
    else if (due.kind === "up") this.network.bringUp(due.node);
    else if (this.network.arrives(due)) this.#happen(due);
  }

  #happen(due: NetworkEvent<number>): void {
    if (due.kind === "fault") {
      if (due.fault.do !== "node") return;
      const node = this.network.node(due.fault.node);
      this.network.takeDown(node);
      if (due.fault.until !== never) this.scheduler.schedule(due.fault.until, { kind: "up", node });
      return;
    }
    if (due.kind === "healed") return;
    const player = this.#players[due.connection.client];
    if (player === undefined) throw new Error("a stranger came");
    if (due.kind === "arrival" && due.toServer) {
      this.network.send(due.connection, false, this.network.label("pong"), due.body);
    } else if (due.connection === player.connection) this.#hear(due, player);
  }

  #hear(due: NetworkEvent<number>, player: Player): void {
    if (due.kind === "connected") this.#ask(player);
    else if (due.kind === "arrival") this.#arm(player, player.mood.between(0, 200));
    else {
      player.connection = undefined;
      this.#arm(player, player.mood.between(100, 900));
    }
  }

  /** Its timer went off: time to come, to ask again, or to give up on an answer. */
  #takeTurn(player: Player): void {
    if (player.connection === undefined) {
      player.connection = this.network.connect(player.node, this.#table);
      this.#arm(player, 5_000);
      return;
    }
    if (player.connection.state === "open" && player.mood.between(0, 9) < 9) {
      this.#ask(player);
      return;
    }
    this.network.close(player.connection);
    player.connection = undefined;
    this.#arm(player, player.mood.between(100, 900));
  }

  #ask(player: Player): void {
    if (player.connection === undefined) return;
    // Two at once, so that there is an order to keep.
    for (let nth = 0; nth < 2; nth++) {
      this.network.send(player.connection, true, this.network.label("ping"), player.asked++);
    }
    this.#arm(player, 1_000);
  }

  #arm(player: Player, wait: number): void {
    this.scheduler.arm(player.timer, plus(this.scheduler.now, micros(wait)));
  }
}

export function pingPong(plan: PingPongPlan): PingPongRun {
  const game = new PingPong(plan);
  game.play(plan.until ?? instant(60_000));
  return {
    digest: game.trace.digest.hex,
    fired: game.scheduler.fired,
    now: game.scheduler.now,
    faults: game.network.faults,
    tapes: game.streams.recorded(),
    entries: game.trace.entries,
  };
}
