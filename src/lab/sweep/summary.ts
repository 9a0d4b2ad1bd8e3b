import { Streams } from "../../sim/index.ts";
import { type Interval, type Part, differenceOf, meanOf, rateOf, shareDifferenceOf, shareOf } from "./intervals.ts";
import { type Steps, stepsOfRun } from "./latencies.ts";
import type { RunRow } from "./measure.ts";
import { pooledOf, quantileDifference, quantileOf } from "./quantiles.ts";

/** What is measured of a setting, its unit, and how its interval comes about. */
export interface Measure {
  readonly name: MeasureName;
  readonly title: string;
  readonly unit: "share" | "microseconds" | "per second" | "per record" | "bytes" | "bytes per record";
  /** Whether less of it is better. */
  readonly lessIsBetter: boolean;
}

const shares = {
  failed: "records whose callback reported an error",
  undecided: "records whose callback never ran",
  lost: "records acknowledged and in no log at the end",
  duplicated: "records in a log more than once",
  failedButStored: "records that failed and are in a log all the same",
  outOfOrder: "records stored behind one that was sent later",
  late: "records decided late, or never",
} as const;
const quantiles = { p50: 0.5, p90: 0.9, p99: 0.99, p999: 0.999 } as const;

type ShareName = keyof typeof shares;
type QuantileName = keyof typeof quantiles;
type RateName = "goodput" | "requests" | "bytes" | "retries" | "muted" | "behind";
type MeanName = "slowest" | "buffer" | "recovery";
export type MeasureName = ShareName | QuantileName | RateName | MeanName;

export const measures: readonly Measure[] = [
  ...(Object.keys(shares) as ShareName[]).map((name) => share(name, shares[name])),
  time("p50", "half of the records are decided within"),
  time("p90", "nine of ten records are decided within"),
  time("p99", "99 of 100 records are decided within"),
  time("p999", "999 of 1000 records are decided within"),
  time("slowest", "the slowest record of a run, on average"),
  { name: "goodput", title: "records acknowledged each second", unit: "per second", lessIsBetter: false },
  { name: "requests", title: "Produce requests for each record", unit: "per record", lessIsBetter: true },
  { name: "bytes", title: "bytes of batches sent for each record", unit: "bytes per record", lessIsBetter: true },
  { name: "retries", title: "batches written again for each record", unit: "per record", lessIsBetter: true },
  { name: "buffer", title: "the most of buffer.memory in use in a run, on average", unit: "bytes", lessIsBetter: true },
  share("muted", "of the time nothing could be sent, for enough was in flight"),
  share("behind", "of the time the application was behind, for send blocked or it waited"),
  time(
    "recovery",
    "after the end of an outage all that had been sent was decided within, at worst in a run, on average",
  ),
];

function share(name: MeasureName, title: string): Measure {
  return { name, title, unit: "share", lessIsBetter: true };
}

function time(name: MeasureName, title: string): Measure {
  return { name, title, unit: "microseconds", lessIsBetter: true };
}

/** What a setting came to over its seeds. A measure is `undefined` where there is nothing to measure it by. */
export interface Summary {
  readonly point: number;
  readonly runs: number;
  readonly seeds: { readonly from: number; readonly count: number };
  readonly records: number;
  /** Runs that a limit cut off: what came of them is not the whole story. */
  readonly cutOff: number;
  /** Runs in which a record failed, was lost, duplicated, out of order or late. */
  readonly runsWithFailure: number;
  readonly measures: Readonly<Partial<Record<MeasureName, Interval>>>;
  /** By exception: the share of records that failed so. */
  readonly errors: Readonly<Record<string, Interval>>;
  /** The runs to look at first, the worst of them first. */
  readonly worst: readonly Worst[];
}

/** One of the worst runs of a point. `failed`: those without any callback too. */
export interface Worst {
  readonly seed: number;
  readonly failed: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly outOfOrder: number;
  readonly late: number;
  readonly maxMicros: number;
}

/** How much more there is of a measure at a point than at the baseline, under the same seeds. */
export interface Comparison {
  readonly point: number;
  readonly baseline: number;
  /** How many seeds both have. */
  readonly seeds: number;
  readonly differences: Readonly<Partial<Record<MeasureName, Interval>>>;
}

/** How each ratio is put together of runs; `undefined`: a run has nothing of it. */
const ratios: Readonly<Record<ShareName | RateName, (row: RunRow) => Part>> = {
  failed: ({ failed, records }) => ({ part: failed, of: records }),
  undecided: ({ undecided, records }) => ({ part: undecided, of: records }),
  lost: ({ lost, records }) => ({ part: lost, of: records }),
  duplicated: ({ duplicated, records }) => ({ part: duplicated, of: records }),
  failedButStored: ({ failedButStored, records }) => ({ part: failedButStored, of: records }),
  outOfOrder: ({ outOfOrder, records }) => ({ part: outOfOrder, of: records }),
  late: ({ late, records }) => ({ part: late, of: records }),
  goodput: ({ acknowledged, lost, spanMicros }) => ({ part: acknowledged - lost, of: spanMicros / 1_000_000 }),
  requests: ({ requests, records }) => ({ part: requests, of: records }),
  bytes: ({ bytes, records }) => ({ part: bytes, of: records }),
  retries: ({ retries, records }) => ({ part: retries, of: records }),
  muted: ({ mutedMicros, spanMicros }) => ({ part: Math.min(mutedMicros, spanMicros), of: spanMicros }),
  behind: ({ behindMicros, spanMicros }) => ({ part: Math.min(behindMicros, spanMicros), of: spanMicros }),
};

const means: Readonly<Record<MeanName, (row: RunRow) => number | null>> = {
  slowest: ({ maxMicros }) => maxMicros,
  buffer: ({ bufferBytes }) => bufferBytes,
  recovery: ({ recoveryMicros }) => recoveryMicros,
};

const isShare = (name: string): name is ShareName => name in shares;

/** Sums up the runs of a point; `rows` are in the order of their seeds. */
export function summaryOf(rows: readonly RunRow[]): Summary {
  const found: Partial<Record<MeasureName, Interval>> = {};
  for (const name of Object.keys(ratios) as (keyof typeof ratios)[]) {
    const parts = rows.map(ratios[name]);
    found[name] = isShare(name) ? shareOf(parts) : rateOf(parts);
  }
  for (const name of Object.keys(means) as MeanName[]) {
    const values = rows.map(means[name]).filter((value) => value !== null);
    if (values.length > 1) found[name] = meanOf(values);
  }
  const steps = rows.map(stepsOfRun);
  const pooled = pooledOf(steps);
  if (pooled.total > 0) {
    for (const name of Object.keys(quantiles) as QuantileName[]) {
      found[name] = quantileOf(steps, pooled, quantiles[name]);
    }
  }
  const [first] = rows;
  return {
    point: first?.point ?? 0,
    runs: rows.length,
    seeds: { from: first?.seed ?? 0, count: rows.length },
    records: rows.reduce((sum, { records }) => sum + records, 0),
    cutOff: rows.filter(({ settled }) => !settled).length,
    runsWithFailure: rows.filter(hasFailure).length,
    measures: found,
    errors: errorsOf(rows),
    worst: worstOf(rows),
  };
}

/** Whether anything befell a record of the run that a user would call a failure. */
export const hasFailure = (row: RunRow): boolean =>
  row.failed + row.undecided + row.lost + row.duplicated + row.outOfOrder + row.late > 0;

/** Compares two points by the seeds that both have. */
export function comparisonOf(here: readonly RunRow[], there: readonly RunRow[]): Comparison {
  const seedsThere = new Map(there.map((row) => [row.seed, row]));
  const [mine, theirs]: [RunRow[], RunRow[]] = [[], []];
  for (const row of here) {
    const other = seedsThere.get(row.seed);
    if (other === undefined) continue;
    mine.push(row);
    theirs.push(other);
  }
  const differences: Partial<Record<MeasureName, Interval>> = {};
  for (const name of Object.keys(ratios) as (keyof typeof ratios)[]) {
    const compare = isShare(name) ? shareDifferenceOf : differenceOf;
    differences[name] = compare(mine.map(ratios[name]), theirs.map(ratios[name]));
  }
  for (const name of Object.keys(means) as MeanName[]) {
    const paired = mine.flatMap((row, at) => {
      const [one, other] = [means[name](row), means[name](theirs[at] as RunRow)];
      return one === null || other === null ? [] : [[one, other] as const];
    });
    if (paired.length < 2) continue;
    const one = paired.map(([part]) => ({ part, of: 1 }));
    const other = paired.map(([, part]) => ({ part, of: 1 }));
    differences[name] = differenceOf(one, other);
  }
  addQuantiles(differences, mine.map(stepsOfRun), theirs.map(stepsOfRun));
  const [point = 0, baseline = 0] = [here[0]?.point, there[0]?.point];
  return { point, baseline, seeds: mine.length, differences };
}

function addQuantiles(
  differences: Partial<Record<MeasureName, Interval>>,
  here: readonly Steps[],
  there: readonly Steps[],
): void {
  if (here.length < 2) return;
  const streams = new Streams({ seed: 1 });
  for (const name of Object.keys(quantiles) as QuantileName[]) {
    differences[name] = quantileDifference(here, there, quantiles[name], streams.own("bootstrap", name));
  }
}

function errorsOf(rows: readonly RunRow[]): Summary["errors"] {
  const names = [...new Set(rows.flatMap(({ errors }) => Object.keys(errors)))].sort();
  return Object.fromEntries(
    names.map((name) => [name, shareOf(rows.map(({ errors, records }) => ({ part: errors[name] ?? 0, of: records })))]),
  );
}

/** How many of its runs a point names. */
const mostNamed = 10;

/** Whose records fared worst, first: what was lost counts before what was doubled, and so on; of equals the lowest seed. */
function worstOf(rows: readonly RunRow[]): readonly Worst[] {
  const weight = ({ lost, duplicated, failed, undecided, outOfOrder, late, maxMicros }: RunRow): readonly number[] => [
    lost,
    duplicated,
    failed + undecided,
    outOfOrder,
    late,
    maxMicros,
  ];
  const weighed = rows.map((row) => [weight(row), row] as const);
  const sorted = weighed.toSorted(([one, { seed }], [other, { seed: otherSeed }]) =>
    isMore(one, other) ? -1 : isMore(other, one) ? 1 : seed - otherSeed,
  );
  return sorted
    .slice(0, mostNamed)
    .map(([, { seed, failed, undecided, lost, duplicated, outOfOrder, late, maxMicros }]) => ({
      seed,
      failed: failed + undecided,
      lost,
      duplicated,
      outOfOrder,
      late,
      maxMicros,
    }));
}

function isMore(one: readonly number[], other: readonly number[]): boolean {
  for (const [at, value] of one.entries()) if (value !== other[at]) return value > (other[at] ?? 0);
  return false;
}
