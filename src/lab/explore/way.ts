import { InvariantError } from "../../sim/index.ts";
import type { Taking } from "./wires/direction.ts";
import { type Action, type World, actionOf } from "./world.ts";

/** One step of a way through a world. */
export interface WayStep {
  readonly action: Action;
  /** Of what was under way; of other steps `undefined`. */
  readonly taking: Taking | undefined;
  readonly before: Int32Array;
  readonly after: Int32Array;
}

/** Goes a way from the first state on, action by action. */
export function walked(world: World, actions: readonly number[]): readonly WayStep[] {
  const steps: WayStep[] = [];
  let before = world.first;
  for (const number of actions) {
    const action = actionOf(number);
    const after = followed(world, before, number);
    steps.push({ action, taking: world.takingOf(before, action), before, after });
    before = after;
  }
  return steps;
}

function followed(world: World, state: Int32Array, wanted: number): Int32Array {
  let found: Int32Array | undefined;
  world.expand(state, (next, action) => {
    if (action === wanted) found = next.slice();
  });
  if (found === undefined) throw new InvariantError(`${JSON.stringify(actionOf(wanted))} leads nowhere from ${state.join()}`);
  return found;
}
