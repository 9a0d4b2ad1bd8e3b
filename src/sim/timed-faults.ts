import { type TimedFault, endedBy, isTimed } from "./faults.ts";
import type { NetworkOptions } from "./network-options.ts";
import { drawTimedFaults } from "./swarm.ts";
import { never } from "./time.ts";

/** The timed faults of a run, planned and drawn: none begins, or lasts, when all faults are over. */
export function timedFaults(options: Pick<NetworkOptions<unknown>, "plan" | "swarm" | "streams" | "healsAt">) {
  const { plan, swarm, streams, healsAt = never } = options;
  const all: readonly TimedFault[] = [...plan.filter(isTimed), ...drawTimedFaults(swarm, streams)];
  return all.filter(({ at }) => at < healsAt).map((fault) => endedBy(healsAt, fault));
}
