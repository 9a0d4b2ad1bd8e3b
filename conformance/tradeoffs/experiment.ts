import { readFileSync } from "node:fs";
import { join } from "node:path";
import { durationOf } from "../../src/input/units.ts";
import { readSweep } from "../../src/lab/sweep/plan.ts";
import type { SweepPlan } from "../../src/lab/sweep/plan-data.ts";
import { configOf } from "../../src/lab/sweep/scenario.ts";
import type { Came } from "./came.ts";
import { compare } from "./compare.ts";
import type { Measured } from "./data.ts";
import type { Experiment } from "./measure.ts";
import type { Row } from "./report.ts";
import { scheduleOf } from "./schedule.ts";
import { simulate } from "./simulated.ts";

/** What a message takes in the proxy, one way, in microseconds; what it takes beside that is measured. */
const oneWay = 15_000;

/** The sweep beside this file; `roundTrips` in place of those that are kept. */
export function planWith(roundTrips?: string): SweepPlan {
  const file = "sweep.yml";
  const read = (name: string): string => readFileSync(join(import.meta.dirname, name), "utf8");
  return readSweep(file, read(file), (name) => roundTrips ?? read(name));
}

/** What the sweep asks of the real thing. */
export function experimentOf({ points: varied, file }: SweepPlan): Experiment {
  const { load, faults } = file;
  const points = varied.map(({ point, settings }) => ({ point, settings: configOf(file, settings) }));
  if ("trace" in load) throw new Error("a trace of sends is not played to the real producer");
  const everyMicros = durationOf(load.every);
  const { records, valueBytes } = load;
  return { points, schedule: scheduleOf(faults), oneWay, records, everyMicros, valueBytes };
}

/** What was measured of each point. @throws Error where the sweep has other settings than those that were measured. */
export function measuredByPoint(plan: SweepPlan, { settings }: Measured): ReadonlyMap<number, readonly Came[]> {
  return new Map(
    plan.points.map(({ point, settings: own }) => {
      const found = settings.find((one) => JSON.stringify(one.settings) === JSON.stringify(own));
      if (found === undefined) throw new Error(`the settings of point ${point} were not measured: run it with --keep`);
      return [point, found.runs];
    }),
  );
}

/** Runs the sweep, and holds every point against what was measured of it. */
export function rowsOf(plan: SweepPlan, measured: ReadonlyMap<number, readonly Came[]>): readonly Row[] {
  const simulated = simulate(plan);
  return plan.points.map(({ point, settings }) => {
    const [here, there] = [simulated.get(point) ?? [], measured.get(point) ?? []];
    return { point, settings, simulated: here, measured: there, comparisons: compare(here, there) };
  });
}
