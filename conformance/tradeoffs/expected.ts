import type { Measure } from "./compare.ts";
import type { Row } from "./report.ts";

/** What is known to differ, and why. It may agree on a lucky day. */
export interface Known {
  readonly point: number;
  readonly measures: readonly Measure[];
  readonly because: string;
}

export const knownToDiffer: readonly Known[] = [
  {
    point: 4,
    measures: ["p99", "slowest"],
    because:
      "the kernel accepts connections in a silence, so that ApiVersions waits for request.timeout.ms and the client backs off again and again, up to a second; simulated, the connection itself waits, and is there when the silence ends",
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

const isKnown = (point: number, measure: Measure): boolean =>
  knownToDiffer.some((known) => known.point === point && known.measures.includes(measure));
