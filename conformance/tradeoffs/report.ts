import type { Interval } from "../../src/lab/sweep/intervals.ts";
import type { Settings } from "../../src/lab/sweep/spec.ts";
import { settingsText } from "../../src/lab/sweep/points.ts";
import { type Room, refilled } from "../room.ts";
import type { Came } from "./came.ts";
import { type Comparison, type Measure, errorsOf } from "./compare.ts";

/** One setting, as simulated and as measured. */
export interface Row {
  readonly point: number;
  readonly settings: Settings;
  readonly simulated: readonly Came[];
  readonly measured: readonly Came[];
  readonly comparisons: readonly Comparison[];
}

export const agreements = (rows: readonly Row[]): { readonly agree: number; readonly all: number } => {
  const all = rows.flatMap(({ comparisons }) => comparisons);
  return { agree: all.filter(({ agrees }) => agrees).length, all: all.length };
};

const written: Readonly<Record<Measure, (value: number) => string>> = {
  failed: (share) => `${(100 * share).toFixed(1)}%`,
  p50: millis,
  p90: millis,
  p99: millis,
  slowest: millis,
  requests: (count) => count.toFixed(3),
};

function millis(micros: number): string {
  return `${(micros / 1_000).toFixed(micros < 1_000_000 ? 1 : 0)} ms`;
}

const interval = (measure: Measure, { estimate, low, high }: Interval): string =>
  `${written[measure](estimate)} [${written[measure](low)}, ${written[measure](high)}]`;

const byError = (runs: readonly Came[]): string =>
  Object.entries(errorsOf(runs))
    .map(([name, count]) => `${count.toFixed(1)} ${name}`)
    .join(", ");

/** What people see on their terminal. */
export function described(rows: readonly Row[]): string {
  const lines = rows.flatMap(({ point, settings, simulated, measured, comparisons }) => [
    `${point}: ${settingsText(settings)}`,
    ...comparisons.map(
      ({ measure, simulated: here, measured: there, agrees }) =>
        `  ${measure.padEnd(9)} simulated ${interval(measure, here).padEnd(36)} measured ${interval(measure, there).padEnd(36)} ${agrees ? "agree" : "DIFFER"}`,
    ),
    ...(byError(simulated) + byError(measured) === ""
      ? []
      : [`  failed by  simulated ${byError(simulated)}; measured ${byError(measured)}`]),
  ]);
  return lines.join("\n");
}

/** Where a document has the table. */
export const room: Room = { begin: "<!-- against the real thing -->", end: "<!-- end of against the real thing -->" };

/** `document` with what stands between its markers renewed. @throws Error where it has no markers. */
export const renewed = (document: string, rows: readonly Row[], where: string): string =>
  refilled(document, room, markdown(rows, where));

const cells = (texts: readonly string[]): string => `| ${texts.join(" | ")} |`;

function markdown(rows: readonly Row[], where: string): string {
  const { agree, all } = agreements(rows);
  const columns = ["", "settings", "measure", "simulated", "measured", ""];
  const table = rows.flatMap(({ point, settings, comparisons }) =>
    comparisons.map(({ measure, simulated, measured, agrees }, nth) =>
      cells([
        nth === 0 ? String(point) : "",
        nth === 0 ? `\`${settingsText(settings)}\`` : "",
        measure,
        interval(measure, simulated),
        interval(measure, measured),
        agrees ? "agree" : "**differ**",
      ]),
    ),
  );
  const [first] = rows;
  const runs = `${first?.simulated.length ?? 0} seeds, and ${first?.measured.length ?? 0} runs of the real producer`;
  const failures = rows
    .filter(({ simulated, measured }) => byError(simulated) + byError(measured) !== "")
    .map(
      ({ point, simulated, measured }) =>
        `- ${point}: simulated ${byError(simulated) || "none"}; measured ${byError(measured) || "none"}`,
    );
  return [
    `${where}; ${runs} for each of the settings. ${agree} of ${all} agree.`,
    [cells(columns), cells(columns.map(() => "---")), ...table].join("\n"),
    "Failed records of a run by exception, on average:",
    failures.join("\n"),
  ].join("\n\n");
}
