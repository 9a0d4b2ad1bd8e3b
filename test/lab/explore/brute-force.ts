import type { Request, Response } from "../../../src/model/protocol.ts";
import type { RunPlan } from "../../../src/model/run/plan.ts";
import { BrokerMachine, noAnswer } from "../../../src/lab/explore/machines/broker-machine.ts";
import { mindsTime } from "../../../src/lab/explore/machines/broker-time.ts";
import { ClientMachine, type ClientInput } from "../../../src/lab/explore/machines/client-machine.ts";
import { aloneIn, recordIdsOf } from "../../../src/lab/explore/machines/client-part.ts";
import type { BrokerSight, ClientSight } from "../../../src/lab/explore/machines/observation.ts";
import { TruthMachine } from "../../../src/lab/explore/machines/truth-machine.ts";
import { Vocabulary } from "../../../src/lab/explore/machines/vocabulary.ts";
import type { Scope } from "../../../src/lab/explore/scope.ts";
import { type Instant, never, start } from "../../../src/sim/index.ts";
import { described } from "./described.ts";

/**
 * All that can happen within a scope, counted in the plainest way there is: every run is made from its beginning, with new
 * clients and a new broker, by a list of choices; nothing is put back, nothing is remembered, no two states share a thing.
 * A state is told apart by all that its objects hold, written out as text. Connections only.
 */
export function countByBruteForce(
  plan: RunPlan,
  scope: Scope,
): { readonly states: number; readonly transitions: number } {
  const met = new Set<string>();
  let transitions = 0;
  let layer: (readonly string[])[] = [[]];
  met.add(new PlainRun(plan, scope, []).described());
  while (layer.length > 0) {
    const next: (readonly string[])[] = [];
    for (const choices of layer) {
      for (const choice of new PlainRun(plan, scope, choices).choices()) {
        const run = new PlainRun(plan, scope, [...choices, choice]);
        if (run.isImpossible) continue;
        transitions++;
        const state = run.described();
        if (met.has(state)) continue;
        met.add(state);
        next.push([...choices, choice]);
      }
    }
    layer = next;
  }
  return { states: met.size, transitions };
}

/** One connection as both of its ends have it. News to the client stand among its messages. */
interface Pipe {
  readonly id: number;
  up: Request[];
  down: (Response | "connected" | "refused" | "gone")[];
  upLate: boolean;
  downLate: boolean;
  upDead: boolean;
  downDead: boolean;
  opened: boolean;
  /** The client has let go, and how many answers have been written since. */
  left: boolean;
  writes: number;
  /** The broker, or its process, has let go: nothing is read from it. */
  unread: boolean;
}

interface PlainClient {
  readonly machine: ClientMachine;
  readonly pipes: Pipe[];
  readonly saw: string[];
}

const kinds = ["losses", "delays", "crashes", "restarts"] as const;

class PlainRun {
  isImpossible = false;
  private readonly plan: RunPlan;
  private readonly scope: Scope;
  private readonly made: readonly string[];
  private readonly vocabulary: Vocabulary;
  private readonly clients: readonly PlainClient[];
  private readonly broker: BrokerMachine;
  private readonly brokerSaw: string[] = [];
  private readonly truth: TruthMachine;
  private readonly spent = { losses: 0, delays: 0, crashes: 0, restarts: 0 };
  private isUp = true;
  private movesWhileDown = 0;
  private now: Instant = start;
  /** How many of the choices lie before the last move of time. */
  private waited = 0;

  constructor(plan: RunPlan, scope: Scope, choices: readonly string[]) {
    [this.plan, this.scope, this.made] = [plan, scope, choices];
    this.vocabulary = new Vocabulary(plan);
    this.truth = new TruthMachine(plan, plan.applications.map(recordIdsOf));
    this.broker = new BrokerMachine(plan, this.vocabulary);
    this.clients = plan.applications.map((application) => {
      const alone = aloneIn(plan, application);
      return { machine: new ClientMachine(alone.plan, alone.application, this.vocabulary), pipes: [], saw: [] };
    });
    for (const at of this.clients.keys()) this.give(at, { kind: "begin", at: start });
    for (const choice of choices) this.make(choice);
  }

  choices(): readonly string[] {
    const may = (kind: (typeof kinds)[number]): boolean => this.spent[kind] < this.scope[kind];
    const all: string[] = [];
    for (const [at, { machine, pipes }] of this.clients.entries()) {
      const { isUp, isOver, canSend } = machine.standing;
      if (!isOver && canSend) all.push(`send ${at}`);
      if (!isOver && !isUp) all.push(`revive ${at}`);
      if (!isOver && isUp && may("crashes")) all.push(`kill ${at}`);
      for (const { id, up, down, upLate, downLate } of pipes) {
        for (const [way, line, late] of [
          ["up", up, upLate],
          ["down", down, downLate],
        ] as const) {
          if (line.length === 0) continue;
          all.push(`${late ? "late" : "take"} ${at} ${way} ${id}`);
          if (late || line[0] === "gone" || line[0] === "refused") continue;
          if (may("losses")) all.push(`lose ${at} ${way} ${id}`);
          if (may("delays")) all.push(`hold ${at} ${way} ${id}`);
        }
      }
    }
    if (this.isUp && may("restarts")) all.push("stop");
    if (!this.isUp) all.push("start");
    if (this.isStill() && (this.isUp || this.movesWhileDown < 2)) all.push("wait");
    return all;
  }

  described(): string {
    const clients = this.clients.map(({ machine, pipes, saw }) => {
      const { application, network, scheduler, truth, life } = machine;
      const beside = [machine, machine.streams, machine.trace, truth];
      const inDoubt = truth.ledger.undecided().map(({ send }) => send);
      const told = [
        application,
        network.present,
        network.connections,
        scheduler.armed(),
        inDoubt,
        truth.ledger.size,
        life,
      ];
      return [described(told, beside), pipes.map(pipeDescribed).filter((text) => text !== ""), saw];
    });
    const { host, scheduler, streams, trace, truth } = this.broker;
    const broker = [
      described([host, scheduler.armed()], [this.broker, streams, trace, truth]),
      this.isUp,
      this.brokerSaw,
    ];
    const broken = this.truth.truth.violations.filter(({ excuses }) => excuses.length === 0);
    const breaches = broken.map(({ property, subject, got }) => `${property} ${subject} ${got}`);
    return JSON.stringify([clients, broker, breaches, this.now, this.spent, this.movesWhileDown]);
  }

  private isStill(): boolean {
    const still = this.clients.every(({ pipes }) =>
      pipes.every(({ up, down, upLate, downLate }) => (up.length === 0 || upLate) && (down.length === 0 || downLate)),
    );
    return still && this.clients.some(({ machine }) => machine.standing.waits);
  }

  private make(choice: string): void {
    const [deed = "", client = "", way = "", id = ""] = choice.split(" ");
    const at = Number(client);
    if (deed === "send") this.isImpossible ||= !this.give(at, { kind: "send", at: this.now });
    else if (deed === "revive") this.give(at, { kind: "restart", at: this.now });
    else if (deed === "kill") {
      this.spent.crashes++;
      this.give(at, { kind: "crash", at: this.now });
    } else if (deed === "stop") this.stop();
    else if (deed === "start") this.turn("start");
    else if (deed === "wait") this.wait();
    else this.pass(deed, at, way, this.pipe(at, Number(id)));
  }

  private pass(deed: string, at: number, way: string, pipe: Pipe): void {
    const isUp = way === "up";
    if (deed === "hold") {
      this.spent.delays++;
      if (isUp) pipe.upLate = true;
      else pipe.downLate = true;
    } else if (deed === "lose") {
      this.spent.losses++;
      // What follows a loss on a connection never arrives; that the broker has let go is told all the same.
      if (isUp) [pipe.up, pipe.upDead] = [[], true];
      else [pipe.down, pipe.downDead] = [pipe.down.slice(1).filter((news) => news === "gone"), true];
    } else if (isUp) {
      pipe.upLate = false;
      this.ask(at, pipe, pipe.up.shift() as Request);
    } else {
      pipe.downLate = false;
      this.tell(at, pipe, pipe.down.shift() as Pipe["down"][number]);
    }
  }

  private ask(owner: number, pipe: Pipe, request: Request): void {
    const { answer, hangsUp, sights } = this.broker.step({
      kind: "request",
      at: this.brokersNow,
      request: ownedBy(request, owner),
    });
    this.see(sights);
    if (hangsUp) throw new Error("a broker that hangs up is not counted here");
    if (answer === noAnswer) return;
    if (pipe.left) {
      if (++pipe.writes === 2) pipe.up = [];
    } else if (!pipe.downDead) pipe.down.push(this.vocabulary.messages.at(answer) as Response);
  }

  private tell(at: number, pipe: Pipe, news: Pipe["down"][number]): void {
    const connection = pipe.id;
    if (typeof news !== "string") this.give(at, { kind: "answer", at: this.now, connection, response: news });
    else {
      if (news === "connected") pipe.opened = true;
      else pipe.down = [];
      this.give(at, { kind: news, at: this.now, connection });
    }
  }

  private give(at: number, input: ClientInput): boolean {
    const client = this.clients[at] as PlainClient;
    const { at: when, deeds, sights, sent } = client.machine.step(input);
    if (when === never) this.isImpossible = true;
    else this.now = when;
    for (const deed of this.vocabulary.deeds.at(deeds)) {
      if (deed.does === "connect") {
        client.pipes.push(newPipe(deed.connection, this.isUp));
        continue;
      }
      const pipe = this.pipe(at, deed.connection);
      if (deed.does !== "send") [pipe.left, pipe.down] = [true, []];
      else if (!pipe.upDead && !pipe.unread) pipe.up.push(this.vocabulary.messages.at(deed.message) as Request);
    }
    const told = this.vocabulary.sights.at(sights) as readonly ClientSight[];
    if (told.length > 0) client.saw.push(JSON.stringify(told));
    for (const sight of told) this.truth.clientSaw(at, sight);
    return sent;
  }

  private stop(): void {
    this.spent.restarts++;
    this.turn("stop");
    for (const pipe of this.clients.flatMap(({ pipes }) => pipes)) {
      [pipe.up, pipe.unread, pipe.upLate] = [[], true, false];
      if (pipe.left || pipe.down.some((news) => news === "gone" || news === "refused")) continue;
      // A connection that is no more, and one that was yet to be.
      if (pipe.opened) pipe.down.push("gone");
      else pipe.down = pipe.down.map(() => "refused");
      pipe.downDead = true;
    }
  }

  private turn(kind: "stop" | "start"): void {
    this.isUp = kind === "start";
    this.movesWhileDown = 0;
    this.see(this.broker.step({ kind, at: this.brokersNow }).sights);
  }

  /** A broker that does the same at any time has one time. */
  private get brokersNow(): Instant {
    return mindsTime(this.plan) ? this.now : start;
  }

  /** Time moves on to when the first client does something by itself: tried on runs of their own. */
  private wait(): void {
    const before = this.made.slice(0, this.made.indexOf("wait", this.waited));
    this.waited = before.length + 1;
    const alone = this.clients.length === 1;
    const due = this.clients.map((_, at) => (alone ? start : new PlainRun(this.plan, this.scope, before).next(at)));
    const first = Math.min(...due) as Instant;
    if (first === never) this.isImpossible = true;
    else for (const [at, when] of due.entries()) if (when === first) this.give(at, { kind: "advance" });
    if (!this.isUp) this.movesWhileDown++;
  }
  private next(at: number): Instant {
    return (this.clients[at] as PlainClient).machine.step({ kind: "advance" }).at;
  }

  private see(sights: number): void {
    const told = this.vocabulary.sights.at(sights) as readonly BrokerSight[];
    if (told.length > 0) this.brokerSaw.push(JSON.stringify(told));
    for (const sight of told) this.truth.brokerSaw(sight);
  }

  private pipe(at: number, id: number): Pipe {
    return (this.clients[at] as PlainClient).pipes.find((known) => known.id === id) as Pipe;
  }
}

function newPipe(id: number, isUp: boolean): Pipe {
  const down: Pipe["down"] = [isUp ? "connected" : "refused"];
  const calm = {
    upLate: false,
    downLate: false,
    upDead: false,
    downDead: false,
    opened: false,
    left: false,
    writes: 0,
  };
  return { id, up: [], down, ...calm, unread: !isUp };
}

/** Of a connection that both have let go of, and over which nothing is under way, there is nothing to say. */
function pipeDescribed({
  id,
  up,
  down,
  upLate,
  downLate,
  upDead,
  downDead,
  opened,
  left,
  writes,
  unread,
}: Pipe): string {
  const upward = unread || (left && up.length === 0) ? [] : [up, upLate, upDead, left, writes];
  const isOver = left || (unread && down.length === 0);
  const downward = isOver ? [] : [down, downLate, downDead, opened];
  return upward.length + downward.length === 0 ? "" : JSON.stringify([id, upward, downward]);
}

function ownedBy(request: Request, owner: number): Request {
  if (request.api !== "Produce") return request;
  const batches = request.batches.map((batch) => ({
    ...batch,
    records: batch.records.map((record) => ({ ...record, owner })),
  }));
  return { ...request, batches };
}
