import * as fc from "fast-check";
import type { MarkName } from "../../src/model/run/marks.ts";
import { type Shape, arbitraries } from "../../src/scenarios/arbitraries.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { type RunResult, run } from "../../src/scenarios/run.ts";
import { standard } from "../../src/scenarios/stories/standard.ts";

/** What a hunt came to: the first promise that broke, and what happened in all runs up to then. */
export interface HuntReport {
  readonly broken: Broken | null;
  readonly runs: number;
  /** Marks that the hunt is about and that no run hit: a hunt without them proves nothing. */
  readonly missing: readonly MarkName[];
}

export interface Broken {
  readonly property: string;
  readonly subject: string;
  readonly got: string;
  /** Which run of the hunt it was, counted from 1. */
  readonly run: number;
}

interface Hunt {
  readonly runs: () => Iterable<RunResult>;
  readonly breaks: (result: RunResult) => Omit<Broken, "run"> | undefined;
  readonly needs: readonly MarkName[];
}

const connected: Shape = { discipline: "tcp", inFlight: [1, 5], mayGiveUp: false, restarts: [] };

/** Always the same generated scenarios. */
function* generated(shape: Shape, count: number): Generator<RunResult> {
  const sample = fc.sample(arbitraries(fc).scenario(shape), { numRuns: count, seed: 20_261_124 });
  for (const scenario of sample) yield run(prepare(scenario));
}

function* seedsOfStandard(count: number): Generator<RunResult> {
  for (let seed = 1; seed <= count; seed++) yield run(prepare(standard.scenario, { seed }));
}

/**
 * Where nobody gives up nothing excuses a breach, and a record that fails is one, too. That the Java client goes round while
 * a partition has to wait for others (P-25) is its way at any time.
 */
function anyBreach(result: RunResult): Omit<Broken, "run"> | undefined {
  const violation = result.violations.find(({ excuses }) => !excuses.includes("partition-held-back"));
  if (violation !== undefined) return violation;
  const failed = result.simulation.truth.deliveries.find(({ outcome }) => outcome !== "acked");
  if (failed === undefined) return undefined;
  const subject = result.prepared.plan.names.nameOf(failed.record.id);
  return { property: "every-record-acknowledged", subject, got: failed.error ?? failed.outcome };
}

/** A breach that no circumstance excuses, nor explains where the promise knows no excuse. */
const unexplained = ({ violations }: RunResult): Omit<Broken, "run"> | undefined =>
  violations.find(({ excuses, hints }) => excuses.length === 0 && hints.length === 0);

const retried: readonly MarkName[] = ["batch-retried", "duplicate-suppressed", "rejected-out-of-order"];

/** Hunts for broken promises, by what their runs are like. Each is deterministic, and takes a second or two. */
const hunts = {
  /** On connections, up to five in flight, and time enough for everything. */
  patient: { runs: () => generated(connected, 600), breaks: anyBreach, needs: retried },
  /** On connections, where time and retries may run out. */
  impatient: {
    runs: () => generated({ ...connected, mayGiveUp: true }, 800),
    breaks: unexplained,
    needs: [...retried, "epoch-bumped", "delivery-timed-out", "failed-but-stored"],
  },
  /** On datagrams with one in flight, where time and retries may run out. */
  datagrams: {
    runs: () => generated({ ...connected, discipline: "datagram", inFlight: [1, 1], mayGiveUp: true }, 800),
    breaks: unexplained,
    needs: [...retried, "epoch-bumped", "delivery-timed-out", "request-duplicated"],
  },
  /** On datagrams with several in flight: requests and answers overtake each other. */
  reordered: {
    runs: () => generated({ ...connected, discipline: "datagram", inFlight: [2, 5] }, 400),
    breaks: unexplained,
    needs: [...retried, "request-duplicated", "message-delayed"],
  },
  /** On connections, and producer and broker restart. */
  restarts: {
    runs: () => generated({ ...connected, restarts: ["producer", "broker"] }, 800),
    breaks: unexplained,
    needs: [...retried, "producer-restarted", "broker-restarted"],
  },
  /** Seeds of the story `standard`. */
  standard: {
    runs: () => seedsOfStandard(40),
    breaks: unexplained,
    needs: ["batch-retried", "duplicate-suppressed", "request-duplicated"],
  },
} as const satisfies Readonly<Record<string, Hunt>>;

export type HuntName = keyof typeof hunts;

export const huntNames: readonly string[] = Object.keys(hunts);

export const isHunt = (name: string): name is HuntName => Object.hasOwn(hunts, name);

/** Runs until the first promise breaks, or to the end. */
export function huntFor(name: HuntName): HuntReport {
  const { runs, breaks, needs }: Hunt = hunts[name];
  const seen = new Set<string>();
  let count = 0;
  for (const result of runs()) {
    count++;
    for (const mark of Object.keys(result.marks)) seen.add(mark);
    const broken = breaks(result);
    if (broken === undefined) continue;
    const { property, subject, got } = broken;
    return { broken: { property, subject, got, run: count }, runs: count, missing: [] };
  }
  return { broken: null, runs: count, missing: needs.filter((mark) => !seen.has(mark)) };
}
