import type { Prepared } from "../../scenarios/compile.ts";
import { RunResult } from "../../scenarios/run.ts";
import { type NamedEntry, type TraceNames, namedEntry, traceNamesOf } from "../../scenarios/trace.ts";
import { type Instant, formatTime, never } from "../../sim/index.ts";
import { type End, Simulation } from "../../model/run/simulation.ts";
import type { Condition } from "./condition.ts";
import { conditionOf } from "./conditions.ts";
import type { Happening } from "./happening.ts";
import { type RunState, stateOf } from "./state.ts";

/** Why a run was stopped, and what it was like then. */
export interface Stop {
  /** The condition that holds, as it was written; `until 3s`; or `the end`. */
  readonly because: string;
  /** What was noted in the event before it. */
  readonly entries: readonly NamedEntry[];
  readonly state: RunState;
}

/**
 * Goes through a run event by event and looks at it between two of them. The run is the one that `run` would give: looking
 * changes nothing, and its digest is the same.
 */
export class Watch {
  readonly simulation: Simulation;
  private readonly prepared: Prepared;
  private happened: Happening;
  private conditions: readonly Condition[] = [];
  private held: readonly string[] = [];
  private noted = 0;
  private broken = 0;
  private struck = 0;
  private end: End | undefined;

  constructor(prepared: Prepared) {
    this.prepared = prepared;
    this.simulation = new Simulation({ ...prepared.plan, trace: { keep: "all" } }, prepared.seed);
    this.happened = this.sinceThen();
  }

  /** Turns numbers in entries back into names. */
  get names(): TraceNames {
    return traceNamesOf(this);
  }

  /** What the last event brought about; before the first, what was noted when the run was set up. */
  get last(): Happening {
    return this.happened;
  }

  get isOver(): boolean {
    return this.end !== undefined;
  }

  /** The run as it is now. */
  get state(): RunState {
    return stateOf(this.simulation);
  }

  /** Watches for a condition from now on. @throws BadInput as `conditionOf` does. */
  watchFor(text: string): Condition {
    const condition = conditionOf(text, this.simulation);
    this.conditions = [...this.conditions, condition];
    return condition;
  }

  /** Watches for it no more. */
  forget(condition: Condition): void {
    this.conditions = this.conditions.filter((known) => known !== condition);
  }

  /** The conditions that hold after the last event, as they were written. */
  get holding(): readonly string[] {
    return this.held;
  }

  /** Lets one event happen, and says whether there was one: where nothing is left, the run is over. */
  next(): boolean {
    if (this.isOver) return false;
    const happens = this.simulation.step();
    if (!happens) this.end = this.simulation.conclude();
    this.happened = this.sinceThen();
    this.held = this.conditions.filter(({ holds }) => holds(this.happened)).map(({ text }) => text);
    return happens;
  }

  /** Goes on until a condition holds, to the last event that is due by `until`, or to the end of the run. */
  goOn(until: Instant = never): Stop {
    while (!this.isOver) {
      if (this.nextDue > until) return this.stop(`until ${formatTime(until)}`);
      this.next();
      if (this.held.length > 0) return this.stop(this.held.join("; "));
    }
    return this.stop("the end");
  }

  /** The run as it is now, as a stop. */
  stop(because: string): Stop {
    const { names } = this;
    return { because, entries: this.happened.entries.map((entry) => namedEntry(entry, names)), state: this.state };
  }

  /** Goes to the end and gives what came of it. */
  result(): RunResult {
    while (!this.isOver) this.next();
    return new RunResult(this.prepared, this.simulation, this.end as End);
  }

  /** When the next event is due; at the end of the run: never. */
  private get nextDue(): Instant {
    return this.simulation.scheduler.agenda()[0]?.due ?? never;
  }

  private sinceThen(): Happening {
    const { trace, truth, network } = this.simulation;
    const [entries, violations] = [trace.entries.slice(this.noted), truth.violations.slice(this.broken)];
    const faults = network.faults.slice(this.struck).map((_, at) => this.struck + at);
    this.noted += entries.length;
    this.broken += violations.length;
    this.struck += faults.length;
    return { simulation: this.simulation, entries, violations, faults };
  }
}

/** The state of a run after so many events, or at its end where there are fewer. */
export function stateAt(prepared: Prepared, event: number): RunState {
  const watch = new Watch(prepared);
  while (watch.simulation.scheduler.fired < event && watch.next());
  return watch.state;
}
