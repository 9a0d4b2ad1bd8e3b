import type { RunResult } from "../scenarios/run.ts";
import { type TraceNames, entryLine, traceNamesOf } from "../scenarios/trace.ts";
import type { TraceEntry } from "../sim/index.ts";
import { type RunSeed, type Seeds, eachSeed } from "./seeds.ts";
import { Tally } from "./tally.ts";

const contextBefore = 10;

/** A seed that gave two different runs. */
export interface Difference {
  readonly seed: number;
  readonly digests: readonly [string, string];
  /** Where their traces part; `undefined` where two further runs agreed in every entry. */
  readonly first: FirstDifference | undefined;
}

/** The first entry in which two traces of one seed differ, in words. */
export interface FirstDifference {
  /** Counted from 0. */
  readonly entry: number;
  /** What both traces say just before. */
  readonly before: readonly string[];
  /** `undefined`: that trace has ended. */
  readonly one: string | undefined;
  readonly other: string | undefined;
}

export interface CheckState {
  /** What came of the first run of each seed. */
  readonly tally: Tally;
  readonly differences: readonly Difference[];
}

/** Runs every seed twice and holds the digests against each other. Yields after each seed. */
export function* check(runSeed: RunSeed, seeds: Seeds): Generator<CheckState, CheckState> {
  const differences: Difference[] = [];
  const state = { tally: new Tally(), differences };
  for (const seed of eachSeed(seeds)) {
    const one = runSeed(seed, { keep: "none" });
    const other = runSeed(seed, { keep: "none" });
    state.tally.add(one);
    if (one.digest !== other.digest) {
      const digests = [one.digest, other.digest] as const;
      const first = firstDifference(runSeed(seed, { keep: "all" }), runSeed(seed, { keep: "all" }));
      differences.push({ seed, digests, first });
    }
    yield state;
  }
  return state;
}

/** Where the traces of two runs part. */
function firstDifference(one: RunResult, other: RunResult): FirstDifference | undefined {
  const [here, there] = [one.simulation.trace.entries, other.simulation.trace.entries];
  const names = [traceNamesOf(one), traceNamesOf(other)] as const;
  const length = Math.max(here.length, there.length);
  for (let entry = 0; entry < length; entry++) {
    const [left, right] = [told(here[entry], names[0]), told(there[entry], names[1])];
    if (left === right && sameNumbers(here[entry], there[entry])) continue;
    const before = here.slice(Math.max(0, entry - contextBefore), entry).map((known) => entryLine(known, names[0]));
    return { entry, before, one: left, other: right };
  }
  return undefined;
}

const told = (entry: TraceEntry | undefined, names: TraceNames): string | undefined =>
  entry === undefined ? undefined : entryLine(entry, names);

function sameNumbers(one: TraceEntry | undefined, other: TraceEntry | undefined): boolean {
  if (one === undefined || other === undefined) return one === other;
  return one.at === other.at && one.kind.code === other.kind.code && one.values.join() === other.values.join();
}
