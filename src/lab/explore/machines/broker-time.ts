import type { RunPlan } from "../../../model/run/plan.ts";

/**
 * Whether time makes a difference to the broker of a plan: where it may forget a producer before the longest run ends, or
 * records are as old as that. Otherwise it does the same at any time, so that one will do for all.
 */
export function mindsTime({ producerIdExpirationMillis, limits, applications }: RunPlan): boolean {
  if (producerIdExpirationMillis <= limits.time / 1_000 + sweepMillis) return true;
  return applications.some(({ workload }) => {
    const ages = Array.from({ length: workload.length }, (_, index) => workload.send(index).timestampOffsetMillis);
    return ages.some((age) => age !== 0);
  });
}

const sweepMillis = 600_000;
