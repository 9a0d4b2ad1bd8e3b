/** Something that must not be: where, and what. */
export interface Finding {
  readonly where: string;
  readonly what: string;
}

/** A breach that was planted for a gate to catch. */
export interface Planted {
  readonly breach: string;
  readonly caught: boolean;
}

/** What a gate found, and the proof that it looked. */
export interface GateReport {
  readonly saw: number;
  readonly findings: readonly Finding[];
  readonly planted: readonly Planted[];
}

export interface Gate {
  readonly name: string;
  look(root: string): Promise<GateReport>;
}

/** Why a gate does not let pass; empty: it does. A gate that saw nothing, or misses what was planted, lets nothing pass. */
export function objections(report: GateReport): readonly string[] {
  const missed = report.planted
    .filter(({ caught }) => !caught)
    .map(({ breach }) => `missed the planted breach: ${breach}`);
  return [
    ...(report.saw === 0 ? ["saw no file at all"] : []),
    ...(report.planted.length === 0 ? ["planted no breach, so proves nothing"] : []),
    ...missed,
    ...report.findings.map(({ where, what }) => `${where}: ${what}`),
  ];
}

/** One line on one gate. */
export function summary(name: string, report: GateReport, millis: number): string {
  const caught = report.planted.filter((planted) => planted.caught).length;
  const problems = objections(report).length;
  return [
    problems === 0 ? "ok  " : "FAIL",
    name.padEnd(11),
    `${report.saw} files seen`.padStart(15),
    `${problems} ${problems === 1 ? "problem" : "problems"}`.padStart(13),
    `${caught} of ${report.planted.length} planted breaches caught`.padStart(34),
    `${(millis / 1_000).toFixed(1)}s`.padStart(7),
  ].join(" ");
}
