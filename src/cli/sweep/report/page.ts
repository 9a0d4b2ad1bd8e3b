import type { SweepPlan } from "../../../lab/sweep/plan-data.ts";
import type { Found } from "../../../lab/sweep/tables.ts";

export function* reportPage(plan: SweepPlan, _found: readonly (Found | undefined)[]): Generator<string> {
  yield plan.file.name;
}
