import type { RunPlan } from "../../model/run/plan.ts";
import { type Instant, never, start } from "../../sim/index.ts";
import { BrokerPart } from "./machines/broker-part.ts";
import { noAnswer } from "./machines/broker-machine.ts";
import { ClientPart, type ClientStep, likenessOf, recordIdsOf } from "./machines/client-part.ts";
import { Memo } from "./machines/table.ts";
import { TruthPart, brokerObserver } from "./machines/truth-part.ts";
import { Vocabulary, nothing } from "./machines/vocabulary.ts";
import type { FaultKind, Scope } from "./scope.ts";
import { faultKinds } from "./scope.ts";
import type { Emit, StateSpace } from "./search/state-space.ts";
import { connections } from "./wires/connections.ts";
import { datagrams } from "./wires/datagrams.ts";
import { type Fate, type Taking, type Wires, connected, gone } from "./wires/direction.ts";

const bitsOfKind = 5;
const mostOfKind = 2 ** bitsOfKind - 1;

/** What each fate costs. */
const costs: Readonly<Record<Fate, FaultKind | undefined>> = {
  arrives: undefined,
  "comes-late": undefined,
  lost: "losses",
  "comes-twice": "duplicates",
  held: "reorder",
};

const worldDeeds = ["take-up", "take-down", "send", "advance", "crash", "restart", "stop", "start"] as const;
export type WorldDeed = (typeof worldDeeds)[number];

/** One step of a run, as it is told: what, by whom, and for `take` which of the takings. */
export interface Action {
  readonly deed: WorldDeed;
  readonly client: number;
  readonly taking: number;
}

const takingBits = 12;
const clientBits = 8;

const actionNumber = (deed: WorldDeed, client: number, taking: number): number =>
  (((worldDeeds.indexOf(deed) << clientBits) | client) << takingBits) | taking;

export const actionOf = (number: number): Action => ({
  deed: worldDeeds[number >>> (takingBits + clientBits)] as WorldDeed,
  client: (number >>> takingBits) & (2 ** clientBits - 1),
  taking: number & (2 ** takingBits - 1),
});

export interface WorldOptions {
  /** Of steps that commute try one order only. */
  readonly reduced: boolean;
}

export interface Handling {
  readonly answer: number | undefined;
  readonly hangsUp: boolean;
}

/** Numbers of a state that each client has: what it is in, and what is under way to the broker and from it. */
const perClient = 3;

/**
 * Everything that can happen in runs of a plan, within a scope of faults. A state has three numbers for each client; then
 * come the broker, the ground truth, the time, and the faults so far.
 */
export class World implements StateSpace {
  readonly width: number;
  readonly first: Int32Array;
  readonly vocabulary: Vocabulary;
  readonly truth: TruthPart;
  readonly broker: BrokerPart;
  readonly wires: Wires;
  readonly parts: readonly ClientPart[];
  private readonly plan: RunPlan;
  private readonly scope: Scope;
  private readonly reduced: boolean;
  private readonly clients: number;
  private readonly brokerAt: number;
  private readonly truthAt: number;
  private readonly timeAt: number;
  private readonly spentAt: number;
  private readonly times: Instant[] = [];
  private readonly timeNumbers = new Map<Instant, number>();
  private readonly upAfterDeeds = new Memo();
  private readonly downAfterDeeds = new Memo();
  private readonly upAfterAnswer = new Memo();
  private readonly downAfterAnswer = new Memo();
  /** The state that is being put together. */
  private readonly next: Int32Array;

  constructor(plan: RunPlan, scope: Scope, options: WorldOptions) {
    this.plan = plan;
    this.scope = scope;
    this.reduced = options.reduced;
    this.clients = plan.applications.length;
    this.vocabulary = new Vocabulary(plan);
    this.wires = plan.discipline === "tcp" ? connections() : datagrams();
    const parts = new Map<string, ClientPart>();
    this.parts = plan.applications.map((application) => {
      const likeness = likenessOf(application);
      const part = parts.get(likeness) ?? new ClientPart(plan, application, this.vocabulary);
      parts.set(likeness, part);
      return part;
    });
    this.broker = new BrokerPart(plan, this.vocabulary);
    this.truth = new TruthPart(plan, plan.applications.map(recordIdsOf), this.vocabulary);
    this.brokerAt = perClient * this.clients;
    this.truthAt = this.brokerAt + 1;
    this.timeAt = this.brokerAt + 2;
    this.spentAt = this.brokerAt + 3;
    this.width = this.brokerAt + 4;
    this.next = new Int32Array(this.width);
    this.first = this.begin();
  }

  isBroken(state: Int32Array): boolean {
    return this.truth.broken(state[this.truthAt] as number).length > 0;
  }

  isBrokenEnd(state: Int32Array): boolean {
    return this.truth.ending(state[this.truthAt] as number).broken.length > 0;
  }

  expand(state: Int32Array, emit: Emit): void {
    const focus = this.reduced ? this.focusOf(state) : everything;
    for (let client = 0; client < this.clients; client++) {
      if (focus === everything || focus === client) {
        this.actOfClient(state, client, emit);
        this.take(state, client, toClient, emit);
      }
      if (focus === everything || focus === onBroker) this.take(state, client, toBroker, emit);
    }
    if (focus === everything || focus === onBroker) this.turnBroker(state, emit);
    if (focus === everything) this.advance(state, emit);
  }

  timeOf(state: Int32Array): Instant {
    return this.times[state[this.timeAt] as number] as Instant;
  }

  /** Of what was under way in a state, what an action takes; `undefined`: it takes nothing. */
  takingOf(state: Int32Array, { deed, client, taking }: Action): Taking | undefined {
    const { up, down } = this.wires;
    if (deed === "take-up") return up.takings(state[perClient * client + toBroker] as number)[taking];
    return deed === "take-down" ? down.takings(state[perClient * client + toClient] as number)[taking] : undefined;
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

  /** The number of faults of a kind that a state has seen. */
  spent(state: Int32Array, kind: FaultKind): number {
    return ((state[this.spentAt] as number) >>> (bitsOfKind * faultKinds.indexOf(kind))) & mostOfKind;
  }

  private timeNumber(at: Instant): number {
    const known = this.timeNumbers.get(at);
    if (known !== undefined) return known;
    this.times.push(at);
    this.timeNumbers.set(at, this.times.length - 1);
    return this.times.length - 1;
  }

  private begin(): Int32Array {
    const state = this.next;
    state[this.timeAt] = this.timeNumber(start);
    for (let client = 0; client < this.clients; client++) {
      state[perClient * client + toBroker] = this.wires.up.initial;
      state[perClient * client + toClient] = this.wires.down.initial;
      this.applyClient(client, (this.parts[client] as ClientPart).happens(0, "begin", start, 0));
    }
    return state.slice();
  }

  private canSpend(state: Int32Array, kind: FaultKind): boolean {
    return this.spent(state, kind) < this.scope[kind];
  }

  private spend(kind: FaultKind): void {
    (this.next[this.spentAt] as number) += 1 << (bitsOfKind * faultKinds.indexOf(kind));
  }

  /**
   * Whose steps alone need to be tried in a state, for whatever else can happen commutes with all of them and leaves them
   * possible (ARCHITECTURE.md, Exploration).
   */
  private focusOf(state: Int32Array): number {
    if (this.canSpend(state, "restarts")) return everything;
    if (this.plan.discipline === "tcp" && this.canSpend(state, "crashes")) return everything;
    let allToBroker = true;
    for (let client = 0; client < this.clients; client++) {
      if (this.wires.down.hasNext(state[perClient * client + toClient] as number)) return client;
      allToBroker &&= this.wires.up.hasNext(state[perClient * client + toBroker] as number);
    }
    return allToBroker ? onBroker : everything;
  }

  private take(state: Int32Array, client: number, to: number, emit: Emit): void {
    const direction = to === toBroker ? this.wires.up : this.wires.down;
    const takings = direction.takings(state[perClient * client + to] as number);
    for (let at = 0; at < takings.length; at++) {
      const { fate, message, connection, after } = takings[at] as Taking;
      const cost = costs[fate];
      if (cost !== undefined && !this.canSpend(state, cost)) continue;
      this.next.set(state);
      this.next[perClient * client + to] = after;
      if (cost !== undefined) this.spend(cost);
      if (fate !== "lost" && fate !== "held") {
        if (to === toBroker) this.reachBroker(client, connection, message);
        else this.reachClient(client, connection, message);
      }
      emit(this.next, actionNumber(to === toBroker ? "take-up" : "take-down", client, at), cost === undefined ? 0 : 1);
    }
  }

  private reachClient(client: number, connection: number, message: number): void {
    const { next } = this;
    const at = this.timeOf(next);
    const time = next[this.timeAt] as number;
    const part = this.parts[client] as ClientPart;
    const present = next[perClient * client] as number;
    const news = message === connected ? "connected" : message === gone ? "gone" : "refused";
    const step =
      message >= 0
        ? part.answered(present, connection, message, at, time)
        : part.connectionTurned(present, connection, news, at, time);
    this.applyClient(client, step);
  }

  private reachBroker(client: number, connection: number, message: number): void {
    const { next } = this;
    const before = next[this.brokerAt] as number;
    // What reaches a process that is not there is lost.
    if (!this.broker.isUp(before)) return;
    const time = next[this.timeAt] as number;
    const { to, outcome } = this.broker.request(before, client, message, this.timeOf(next), time);
    if (outcome.answer !== noAnswer) this.answer(client, connection, outcome.answer);
    if (outcome.hangsUp) {
      const up = perClient * client + toBroker;
      const down = perClient * client + toClient;
      next[up] = this.wires.up.afterHangUp(next[up] as number, connection);
      next[down] = this.wires.down.afterHangUp(next[down] as number, connection);
    }
    next[this.brokerAt] = to;
    next[this.truthAt] = this.truth.after(next[this.truthAt] as number, brokerObserver, outcome.sights);
  }

  private answer(client: number, connection: number, message: number): void {
    const { next, wires } = this;
    const [up, down] = [perClient * client + toBroker, perClient * client + toClient];
    const [upNow, downNow] = [next[up] as number, next[down] as number];
    next[up] =
      this.upAfterAnswer.get(upNow, connection) ??
      this.upAfterAnswer.set(upNow, connection, wires.up.afterAnswer(upNow, connection, message));
    const code = connection + 1_024 * message;
    next[down] =
      this.downAfterAnswer.get(downNow, code) ??
      this.downAfterAnswer.set(downNow, code, wires.down.afterAnswer(downNow, connection, message));
  }

  private applyClient(client: number, { to, outcome }: ClientStep): void {
    const { next } = this;
    next[perClient * client] = to;
    if (outcome.deeds !== nothing) this.carryOut(client, outcome.deeds);
    next[this.truthAt] = this.truth.after(next[this.truthAt] as number, client, outcome.sights);
  }

  private carryOut(client: number, deeds: number): void {
    const { next, wires, vocabulary } = this;
    const isUp = this.broker.isUp(next[this.brokerAt] as number);
    const code = 2 * deeds + (isUp ? 1 : 0);
    const [up, down] = [perClient * client + toBroker, perClient * client + toClient];
    const [upNow, downNow] = [next[up] as number, next[down] as number];
    next[up] =
      this.upAfterDeeds.get(upNow, code) ??
      this.upAfterDeeds.set(upNow, code, wires.up.afterDeeds(upNow, vocabulary.deeds.at(deeds), isUp));
    next[down] =
      this.downAfterDeeds.get(downNow, code) ??
      this.downAfterDeeds.set(downNow, code, wires.down.afterDeeds(downNow, vocabulary.deeds.at(deeds), isUp));
  }

  private actOfClient(state: Int32Array, client: number, emit: Emit): void {
    const part = this.parts[client] as ClientPart;
    const present = state[perClient * client] as number;
    const { isUp, isOver, canSend } = part.standing(present);
    if (isOver) return;
    const at = this.timeOf(state);
    const time = state[this.timeAt] as number;
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

  private turnBroker(state: Int32Array, emit: Emit): void {
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
    emit(next, actionNumber(isUp ? "stop" : "start", 0, 0), isUp ? 1 : 0);
  }

  /** Time moves on to when the next client does something by itself. */
  private advance(state: Int32Array, emit: Emit): void {
    if (!this.canTimePass(state)) return;
    let earliest = never;
    for (let client = 0; client < this.clients; client++) {
      const { at } = this.advances(state, client).outcome;
      if (at < earliest) earliest = at;
    }
    if (earliest === never) return;
    const { next } = this;
    next.set(state);
    next[this.timeAt] = this.timeNumber(earliest);
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

  private advances(state: Int32Array, client: number): ClientStep {
    return (this.parts[client] as ClientPart).advances(state[perClient * client] as number);
  }
}

const toBroker = 1;
const toClient = 2;

const everything = -1;
const onBroker = -2;
