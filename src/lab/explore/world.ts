import type { RunPlan } from "../../model/run/plan.ts";
import type { Violation } from "../../model/run/violation.ts";
import { Digest } from "../../sim/index.ts";
import type { ClientPart } from "./machines/client-part.ts";
import type { Scope } from "./scope.ts";
import type { Emit, StateSpace } from "./search/state-space.ts";
import type { StateTable } from "./search/state-table.ts";
import { Steps, perClient, toClient } from "./steps.ts";
import { Symmetry } from "./symmetry.ts";
import { brings } from "./wires/direction.ts";

export interface WorldOptions {
  /** Of steps that commute try one order only. */
  readonly commuting: boolean;
  /** Of states that differ only in which of several like clients is which try one only. */
  readonly symmetry: boolean;
  /** Properties whose breaches are not counted; none unless given. */
  readonly allowed?: readonly string[];
}

const everybody = -1;

/**
 * Everything that can happen in runs of a plan, within a scope of faults, with what of it has to be tried and how it is
 * judged.
 */
export class World extends Steps implements StateSpace {
  readonly symmetry: Symmetry;
  private readonly options: WorldOptions;

  constructor(plan: RunPlan, scope: Scope, options: WorldOptions) {
    super(plan, scope, options.allowed ?? []);
    this.options = options;
    const kinds = this.parts.map((part, client) => (options.symmetry ? this.parts.indexOf(part) : client));
    const { clients, brokerAt, truthAt, broker, truth } = this;
    this.symmetry = new Symmetry({ clients, perClient, brokerAt, truthAt }, this.width, kinds, broker, truth);
  }

  brokenIn(state: Int32Array): readonly Violation[] {
    return this.truth.broken(state[this.truthAt] as number);
  }

  isBroken(state: Int32Array): boolean {
    return this.brokenIn(state).length > 0;
  }

  /** What is broken in a state that leads nowhere, seen from its end. */
  brokenAtEnd(state: Int32Array): readonly Violation[] {
    return this.truth.ending(state[this.truthAt] as number, this.isSettled(state)).broken;
  }

  isBrokenEnd(state: Int32Array): boolean {
    return this.brokenAtEnd(state).length > 0 || !this.isSettled(state);
  }

  /** Whether in a state that leads nowhere everybody has come to rest; else the limit of time has cut it off. */
  isSettled(state: Int32Array): boolean {
    for (let client = 0; client < this.clients; client++) {
      if (!(this.parts[client] as ClientPart).standing(state[perClient * client] as number).isOver) return false;
    }
    return true;
  }

  /** The ways on that have to be tried, each to the state that stands for where it leads. */
  expand(state: Int32Array, emit: Emit): void {
    const focus = this.options.commuting ? this.focusOf(state) : everybody;
    if (focus === everybody) this.expandEveryOrder(state, emit);
    else this.expandClient(state, focus, this.standingFor(emit));
  }

  /** All ways on, each to the state that stands for where it leads. */
  expandEveryOrder(state: Int32Array, emit: Emit): void {
    this.expandAll(state, this.standingFor(emit));
  }

  private standingFor(emit: Emit): Emit {
    const { symmetry } = this;
    return symmetry.isTrivial ? emit : (next, action, faults) => emit(symmetry.canonical(next), action, faults);
  }

  /** All ways on, with every client called as it is. */
  expandAll(state: Int32Array, emit: Emit): void {
    for (let client = 0; client < this.clients; client++) {
      this.expandClient(state, client, emit);
      this.reachBrokerFrom(state, client, emit);
    }
    this.turnBroker(state, emit);
    this.advance(state, emit);
  }

  /** The state that stands for this one. */
  canonical(state: Int32Array): Int32Array {
    return this.symmetry.canonical(state);
  }

  /** The faults that a state has seen, of all kinds: see `faultsOf`. */
  spent(state: Int32Array): number {
    return state[this.spentAt] as number;
  }

  /** Names of the marks that were hit on any way. */
  marks(): ReadonlySet<string> {
    const counts = [...new Set(this.parts), this.broker, this.truth].map((part) => part.marks);
    return new Set(counts.flatMap((marks) => Object.keys(marks)));
  }

  /** One number over all states of a table: what each part of them is, and which go together. */
  digestOf(table: StateTable): string {
    const digest = new Digest();
    for (const part of new Set(this.parts)) part.mixInto(digest);
    for (const part of [this.broker, this.truth, this.wires.up, this.wires.down]) part.mixInto(digest);
    this.instants.mixInto(digest);
    for (let state = 0; state < table.size; state++) for (const number of table.state(state)) digest.mix(number);
    return digest.hex;
  }

  /**
   * A client whose steps alone need to be tried in a state (docs/explore.md, "Orders that make no difference"). Something is
   * in line for it, so that time cannot move on without it; nobody else's steps change what it can do or what comes of
   * that; and what it can do only sends, so that it commutes with whatever the broker and the others can do meanwhile.
   */
  protected focusOf(state: Int32Array): number {
    if (!this.keepsProcesses(state)) return everybody;
    for (let client = 0; client < this.clients; client++) {
      const { down } = this.wires;
      if (down.hasNext(state[perClient * client + toClient] as number) && this.onlySends(state, client)) return client;
    }
    return everybody;
  }

  /** Whether no process can end or begin any more: that breaks connections, and commutes with little. */
  protected keepsProcesses(state: Int32Array): boolean {
    if (this.canSpend(state, "restarts") || this.canSpend(state, "crashes")) return false;
    return this.broker.isUp(state[this.brokerAt] as number);
  }

  /** Whether whatever a client can do next does no more to the world than sending, and excuses nothing. */
  protected onlySends(state: Int32Array, client: number): boolean {
    const part = this.parts[client] as ClientPart;
    const present = state[perClient * client] as number;
    const { isUp, isOver, canSend } = part.standing(present);
    if (!isUp || isOver) return false;
    const [at, time] = [this.timeOf(state), state[this.timeAt] as number];
    if (canSend && !part.happens(present, "send", at, time).outcome.onlySends) return false;
    for (const taking of this.wires.down.takings(state[perClient * client + toClient] as number)) {
      if (brings(taking.fate) && !this.reached(part, present, taking, at, time).outcome.onlySends) return false;
    }
    return true;
  }
}
