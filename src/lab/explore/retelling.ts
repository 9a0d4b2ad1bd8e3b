import { brokerName, type RunPlan } from "../../model/run/plan.ts";
import { type Fault, type Instant, type Tapes, InvariantError, instant, millis, start } from "../../sim/index.ts";
import { ClientMachine, type ClientInput } from "./machines/client-machine.ts";
import { aloneIn } from "./machines/client-part.ts";
import { Timeline, stepMicros } from "./timeline.ts";
import type { WayStep } from "./way.ts";
import { connected, gone, refused } from "./wires/direction.ts";
import type { World } from "./world.ts";

/** A way through a world as a plan for an ordinary run. */
export interface Retelling {
  /** By client: when each of its records is sent. */
  readonly sends: readonly (readonly Instant[])[];
  readonly faults: readonly Fault[];
  readonly tapes: Tapes;
  /** When the last step has been done. */
  readonly end: Instant;
}

/**
 * Tells a way as an ordinary run, in which every step has an instant of its own: messages take as long as it needs for
 * them to arrive in the order of the way, and what was done to them is written down as faults. The clients are run once
 * more, on clocks that tell those instants, for only they know when they wake up.
 *
 * @throws InvariantError where a client does otherwise than on the way.
 */
export function retold(world: World, plan: RunPlan, way: readonly WayStep[]): Retelling {
  const teller = new Teller(world, plan);
  for (const step of way) teller.tell(step);
  return teller.end();
}

interface Client {
  readonly name: string;
  readonly machine: ClientMachine;
  readonly up: Timeline;
  readonly down: Timeline;
  readonly sends: Instant[];
  crashedAt: Instant | undefined;
}

class Teller {
  private readonly world: World;
  private readonly plan: RunPlan;
  private readonly clients: readonly Client[];
  private readonly nodeFaults: Fault[] = [];
  private stoppedAt: Instant | undefined;
  private now: Instant = start;

  constructor(world: World, plan: RunPlan) {
    this.world = world;
    this.plan = plan;
    this.clients = plan.applications.map((application) => {
      const { name } = application;
      const alone = aloneIn(plan, application);
      const machine = new ClientMachine(alone.plan, alone.application, world.vocabulary);
      const [up, down] = [new Timeline(name, brokerName), new Timeline(brokerName, name)];
      return { name, machine, up, down, sends: [], crashedAt: undefined };
    });
    for (const client of this.clients) this.put(client, { kind: "begin", at: start });
  }

  tell(step: WayStep): void {
    const { deed, client: number } = step.action;
    const client = this.clients[number] as Client;
    if (deed === "advance") {
      this.advance(step);
      return;
    }
    this.now = instant(this.now + stepMicros);
    const { now: at } = this;
    switch (deed) {
      case "take-up":
        this.takeUp(client, number, step);
        break;
      case "take-down":
        this.takeDown(client, step);
        break;
      case "send":
        client.sends.push(at);
        this.put(client, { kind: deed, at });
        break;
      case "crash":
        client.crashedAt = at;
        this.put(client, { kind: deed, at });
        break;
      case "restart":
        this.restart(client);
        this.put(client, { kind: deed, at });
        break;
      case "stop":
        this.stop();
        break;
      case "start":
        this.startBroker();
    }
  }

  end(): Retelling {
    const end = instant(this.now + stepMicros);
    for (const client of this.clients) {
      client.up.settle(end);
      client.down.settle(end);
      if (client.crashedAt !== undefined) this.restart(client);
    }
    if (this.stoppedAt !== undefined) this.startBroker();
    const faults = this.clients.flatMap(({ up, down }) => [...up.faults, ...down.faults]);
    return {
      sends: this.clients.map(({ sends }) => sends),
      faults: [...faults, ...this.nodeFaults],
      tapes: this.tapes(),
      end,
    };
  }

  private tapes(): Tapes {
    const tapes: Record<string, readonly number[]> = {};
    for (const { name, up, down } of this.clients) {
      tapes[`delay ${name}>${brokerName}`] = up.delays.delay;
      tapes[`delay ${brokerName}>${name}`] = down.delays.delay;
      tapes[`farewell delay ${brokerName}>${name}`] = down.delays.farewell;
    }
    return Object.fromEntries(Object.entries(tapes).filter(([, delays]) => delays.length > 0));
  }

  private takeUp(client: Client, number: number, step: WayStep): void {
    const { taking } = step;
    if (taking === undefined) return;
    const { message, connection } = taking;
    if (!this.pass(client.up, step)) return;
    const handled = this.world.handling(step.before, number, message);
    if (handled?.answer !== undefined) {
      const { answer } = handled;
      client.down.post("message", `${this.apiOf(answer)} response`, answer, connection, this.now);
    }
    if (handled?.hangsUp === true) client.down.postOnce("farewell", "farewell", gone, connection, this.now);
  }

  private takeDown(client: Client, step: WayStep): void {
    const { taking } = step;
    if (taking === undefined) return;
    const { message, connection, fate } = taking;
    const isHandshake = message === connected || message === refused;
    if (isHandshake) {
      // Both of its messages are one step: the first of them takes all of its time.
      if (fate === "lost") client.down.unpost(connected, connection);
      if (!this.pass(client.up, { ...step, taking: { ...taking, message: connected } })) return;
      client.down.arrive(connected, connection, this.now, false);
    } else if (!this.pass(client.down, step)) return;
    const at = this.now;
    if (message >= 0) {
      const response = this.world.vocabulary.messages.at(message);
      this.put(client, { kind: "answer", at, connection, response } as ClientInput);
    } else {
      const kind = message === connected ? "connected" : message === gone ? "gone" : "refused";
      this.put(client, { kind, at, connection });
    }
  }

  /** What becomes of something that is under way; whether it reaches somebody now. */
  private pass(timeline: Timeline, { taking }: WayStep): boolean {
    if (taking === undefined) return false;
    const { fate, message, connection } = taking;
    switch (fate) {
      case "lost":
        timeline.lose(message, connection);
        return false;
      case "held":
      case "overtaken":
        timeline.hold(message, connection);
        return false;
      case "comes-late":
        timeline.arriveLate(message, connection, this.now);
        return true;
      default:
        timeline.arrive(message, connection, this.now, fate === "comes-twice");
        return true;
    }
  }

  /** Time moves on to where somebody does something by itself; his clock says when that is. */
  private advance({ before, after }: WayStep): void {
    const due = this.world.timeOf(after);
    for (const [number, client] of this.clients.entries()) {
      if (!this.world.movesAt(before, number, due)) continue;
      const at = this.put(client, { kind: "advance" });
      if (at < due || at >= due + millis(1)) {
        throw new InvariantError(`${client.name} was to go on at ${due} and does at ${at}`);
      }
      if (at > this.now) this.now = at;
    }
  }

  private put(client: Client, input: ClientInput): Instant {
    const { at, deeds } = client.machine.step(input);
    for (const deed of this.world.vocabulary.deeds.at(deeds)) {
      const { connection } = deed;
      if (deed.does === "send")
        client.up.post("message", `${this.apiOf(deed.message)} request`, deed.message, connection, at);
      else if (deed.does === "connect" && this.plan.discipline === "tcp") {
        client.up.post("connect", "connect", connected, connection, at);
        client.down.post("accept", "accept", connected, connection, at);
      }
    }
    return at;
  }

  private restart(client: Client): void {
    const { crashedAt: at, name } = client;
    if (at === undefined) return;
    const until = instant(Math.max(this.now, at + stepMicros));
    this.nodeFaults.push({ at, do: "node", node: name, action: "crash", until });
    client.crashedAt = undefined;
  }

  private stop(): void {
    this.stoppedAt = this.now;
    for (const client of this.clients) {
      const present = client.machine.network.present;
      if (present?.state !== "open") continue;
      client.down.postOnce("farewell", "farewell", gone, present.ordinal, this.now);
    }
  }

  private startBroker(): void {
    const { stoppedAt: at } = this;
    if (at === undefined) return;
    const until = instant(Math.max(this.now, at + stepMicros));
    this.nodeFaults.push({ at, do: "node", node: brokerName, action: "restart-kill", until });
    this.stoppedAt = undefined;
  }

  private apiOf(message: number): string {
    return this.world.vocabulary.messages.at(message).api;
  }
}
