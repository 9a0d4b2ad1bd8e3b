import type { SweepPlan } from "../../src/lab/sweep/plan-data.ts";
import type { Settings } from "../../src/lab/sweep/spec.ts";
import type { Came } from "./came.ts";
import { type Measure, compare } from "./compare.ts";
import type { Row } from "./report.ts";
import { simulateWith } from "./simulated.ts";

/** What is known to differ, and why. It may agree on a lucky day. */
export interface Known {
  readonly point: number;
  readonly measures: readonly Measure[];
  readonly because: string;
  /** Settings of the simulated producer that put something else in the place of what it lacks: with them all must agree. */
  readonly inItsPlace?: Settings;
}

export const knownToDiffer: readonly Known[] = [
  {
    point: 4,
    measures: ["p90", "p99", "slowest"],
    because:
      "the kernel accepts connections in a silence, so that ApiVersions waits for request.timeout.ms and the client backs off again and again, up to a second; simulated, the connection itself waits, and is there when the silence ends",
    inItsPlace: { "socket.connection.setup.timeout.ms": 600, "socket.connection.setup.timeout.max.ms": 600 },
  },
  {
    point: 6,
    measures: ["failed", "p50", "p90", "p99", "slowest", "requests"],
    because:
      "a client of 4.x that can reach no broker starts over: it forgets the metadata, and send blocks until it has some; the simulated one does not (metadata.recovery.strategy is not simulated)",
  },
];

/** The measures that differ though nobody knows why, each as point and measure. */
export const surprises = (rows: readonly Row[]): readonly string[] =>
  rows.flatMap(({ point, comparisons }) =>
    comparisons
      .filter(({ measure, agrees }) => !agrees && !isKnown(point, measure))
      .map(({ measure }) => `${measure} of ${point}`),
  );

/** Whether what is known to differ has the reason that is given: with something in the place of what lacks it agrees. */
export const explanations = (
  plan: SweepPlan,
  measured: ReadonlyMap<number, readonly Came[]>,
): readonly { readonly point: number; readonly inItsPlace: Settings; readonly differ: readonly Measure[] }[] =>
  knownToDiffer.flatMap(({ point, inItsPlace }) => {
    if (inItsPlace === undefined) return [];
    const found = compare(simulateWith(plan, point, inItsPlace), measured.get(point) ?? []);
    const differ = found.filter(({ agrees }) => !agrees).map(({ measure }) => measure);
    return [{ point, inItsPlace, differ }];
  });

const isKnown = (point: number, measure: Measure): boolean =>
  knownToDiffer.some((known) => known.point === point && known.measures.includes(measure));
