import type { RunResult } from "../scenarios/run.ts";
import { type Finding, findingsOf } from "./fingerprint.ts";

/** A way of failing that was met, and the first seed that shows it. */
export interface Fingerprint extends Finding {
  readonly count: number;
  readonly seed: number;
}

/** What came of many runs, added up. */
export class Tally {
  runs = 0;
  events = 0;
  /** Broken promises that nothing excuses. */
  violations = 0;
  /** Broken promises that the scenario, or the promise itself, allows for. */
  allowed = 0;
  readonly #marks = new Map<string, number>();
  readonly #faults = new Map<string, number>();
  readonly #fingerprints = new Map<string, Fingerprint>();

  add(result: RunResult): void {
    this.runs++;
    this.events += result.events;
    for (const [mark, count] of Object.entries(result.marks)) raise(this.#marks, mark, count);
    for (const { do: kind } of result.faults) raise(this.#faults, kind, 1);
    this.allowed += result.violations.filter(({ allowed }) => allowed).length;
    for (const finding of findingsOf(result)) this.#found(finding, result.simulation.seed);
  }

  /** How often each mark was hit, by name. */
  get marks(): Readonly<Record<string, number>> {
    return sorted(this.#marks);
  }

  /** How often each kind of fault was done to a run, by name. */
  get faults(): Readonly<Record<string, number>> {
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

  #found(finding: Finding, seed: number): void {
    this.violations++;
    const known = this.#fingerprints.get(finding.fingerprint);
    const before = known ?? { ...finding, count: 0, seed };
    this.#fingerprints.set(finding.fingerprint, { ...before, count: before.count + 1 });
  }
}

function raise(counts: Map<string, number>, name: string, by: number): void {
  counts.set(name, (counts.get(name) ?? 0) + by);
}

const byText = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

const sorted = (counts: ReadonlyMap<string, number>): Readonly<Record<string, number>> =>
  Object.fromEntries([...counts].toSorted(([one], [other]) => byText(one, other)));
