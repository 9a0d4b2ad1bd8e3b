import type { SweepPlan } from "../../src/lab/sweep/plan-data.ts";
import type { RunRow } from "../../src/lab/sweep/measure.ts";
import { planOf } from "../../src/lab/sweep/plan.ts";
import { type SweepInput, sweepSchema } from "../../src/lab/sweep/spec.ts";
import { taskRunner } from "../../src/lab/sweep/work.ts";

/** A sweep of two settings over a network that does nothing by itself, unless something else is said. */
export const sweepOf = (input: Partial<SweepInput> = {}, files: Readonly<Record<string, string>> = {}): SweepPlan =>
  planOf(
    sweepSchema.parse({
      name: "test",
      network: { delay: "2ms" },
      load: { records: 20, every: "10ms" },
      vary: { list: [{ "linger.ms": 0 }] },
      seeds: 2,
      ...input,
    }),
    (name) => files[name] ?? "",
  );

/** The runs of a point under some of its seeds. */
export function rowsOf(plan: SweepPlan, point = 1, count = plan.file.seeds): readonly RunRow[] {
  const done = taskRunner(plan)({ point, from: plan.file.from, count });
  if ("mistake" in done) throw new Error(done.mistake.what);
  return done.rows;
}

/** The run of a point under the first seed. */
export function rowOf(plan: SweepPlan, point = 1): RunRow {
  const [row] = rowsOf(plan, point, 1);
  if (row === undefined) throw new Error("there is no run");
  return row;
}
