import type { ProducedRecord, RecordBatch } from "../../../model/protocol.ts";
import { type MarkName, Marks, markNames } from "../../../model/run/marks.ts";
import type { RunPlan } from "../../../model/run/plan.ts";
import type { Violation } from "../../../model/run/violation.ts";
import type { Digest } from "../../../sim/index.ts";
import { mixText } from "./mix-text.ts";
import type { BrokerSight, ClientSight } from "./observation.ts";
import { Memo } from "./table.ts";
import { type OwnedRecord, TruthMachine } from "./truth-machine.ts";
import { type Sight, type Vocabulary, nothing } from "./vocabulary.ts";

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

/** How a run ends, and how it is judged. */
export interface Ending {
  /** What lies in the logs, and what was said of each send. */
  readonly text: string;
  readonly broken: readonly Violation[];
}

/**
 * The ground truth of runs as states with numbers. A state is what each observer saw, in the order in which he saw it, and
 * what has been broken on the way. How the observers' sights interleave makes no difference but to that: at the moment of
 * a breach a circumstance that accounts for it may have come about or not, and then two ways that agree in all else are in
 * two states.
 */
export class TruthPart {
  /** Breaches that a circumstance accounts for, as `property: circumstance`. */
  readonly excused = new Set<string>();
  private readonly plan: RunPlan;
  private readonly vocabulary: Vocabulary;
  private readonly recordIds: readonly (readonly number[])[];
  private readonly allowed: ReadonlySet<string>;
  private readonly states: TruthState[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly steps = new Memo();
  private readonly chains = new Memo();
  private chainCount = 1;
  private readonly marksAtEnds = new Marks();
  private readonly endings = new Map<number, Ending>();

  /** `allowed`: properties whose breaches are not counted. */
  constructor(
    plan: RunPlan,
    recordIds: readonly (readonly number[])[],
    vocabulary: Vocabulary,
    allowed: readonly string[],
  ) {
    this.plan = plan;
    this.allowed = new Set(allowed);
    this.vocabulary = vocabulary;
    this.recordIds = recordIds;
    const chains = [0, ...recordIds.map(() => 0)];
    this.number({ before: -1, observer: brokerObserver, sights: nothing, chains, broken: [] });
  }

  get size(): number {
    return this.states.length;
  }

  /** Takes all its states into a digest: who saw what, and what was broken. */
  mixInto(digest: Digest): void {
    for (const name of this.numbers.keys()) mixText(digest, name);
  }

  /** The marks that were hit by the end of a run. */
  get marks(): Partial<Record<MarkName, number>> {
    return this.marksAtEnds.toObject();
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

  /**
   * How a run is judged that ends in a state with nothing left to happen. `settled`: everybody has come to rest; else a
   * limit of time cut it off.
   */
  ending(state: number, settled: boolean): Ending {
    const code = 2 * state + (settled ? 1 : 0);
    let ending = this.endings.get(code);
    if (ending === undefined) {
      const machine = this.machineAt(state);
      machine.truth.ended(settled);
      for (const mark of markNames) this.marksAtEnds.counts[mark] += machine.truth.marks.counts[mark];
      const { violations } = machine.truth;
      this.takeExcused(violations);
      ending = { text: machine.ending, broken: this.brokenOf(violations) };
      this.endings.set(code, ending);
    }
    return ending;
  }

  /** The same history with the clients called otherwise: `named[client]` is the new number of `client`. */
  renamed(state: number, named: readonly number[]): number {
    const { before, observer, sights } = this.at(state);
    if (before < 0) return state;
    const earlier = this.renamed(before, named);
    if (observer !== brokerObserver) return this.after(earlier, named[observer] as number, sights);
    const told = this.vocabulary.sights.at(sights) as readonly BrokerSight[];
    return this.after(earlier, observer, this.vocabulary.sightsOf(told.map((sight) => renamedSight(sight, named))));
  }

  private at(state: number): TruthState {
    return this.states[state] as TruthState;
  }

  private step(before: number, observer: Observer, sights: number): number {
    const chains = this.at(before).chains.slice();
    const chain = chains[observer + 1] as number;
    chains[observer + 1] = this.chains.get(chain, sights) ?? this.chains.set(chain, sights, this.chainCount++);
    const machine = this.machineAt(before);
    tell(machine, observer, this.vocabulary.sights.at(sights));
    const { violations } = machine.truth;
    this.takeExcused(violations);
    return this.number({ before, observer, sights, chains, broken: this.brokenOf(violations) });
  }

  private number(state: TruthState): number {
    const { chains, broken } = state;
    const breaches = broken.map(({ property, shape, subject, got }) => [property, shape, subject, got]);
    const name = broken.length === 0 ? chains.join() : `${chains.join()} ${JSON.stringify(breaches)}`;
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    this.numbers.set(name, this.states.length);
    this.states.push(state);
    return this.states.length - 1;
  }

  /** The ground truth in that state; checkers cannot be put back, so that it is told everything anew. */
  private machineAt(state: number): TruthMachine {
    const history: TruthState[] = [];
    for (let at = this.at(state); at.before >= 0; at = this.at(at.before)) history.push(at);
    const machine = new TruthMachine(this.plan, this.recordIds);
    for (const { observer, sights } of history.toReversed()) tell(machine, observer, this.vocabulary.sights.at(sights));
    return machine;
  }

  private brokenOf(violations: readonly Violation[]): readonly Violation[] {
    return violations.filter(({ property, excuses }) => excuses.length === 0 && !this.allowed.has(property));
  }

  private takeExcused(violations: readonly Violation[]): void {
    for (const { property, excuses } of violations) {
      if (excuses.length > 0) this.excused.add(`${property}: ${excuses.join(", ")}`);
    }
  }
}

function tell(machine: TruthMachine, observer: Observer, sights: readonly Sight[]): void {
  for (const sight of sights) {
    if (observer === brokerObserver) machine.brokerSaw(sight as BrokerSight);
    else machine.clientSaw(observer, sight as ClientSight);
  }
}

function renamedSight(sight: BrokerSight, named: readonly number[]): BrokerSight {
  return sight.what === "expired" ? sight : { ...sight, batch: renamedBatch(sight.batch, named) };
}

const renamedBatch = (batch: RecordBatch, named: readonly number[]): RecordBatch => ({
  ...batch,
  records: batch.records.map((record: ProducedRecord): ProducedRecord => {
    if (!("owner" in record)) return record;
    const { owner } = record as OwnedRecord;
    const renamed: OwnedRecord = { ...(record as OwnedRecord), owner: named[owner] as number };
    return renamed;
  }),
});
