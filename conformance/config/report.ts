import type { Finding, Judged } from "./compare.ts";
import type { RealVersion } from "./real.ts";

export interface Report {
  readonly version: RealVersion;
  readonly seed: number;
  readonly judged: readonly Judged[];
  readonly coverage: { readonly keys: number; readonly of: number };
  readonly findings: readonly Finding[];
  /** The first finding, made as small as it gets where that was asked for. */
  readonly first: Finding | undefined;
  readonly definitions: number;
  readonly definitionDifferences: readonly string[];
  /** On how many settings a judge that is wrong on purpose parts from the real client. */
  readonly planted: number;
}

/** Fewer than this may all be blind to the planted breach, which only few settings show. */
export const enoughToTell = 500;

export const isClean = ({ judged, findings, definitionDifferences, planted }: Report): boolean =>
  findings.length === 0 && definitionDifferences.length === 0 && (planted > 0 || judged.length < enoughToTell);

/** What a live comparison found, for people. */
export function describe(report: Report): string {
  const { version, seed, judged, coverage, findings, first, definitions, definitionDifferences, planted } = report;
  const count = (holds: (one: Judged) => boolean): number => judged.filter(holds).length;
  const lines = [
    `kafka-clients ${version.version} and profile ${version.line}, seed ${seed}: ${judged.length - findings.length} of ${judged.length} verdicts agree`,
    `  accepted ${count(({ real }) => real.ok)}, refused by the configuration ${count(({ real }) => real.at === "config")}, by the producer ${count(({ real }) => real.at === "construct")}; ${coverage.keys} of ${coverage.of} keys drawn`,
    `  ${definitions - definitionDifferences.length} of ${definitions} definitions agree (type, default, range, order)`,
    `  planted breach (idempotence that nobody asked for counts as asked for) caught by ${planted}`,
    ...definitionDifferences.slice(0, 10).map((difference) => `  differs: ${difference}`),
  ];
  if (first === undefined) return lines.join("\n");
  return [
    ...lines,
    `first difference: ${first.what}`,
    `  settings: ${JSON.stringify(first.script)}`,
    `  real: ${JSON.stringify(first.real)}`,
    `  ours: ${JSON.stringify(first.ours)}`,
  ].join("\n");
}
