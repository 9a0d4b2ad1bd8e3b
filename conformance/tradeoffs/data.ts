import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Settings } from "../../src/lab/sweep/spec.ts";
import type { Came } from "./came.ts";

/** What was measured of the real producer, as it lies in `data/measured.json`. */
export interface Measured {
  readonly date: string;
  /** On what: processors, Java, the versions of client and broker. */
  readonly where: string;
  readonly settings: readonly { readonly settings: Settings; readonly runs: readonly Came[] }[];
}

const folder = join(import.meta.dirname, "data");
const measuredFile = join(folder, "measured.json");
const roundTripsFile = join(folder, "round-trips.txt");

export const readMeasured = (): Measured => JSON.parse(readFileSync(measuredFile, "utf8")) as Measured;

export function writeMeasured(measured: Measured, roundTrips: string): void {
  writeFileSync(measuredFile, `${JSON.stringify(measured, undefined, 2)}\n`);
  writeFileSync(roundTripsFile, roundTrips);
}

/** So many of the measured times stand for all of them. */
const samples = 200;

/** Measured round trips, ascending and in microseconds, as a file that sweeps read. */
export function roundTripsText(ascending: readonly number[], where: string): string {
  const kept = Array.from(
    { length: samples },
    (_, at) => ascending[Math.floor(((at + 0.5) / samples) * ascending.length)] ?? 0,
  );
  const about = [
    "# From the proxy to the real broker and back, undisturbed, with the delay of the proxy: equally likely quantiles.",
    `# Written by the run itself. ${where}`,
  ];
  return `${[...about, ...kept.map((micros) => `${micros}us`)].join("\n")}\n`;
}
