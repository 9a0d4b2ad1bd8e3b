import type { SweepPlan } from "../../src/lab/sweep/plan-data.ts";
import type { Settings } from "../../src/lab/sweep/spec.ts";
import { taskRunner } from "../../src/lab/sweep/work.ts";
import type { Came } from "./came.ts";

/** Runs points of the sweep under its seeds, in this thread; all, unless given. @throws Error where the simulator is wrong within. */
export function simulate(
  plan: SweepPlan,
  points: readonly number[] = plan.points.map(({ point }) => point),
): ReadonlyMap<number, readonly Came[]> {
  const run = taskRunner(plan);
  const { from, seeds: count } = plan.file;
  return new Map(
    points.map((point) => {
      const done = run({ point, from, count });
      if ("mistake" in done) throw new Error(done.mistake.what);
      return [point, done.rows];
    }),
  );
}

/** A point of the sweep with settings beside its own, or in place of them. */
export function simulateWith(plan: SweepPlan, point: number, settings: Settings): readonly Came[] {
  const points = plan.points.map((one) =>
    one.point === point ? { ...one, settings: { ...one.settings, ...settings } } : one,
  );
  return simulate({ ...plan, points }, [point]).get(point) ?? [];
}
