import { connectionsMutants } from "./producer/connections.ts";
import { epochsMutants } from "./producer/epochs.ts";
import { gatheringMutants } from "./producer/gathering.ts";
import { loopMutants } from "./producer/loop.ts";
import { outcomesMutants } from "./producer/outcomes.ts";
import { settingsMutants } from "./producer/settings.ts";
import type { Mutant } from "./mutant.ts";

/** Rules of the producer, each broken alone, in about the order of the rulebook. */
export const producerMutants: readonly Mutant[] = [
  ...settingsMutants,
  ...loopMutants,
  ...connectionsMutants,
  ...gatheringMutants,
  ...outcomesMutants,
  ...epochsMutants,
];
