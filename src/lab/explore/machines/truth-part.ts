import type { RunPlan } from "../../../model/run/plan.ts";
import type { Violation } from "../../../model/run/violation.ts";
import type { BrokerSight, ClientSight } from "./observation.ts";
import { Memo } from "./table.ts";
import { TruthMachine } from "./truth-machine.ts";
import { type Vocabulary, nothing } from "./vocabulary.ts";

/** Who saw something: a client by its number, or the broker. */
export type Observer = number;
export const brokerObserver: Observer = -1;

interface TruthState {
  readonly before: number;
  readonly observer: Observer;
  readonly sights: number;
  /** By observer, the broker first: the number of all that it saw, in its order. */
  readonly chains: readonly number[];
  /** Promises that are broken and that no circumstance accounts for. */
  readonly broken: readonly Violation[];
}

/**
 * The ground truth of runs as states with numbers. A state is what each observer saw, in the order in which he saw it; how
 * that interleaves makes no difference, for what one of them sees is brought about by the other's doings only by messages
 * that both have seen.
 */
export class TruthPart {
  /** Breaches that a circumstance accounts for, as `property: circumstance`. */
  readonly excused = new Set<string>();
  private readonly plan: RunPlan;
  private readonly vocabulary: Vocabulary;
  private readonly recordIds: readonly (readonly number[])[];
  private readonly states: TruthState[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly steps = new Memo();
  private readonly chains = new Memo();
  private chainCount = 1;
  private readonly endings = new Map<number, Ending>();

  constructor(plan: RunPlan, recordIds: readonly (readonly number[])[], vocabulary: Vocabulary) {
    this.plan = plan;
    this.vocabulary = vocabulary;
    this.recordIds = recordIds;
    this.add(-1, brokerObserver, nothing, [0, ...recordIds.map(() => 0)]);
  }

  get size(): number {
    return this.states.length;
  }

  /** What is broken in a state. */
  broken(state: number): readonly Violation[] {
    return this.at(state).broken;
  }

  /** The state after somebody saw something. */
  after(state: number, observer: Observer, sights: number): number {
    if (sights === nothing) return state;
    const code = sights * this.at(state).chains.length + observer + 1;
    return this.steps.get(state, code) ?? this.steps.set(state, code, this.step(state, observer, sights));
  }

  /** How a run is judged that ends in a state with nothing left to happen. */
  ending(state: number): Ending {
    let ending = this.endings.get(state);
    if (ending === undefined) {
      const machine = this.machineAt(state);
      machine.truth.ended(true);
      const { violations } = machine.truth;
      this.takeExcused(violations);
      ending = { text: machine.ending, broken: violations.filter(isBroken) };
      this.endings.set(state, ending);
    }
    return ending;
  }

  /** The same history with the clients called otherwise: `named[client]` is the new number of `client`. */
  renamed(state: number, named: readonly number[]): number {
    const { before, observer, sights } = this.at(state);
    if (before < 0) return state;
    const renamed = observer === brokerObserver ? observer : (named[observer] as number);
    return this.after(this.renamed(before, named), renamed, sights);
  }

  private at(state: number): TruthState {
    return this.states[state] as TruthState;
  }

  private step(state: number, observer: Observer, sights: number): number {
    const chains = this.at(state).chains.slice();
    const chain = chains[observer + 1] as number;
    chains[observer + 1] = this.chains.get(chain, sights) ?? this.chains.set(chain, sights, this.chainCount++);
    const known = this.numbers.get(chains.join());
    return known ?? this.add(state, observer, sights, chains);
  }

  private add(before: number, observer: Observer, sights: number, chains: readonly number[]): number {
    const number = this.states.length;
    this.numbers.set(chains.join(), number);
    this.states.push({ before, observer, sights, chains, broken: [] });
    const { violations } = this.machineAt(number).truth;
    this.takeExcused(violations);
    const broken = violations.filter(isBroken);
    if (broken.length > 0) this.states[number] = { before, observer, sights, chains, broken };
    return number;
  }

  /** The ground truth in that state; checkers cannot be put back, so that it is told everything anew. */
  private machineAt(state: number): TruthMachine {
    const history: TruthState[] = [];
    for (let at = this.at(state); at.before >= 0; at = this.at(at.before)) history.push(at);
    const machine = new TruthMachine(this.plan, this.recordIds);
    for (const { observer, sights } of history.reverse()) {
      for (const sight of this.vocabulary.sights.at(sights)) {
        if (observer === brokerObserver) machine.brokerSaw(sight as BrokerSight);
        else machine.clientSaw(observer, sight as ClientSight);
      }
    }
    return machine;
  }

  private takeExcused(violations: readonly Violation[]): void {
    for (const violation of violations) {
      if (!isBroken(violation)) this.excused.add(`${violation.property}: ${violation.excuses.join(", ")}`);
    }
  }
}

export interface Ending {
  readonly text: string;
  readonly broken: readonly Violation[];
}

const isBroken = ({ excuses }: Violation): boolean => excuses.length === 0;
