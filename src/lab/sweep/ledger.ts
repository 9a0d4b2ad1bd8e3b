import { contentOf, ledgerLine } from "../hunt/ledger.ts";
import { SeedRanges } from "../hunt/ranges.ts";
import { sumOf } from "../sum.ts";
import type { RunRow } from "./measure.ts";
import type { SweepPlan } from "./plan-data.ts";

const schema = "onceproof.sweep-ledger/1";

/** What a ledger is about. Self-contained: from it alone each of its runs can be run again. */
export interface SweepHead {
  readonly schema: typeof schema;
  /** Of the package that sweeps. */
  readonly version: string;
  readonly plan: SweepPlan;
  /** Of the run of the baseline's first seed: another simulator under the same version gives another. */
  readonly digest: string;
}

export const sweepHead = (head: Omit<SweepHead, "schema">): SweepHead => ({ schema, ...head });

/** One task's runs as a line: JSON whose last key is a sum over what stands before it. */
export const runsLine = (rows: readonly RunRow[]): string => ledgerLine({ rows });
export const headLine = (head: SweepHead): string => ledgerLine(head);

/** Reads the first line of a ledger; `undefined`: it is none, or is damaged. */
export function readHead(line: string): SweepHead | undefined {
  const head = contentOf(line) as SweepHead | undefined;
  return head?.schema === schema ? head : undefined;
}

/** Whether a text could be the first line of a ledger that was cut off while it was written. */
export const isBegunHead = (text: string): boolean => {
  const opening = `{"schema":"${schema}"`;
  return opening.startsWith(text) || text.startsWith(opening);
};

/** Reads a line of runs; `undefined`: it was cut off or changed, and its runs are to be made again. */
export function readRuns(line: string): readonly RunRow[] | undefined {
  const entry = contentOf(line) as { readonly rows?: readonly RunRow[] } | undefined;
  return entry?.rows;
}

/** Where the runs of each point stand in a ledger; a run that is there already is not counted again. */
export class RunIndex<Place> {
  private readonly places: Place[][] = [];
  private readonly done: SeedRanges[] = [];

  /** Takes in consecutive seeds of a point; false where it has any of them. */
  add(rows: readonly Pick<RunRow, "point" | "seed">[], place: Place): boolean {
    const [first] = rows;
    if (first === undefined) return false;
    const done = (this.done[first.point] ??= new SeedRanges());
    if (!done.add({ from: first.seed, count: rows.length })) return false;
    (this.places[first.point] ??= []).push(place);
    return true;
  }

  placesOf(point: number): readonly Place[] {
    return this.places[point] ?? [];
  }

  seedsOf(point: number): SeedRanges {
    return (this.done[point] ??= new SeedRanges());
  }
}

/**
 * In what one sweep is not another: what each does, as words that go on "it …"; `undefined` where they are the same.
 */
export function sweepDifference(one: SweepHead, other: SweepHead): readonly [string, string] | undefined {
  const differing = aspects.find((aspect) => aspect(one) !== aspect(other));
  return differing && [differing(one), differing(other)];
}

const aspects: readonly ((head: SweepHead) => string)[] = [
  ({ version }) => `is of onceproof ${version}`,
  ({ plan }) => `sweeps ${plan.file.name}`,
  ({ plan }) => `has ${plan.points.length} points`,
  ({ plan }) => `gives each ${plan.file.seeds} seeds from ${plan.file.from}`,
  ({ plan }) => `is of a file with the sum ${sumOf(JSON.stringify(plan))}`,
  ({ digest }) => `comes with its first seed to the run ${digest}`,
];
