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
  Streams,
  type SwarmProfile,
  type Tapes,
  type TiePolicy,
  Trace,
  constantDelay,
  fifo,
  instant,
  micros,
  plannedAnswer,
} from "../../src/sim/index.ts";

export interface WireOptions {
  readonly discipline?: Discipline;
  readonly link?: LinkSettings;
  readonly linkOf?: (from: string, to: string) => LinkSettings;
  readonly swarm?: SwarmProfile;
  readonly plan?: readonly Fault[];
  readonly ties?: TiePolicy;
  readonly seed?: number;
  readonly tapes?: Tapes;
  readonly healsAt?: Instant;
}

/** What somebody learnt: `12 b heard m1`, `20 a lost c0`. */
export type Heard = string;

type Event = NetworkEvent<string> | { readonly kind: "do"; readonly what: () => void };

/** Two nodes, a (a client) and b (a server), a delay of 10us each way, and a list of all that either end was told. */
export class Wire {
  readonly network: Network<string>;
  readonly scheduler: Scheduler<Event>;
  readonly trace = new Trace({ keep: "all" });
  readonly heard: Heard[] = [];
  readonly a: NodeId;
  readonly b: NodeId;

  constructor(options: WireOptions = {}) {
    const link = options.link ?? { delay: constantDelay(micros(10)), capacity: 0 };
    this.scheduler = new Scheduler<Event>(options.ties ?? fifo);
    this.network = new Network<string>({
      discipline: options.discipline ?? "tcp",
      nodes: ["a", "b"],
      labels: ["ask", "answer"],
      link: options.linkOf ?? (() => link),
      swarm: options.swarm ?? {},
      plan: options.plan ?? [],
      scheduler: this.scheduler,
      streams: new Streams({ seed: options.seed ?? 1, tapes: options.tapes }),
      trace: this.trace,
      ...(options.healsAt === undefined ? {} : { healsAt: options.healsAt }),
    });
    this.a = this.network.node("a");
    this.b = this.network.node("b");
  }

  get now(): number {
    return this.scheduler.now;
  }

  connect(): Connection {
    return this.network.connect(this.a, this.b);
  }

  /** A connection that is open by now. */
  open(): Connection {
    const connection = this.connect();
    while (connection.state !== "open" && this.step());
    this.heard.length = 0;
    return connection;
  }

  ask(connection: Connection, ...bodies: readonly string[]): this {
    for (const body of bodies) this.network.send(connection, true, this.network.label("ask"), body);
    return this;
  }

  answer(connection: Connection, ...bodies: readonly string[]): this {
    for (const body of bodies) this.network.send(connection, false, this.network.label("answer"), body);
    return this;
  }

  /** Does something at an instant, in its place among the events. */
  at(due: number, what: () => void): this {
    this.scheduler.schedule(instant(due), { kind: "do", what });
    return this;
  }

  step(): boolean {
    const due = this.scheduler.next();
    if (due === undefined) return false;
    if (due.kind === "do") due.what();
    else if (this.network.arrives(due)) this.heard.push(`${this.now} ${this.#told(due)}`);
    return true;
  }

  /** Runs until nothing is left to come. */
  settle(): this {
    for (let steps = 0; this.step(); steps++) if (steps > 1_000_000) throw new Error("it never settles");
    return this;
  }

  /** What arrived, without the instants. */
  get bodies(): readonly string[] {
    return this.heard.flatMap((line) => (line.includes(" heard ") ? [line.slice(line.lastIndexOf(" ") + 1)] : []));
  }

  /** A fault may have the receiver answer a message in its own way. */
  #toAnswer(event: Event & { readonly kind: "arrival" }): string {
    const answer = plannedAnswer(event);
    return answer === undefined ? "" : `is to answer ${answer} and `;
  }

  #told(event: NetworkEvent<string>): string {
    switch (event.kind) {
      case "arrival":
        return `${event.toServer ? "b" : "a"} ${this.#toAnswer(event)}heard ${event.body}`;
      case "fault":
        return `fault ${event.fault.do}`;
      case "healed":
        return "healed";
      default:
        return `${event.kind} ${event.connection.ordinal}`;
    }
  }
}
