import type { RunPlan } from "../../model/run/plan.ts";
import { type Instant, never, start } from "../../sim/index.ts";
import { type Action, type WorldDeed, actionNumber } from "./action.ts";
import { Instants } from "./instants.ts";
import { noAnswer } from "./machines/broker-machine.ts";
import { BrokerPart } from "./machines/broker-part.ts";
import { ClientPart, type ClientStep, likenessOf, recordIdsOf } from "./machines/client-part.ts";
import { brokerObserver, TruthPart } from "./machines/truth-part.ts";
import { Vocabulary, nothing } from "./machines/vocabulary.ts";
import {
  type FaultKind,
  type Scope,
  faultsOf,
  mostMovesWhileDown,
  movesWhileDown,
  oneMore,
  oneMoreMove,
} from "./scope.ts";
import type { Emit } from "./search/state-space.ts";
import { connections } from "./wires/connections.ts";
import { datagrams } from "./wires/datagrams.ts";
import { type Fate, type Taking, type Wires, brings, connected, gone } from "./wires/direction.ts";
import { RememberedWires } from "./wires/remembered.ts";

/** What each fate costs. */
const costs: Readonly<Record<Fate, FaultKind | undefined>> = {
  arrives: undefined,
  "comes-late": undefined,
  lost: "losses",
  "comes-twice": "duplicates",
  held: "delays",
  overtaken: "reorder",
};

export interface Handling {
  readonly answer: number | undefined;
  readonly hangsUp: boolean;
}

/** Numbers of a state that each client has: what it is in, and what is under way to the broker and from it. */
export const perClient = 3;
const toBroker = 1;
export const toClient = 2;

/**
 * Every step that a state allows. A state has three numbers for each client; then come the broker, the ground truth, the
 * time, and the faults so far.
 */
export class Steps {
  readonly width: number;
  readonly first: Int32Array;
  readonly vocabulary: Vocabulary;
  readonly truth: TruthPart;
  readonly broker: BrokerPart;
  readonly wires: Wires;
  /** By client; those that are alike have the same one. */
  readonly parts: readonly ClientPart[];
  readonly clients: number;
  readonly brokerAt: number;
  readonly truthAt: number;
  readonly timeAt: number;
  readonly spentAt: number;
  readonly instants = new Instants();
  private readonly scope: Scope;
  private readonly remembered: RememberedWires;
  /** The state that is being put together. */
  private readonly next: Int32Array;

  constructor(plan: RunPlan, scope: Scope, allowed: readonly string[]) {
    this.scope = scope;
    this.clients = plan.applications.length;
    this.vocabulary = new Vocabulary(plan);
    this.wires = plan.discipline === "tcp" ? connections() : datagrams();
    this.remembered = new RememberedWires(this.wires, this.vocabulary);
    const parts = new Map<string, ClientPart>();
    this.parts = plan.applications.map((application) => {
      const likeness = likenessOf(application);
      const part = parts.get(likeness) ?? new ClientPart(plan, application, this.vocabulary);
      parts.set(likeness, part);
      return part;
    });
    this.broker = new BrokerPart(plan, this.vocabulary);
    this.truth = new TruthPart(plan, plan.applications.map(recordIdsOf), this.vocabulary, allowed);
    this.brokerAt = perClient * this.clients;
    this.truthAt = this.brokerAt + 1;
    this.timeAt = this.brokerAt + 2;
    this.spentAt = this.brokerAt + 3;
    this.width = this.brokerAt + 4;
    this.next = new Int32Array(this.width);
    this.first = this.begin();
  }

  timeOf(state: Int32Array): Instant {
    return this.instants.at(state[this.timeAt] as number);
  }

  /** What the broker of a state does with a client's message: what it answers, if it does, and whether it hangs up. */
  handling(state: Int32Array, client: number, message: number): Handling | undefined {
    const broker = state[this.brokerAt] as number;
    if (!this.broker.isUp(broker)) return undefined;
    const time = state[this.timeAt] as number;
    const { answer, hangsUp } = this.broker.request(broker, client, message, this.timeOf(state), time).outcome;
    return { answer: answer === noAnswer ? undefined : answer, hangsUp };
  }

  /** Whether a client does something by itself at that instant if nothing happens to it before. */
  movesAt(state: Int32Array, client: number, at: Instant): boolean {
    return this.advances(state, client).outcome.at === at;
  }

  /** Of what was under way in a state, what an action takes; `undefined`: it takes nothing. */
  takingOf(state: Int32Array, { deed, client, taking }: Action): Taking | undefined {
    const { up, down } = this.wires;
    if (deed === "take-up") return up.takings(state[perClient * client + toBroker] as number)[taking];
    return deed === "take-down" ? down.takings(state[perClient * client + toClient] as number)[taking] : undefined;
  }

  canSpend(state: Int32Array, kind: FaultKind): boolean {
    return faultsOf(state[this.spentAt] as number, kind) < this.scope[kind];
  }

  private spend(kind: FaultKind): void {
    (this.next[this.spentAt] as number) += oneMore(kind);
  }

  /** What a client can do, and what can become of what is under way to it. */
  expandClient(state: Int32Array, client: number, emit: Emit): void {
    this.actOfClient(state, client, emit);
    this.take(state, client, toClient, emit);
  }

  /** What can become of what is under way from a client to the broker. */
  reachBrokerFrom(state: Int32Array, client: number, emit: Emit): void {
    this.take(state, client, toBroker, emit);
  }

  /** The broker dies or starts again. */
  turnBroker(state: Int32Array, emit: Emit): void {
    const { next } = this;
    const before = state[this.brokerAt] as number;
    const isUp = this.broker.isUp(before);
    if (isUp && !this.canSpend(state, "restarts")) return;
    next.set(state);
    const time = state[this.timeAt] as number;
    const { to, outcome } = this.broker.turn(before, isUp ? "stop" : "start", this.timeOf(state), time);
    next[this.brokerAt] = to;
    next[this.truthAt] = this.truth.after(next[this.truthAt] as number, brokerObserver, outcome.sights);
    if (isUp) {
      this.spend("restarts");
      for (let client = 0; client < this.clients; client++) {
        const [up, down] = [perClient * client + toBroker, perClient * client + toClient];
        const present = this.wires.down.present(next[down] as number);
        next[up] = this.wires.up.afterStop(next[up] as number, present);
        next[down] = this.wires.down.afterStop(next[down] as number, present);
      }
    }
    next[this.spentAt] = (next[this.spentAt] as number) & (oneMoreMove - 1);
    emit(next, actionNumber(isUp ? "stop" : "start", 0, 0), isUp ? 1 : 0);
  }

  /** Time moves on to when the next client does something by itself. */
  advance(state: Int32Array, emit: Emit): void {
    if (!this.canTimePass(state)) return;
    const isUp = this.broker.isUp(state[this.brokerAt] as number);
    if (!isUp && movesWhileDown(state[this.spentAt] as number) >= mostMovesWhileDown) return;
    let earliest = never;
    for (let client = 0; client < this.clients; client++) {
      const { at } = this.advances(state, client).outcome;
      if (at < earliest) earliest = at;
    }
    if (earliest === never) return;
    const { next } = this;
    next.set(state);
    next[this.timeAt] = this.instants.number(earliest);
    if (!isUp) (next[this.spentAt] as number) += oneMoreMove;
    for (let client = 0; client < this.clients; client++) {
      const step = this.advances(state, client);
      if (step.outcome.at === earliest) this.applyClient(client, step);
    }
    emit(next, actionNumber("advance", 0, 0), 0);
  }

  /** Nothing is in line any more, and somebody waits for something. */
  private canTimePass(state: Int32Array): boolean {
    let waits = false;
    for (let client = 0; client < this.clients; client++) {
      if (!this.wires.up.isStill(state[perClient * client + toBroker] as number)) return false;
      if (!this.wires.down.isStill(state[perClient * client + toClient] as number)) return false;
      waits ||= (this.parts[client] as ClientPart).standing(state[perClient * client] as number).waits;
    }
    return waits;
  }

  private begin(): Int32Array {
    const state = this.next;
    state[this.timeAt] = this.instants.number(start);
    for (let client = 0; client < this.clients; client++) {
      state[perClient * client + toBroker] = this.wires.up.initial;
      state[perClient * client + toClient] = this.wires.down.initial;
      this.applyClient(client, (this.parts[client] as ClientPart).happens(0, "begin", start, 0));
    }
    return state.slice();
  }

  private take(state: Int32Array, client: number, to: number, emit: Emit): void {
    const direction = to === toBroker ? this.wires.up : this.wires.down;
    const takings = direction.takings(state[perClient * client + to] as number);
    for (let at = 0; at < takings.length; at++) {
      const taking = takings[at] as Taking;
      const { fate } = taking;
      const cost = costs[fate];
      if (cost !== undefined && !this.canSpend(state, cost)) continue;
      this.next.set(state);
      this.next[perClient * client + to] = taking.after;
      if (cost !== undefined) this.spend(cost);
      if (brings(fate)) {
        if (to === toBroker) this.reachBroker(client, taking);
        else this.reachClient(client, taking);
      }
      emit(this.next, actionNumber(to === toBroker ? "take-up" : "take-down", client, at), cost === undefined ? 0 : 1);
    }
  }

  private reachClient(client: number, taking: Taking): void {
    const { next } = this;
    const part = this.parts[client] as ClientPart;
    const time = next[this.timeAt] as number;
    this.applyClient(client, this.reached(part, next[perClient * client] as number, taking, this.timeOf(next), time));
  }

  /** What a client does when something reaches it. */
  reached(part: ClientPart, present: number, taking: Taking, at: Instant, time: number): ClientStep {
    const { message, connection } = taking;
    if (message >= 0) return part.answered(present, connection, message, at, time);
    const news = message === connected ? "connected" : message === gone ? "gone" : "refused";
    return part.connectionTurned(present, connection, news, at, time);
  }

  private reachBroker(client: number, { connection, message }: Taking): void {
    const { next, remembered } = this;
    const before = next[this.brokerAt] as number;
    // What reaches a process that is not there is lost.
    if (!this.broker.isUp(before)) return;
    const time = next[this.timeAt] as number;
    const { to, outcome } = this.broker.request(before, client, message, this.timeOf(next), time);
    const [up, down] = [perClient * client + toBroker, perClient * client + toClient];
    if (outcome.answer !== noAnswer) {
      next[up] = remembered.upAfterAnswer(next[up] as number, connection, outcome.answer);
      next[down] = remembered.downAfterAnswer(next[down] as number, connection, outcome.answer);
    }
    if (outcome.hangsUp) {
      next[up] = this.wires.up.afterHangUp(next[up] as number, connection);
      next[down] = this.wires.down.afterHangUp(next[down] as number, connection);
    }
    next[this.brokerAt] = to;
    next[this.truthAt] = this.truth.after(next[this.truthAt] as number, brokerObserver, outcome.sights);
  }

  private applyClient(client: number, { to, outcome }: ClientStep): void {
    const { next, remembered } = this;
    next[perClient * client] = to;
    const { deeds } = outcome;
    if (deeds !== nothing) {
      const isUp = this.broker.isUp(next[this.brokerAt] as number);
      const [up, down] = [perClient * client + toBroker, perClient * client + toClient];
      next[up] = remembered.upAfterDeeds(next[up] as number, deeds, isUp);
      next[down] = remembered.downAfterDeeds(next[down] as number, deeds, isUp);
    }
    next[this.truthAt] = this.truth.after(next[this.truthAt] as number, client, outcome.sights);
  }

  private actOfClient(state: Int32Array, client: number, emit: Emit): void {
    const part = this.parts[client] as ClientPart;
    const present = state[perClient * client] as number;
    const { isUp, isOver, canSend } = part.standing(present);
    if (isOver) return;
    const [at, time] = [this.timeOf(state), state[this.timeAt] as number];
    if (canSend) {
      const step = part.happens(present, "send", at, time);
      // An application that waits for something else sends nothing now.
      if (step.outcome.sent) this.act(state, client, "send", step, emit);
    }
    if (!isUp) this.act(state, client, "restart", part.happens(present, "restart", at, time), emit);
    else if (this.canSpend(state, "crashes")) {
      this.act(state, client, "crash", part.happens(present, "crash", at, time), emit);
    }
  }

  private act(state: Int32Array, client: number, deed: WorldDeed, step: ClientStep, emit: Emit): void {
    this.next.set(state);
    if (deed === "crash") this.spend("crashes");
    this.applyClient(client, step);
    emit(this.next, actionNumber(deed, client, 0), deed === "crash" ? 1 : 0);
  }

  private advances(state: Int32Array, client: number): ClientStep {
    return (this.parts[client] as ClientPart).advances(state[perClient * client] as number);
  }
}
