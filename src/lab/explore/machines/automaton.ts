import { type Memento, type Portrait, putBack } from "./portrait.ts";

/** Something that lives: it takes one input after the other, and says how it stands. */
export interface Machine<Input, Outcome, Standing> {
  step(input: Input): Outcome;
  readonly standing: Standing;
  portrait(): Portrait;
}

export interface Step<Outcome> {
  readonly to: number;
  readonly outcome: Outcome;
}

interface State<Input, Outcome, Standing> {
  readonly memento: Memento;
  readonly standing: Standing;
  /** How it first came about. */
  readonly before: number;
  readonly by: Input | undefined;
  /** What came of the inputs tried so far, by their codes. */
  readonly steps: Map<number, Step<Outcome>>;
}

const nowhere = -1;

/**
 * A machine as the states that it can be in: each has a number, and what a state does with an input is worked out once.
 * There is one machine, put back to whatever state is asked about; so what comes of an input depends on nothing else.
 */
export class Automaton<Input, Outcome, Standing> {
  /** How often the machine was given an input to learn what comes of it. */
  worked = 0;
  private readonly machine: Machine<Input, Outcome, Standing>;
  private readonly states: State<Input, Outcome, Standing>[] = [];
  private readonly numbers = new Map<string, number>();
  /** The state that the machine is in, in every field; `nowhere`: one that only looks like some state. */
  private present = nowhere;

  constructor(machine: Machine<Input, Outcome, Standing>) {
    this.machine = machine;
    this.number(nowhere, undefined);
  }

  /** How many states are known; the first one is 0. */
  get size(): number {
    return this.states.length;
  }

  /** What each known state looks like, as a key, by their numbers. */
  keys(): Iterable<string> {
    return this.numbers.keys();
  }

  standing(state: number): Standing {
    return this.at(state).standing;
  }

  /** How a state first came about; `undefined`: it is the first one. */
  origin(state: number): { readonly before: number; readonly by: Input } | undefined {
    const { before, by } = this.at(state);
    return by === undefined ? undefined : { before, by };
  }

  /** What a state does with an input. `code` stands for the input, which is made where it is not known yet. */
  step(state: number, code: number, input: () => Input): Step<Outcome> {
    const { steps } = this.at(state);
    let step = steps.get(code);
    if (step === undefined) {
      step = this.work(state, input());
      steps.set(code, step);
    }
    return step;
  }

  private at(state: number): State<Input, Outcome, Standing> {
    return this.states[state] as State<Input, Outcome, Standing>;
  }

  private work(state: number, input: Input): Step<Outcome> {
    this.worked++;
    if (this.present !== state) putBack(this.at(state).memento);
    const outcome = this.machine.step(input);
    return { to: this.number(state, input), outcome };
  }

  /** The number of the state that the machine is in now. */
  private number(before: number, by: Input | undefined): number {
    const { key, memento } = this.machine.portrait();
    const known = this.numbers.get(key);
    this.present = known === undefined ? this.states.length : nowhere;
    if (known !== undefined) return known;
    const number = this.states.length;
    this.numbers.set(key, number);
    this.states.push({ memento, standing: this.machine.standing, before, by, steps: new Map() });
    return number;
  }
}
