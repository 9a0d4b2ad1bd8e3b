import type { RunResult } from "../scenarios/run.ts";
import { writtenKind } from "../scenarios/faults.ts";
import type { TraceSink } from "../sim/index.ts";
import { Coverage, type CoverageSummary } from "./coverage/coverage.ts";
import { type Finding, findingsOf } from "./fingerprint.ts";

/** How much of a run somebody has to read: the faults done to it and the records that its applications sent. */
export interface RunSize {
  readonly seed: number;
  readonly faults: number;
  readonly records: number;
}

/** A way of failing that was met; its words and its time are those of the first seed that shows it. */
export interface Fingerprint extends Finding {
  /** How often it was met; a run may show it more than once. */
  readonly count: number;
  /** The lowest seed that shows it. */
  readonly seed: number;
  /** The smallest run that shows it: the fewest faults and records, and of equal ones the lowest seed. */
  readonly smallest: RunSize;
}

/** How often, by name. */
export type Counts = Readonly<Record<string, number>>;

/** What came of many runs as plain data: what worker threads send, and ledgers keep. */
export interface TallyData {
  readonly runs: number;
  readonly events: number;
  /** Broken promises that nothing excuses. */
  readonly violations: number;
  /** Broken promises that the scenario, or the promise itself, allows for. */
  readonly allowed: number;
  /** How often each mark was hit. */
  readonly marks: Counts;
  /** How often each kind of fault was done to a run. */
  readonly faults: Counts;
  /** Sorted by fingerprint. */
  readonly fingerprints: readonly Fingerprint[];
  /** What was seen of behaviour; left out where nobody asked for it. */
  readonly coverage?: CoverageSummary | undefined;
}

/**
 * What came of many runs, added up. Neither the order in which runs are added nor how they were put into parts that are
 * added to each other makes a difference, so that any number of workers comes to the same.
 */
export class Tally implements TallyData {
  runs = 0;
  events = 0;
  violations = 0;
  allowed = 0;
  readonly #marks = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  readonly #fingerprints = new Map<string, Fingerprint>();
  #coverage: Coverage | undefined;

  /** With a coverage, what was seen of behaviour is added up as well. */
  constructor(coverage?: Coverage) {
    this.#coverage = coverage;
  }

  get coverage(): CoverageSummary | undefined {
    return this.#coverage?.summary();
  }

  /** What the run of a seed is to be traced into before it is added. */
  sinkFor(seed: number): TraceSink {
    return this.#coverage === undefined ? { keep: "none" } : { keep: "heard", by: this.#coverage.watch(seed) };
  }

  /** Adds one run; each seed may be added once. `seed`: the number by which a hunt knows it, where that is another one. */
  add(result: RunResult, seed = result.simulation.seed): void {
    this.runs++;
    this.events += result.events;
    const { truth, network } = result.simulation;
    truth.marks.each((mark, count) => raise(this.#marks, mark, count));
    for (const fault of network.faults) raise(this.#faults, writtenKind(fault), 1);
    this.allowed += result.violations.filter(({ allowed }) => allowed).length;
    const findings = findingsOf(result);
    if (findings.length === 0) return;
    this.violations += findings.length;
    const smallest = { seed, ...sizeOf(result) };
    for (const finding of findings) this.#found({ ...finding, count: 1, seed, smallest });
  }

  /** Adds what came of other seeds. */
  merge(other: TallyData): void {
    this.runs += other.runs;
    this.events += other.events;
    this.violations += other.violations;
    this.allowed += other.allowed;
    for (const [mark, count] of Object.entries(other.marks)) raise(this.#marks, mark, count);
    for (const [kind, count] of Object.entries(other.faults)) raise(this.#faults, kind, count);
    for (const fingerprint of other.fingerprints) this.#found(fingerprint);
    if (other.coverage === undefined) return;
    this.#coverage ??= new Coverage();
    this.#coverage.merge(other.coverage);
  }

  get marks(): Counts {
    return sorted(this.#marks);
  }

  get faults(): Counts {
    return sorted(this.#faults);
  }

  get fingerprints(): readonly Fingerprint[] {
    return [...this.#fingerprints.values()].toSorted((one, other) => byText(one.fingerprint, other.fingerprint));
  }

  /** The worst that was met. */
  get worst(): "nothing" | "liveness" | "safety" {
    const kinds = [...this.#fingerprints.values()].map(({ kind }) => kind);
    if (kinds.includes("safety")) return "safety";
    return kinds.length > 0 ? "liveness" : "nothing";
  }

  /** The same as plain data. */
  toData(): TallyData {
    const { runs, events, violations, allowed, marks, faults, fingerprints, coverage } = this;
    const counted = { runs, events, violations, allowed, marks, faults, fingerprints };
    return coverage === undefined ? counted : { ...counted, coverage };
  }

  #found(more: Fingerprint): void {
    const known = this.#fingerprints.get(more.fingerprint);
    this.#fingerprints.set(more.fingerprint, known === undefined ? more : together(known, more));
  }
}

/** One way of failing, met in two parts of a hunt. */
function together(one: Fingerprint, other: Fingerprint): Fingerprint {
  const first = other.seed < one.seed ? other : one;
  const smallest = isSmaller(other.smallest, one.smallest) ? other.smallest : one.smallest;
  return { ...first, count: one.count + other.count, smallest };
}

/** Whether a run is smaller than another, or as small and of a lower seed. */
export function isSmaller(one: RunSize, other: RunSize): boolean {
  const apart = one.faults + one.records - (other.faults + other.records);
  return apart < 0 || (apart === 0 && one.seed < other.seed);
}

const sizeOf = ({ simulation: { network, truth } }: RunResult): Omit<RunSize, "seed"> => ({
  faults: network.faults.length,
  records: truth.marks.counts["record-sent"],
});

function raise(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const sorted = (counts: ReadonlyMap<string, number>): Counts =>
  Object.fromEntries([...counts].toSorted(([one], [other]) => byText(one, other)));
