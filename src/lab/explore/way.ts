import { InvariantError } from "../../sim/index.ts";
import { type Action, actionOf } from "./action.ts";
import type { Taking } from "./wires/direction.ts";
import type { World } from "./world.ts";

/** One step of a way through a world. */
export interface WayStep {
  readonly action: Action;
  /** Of what was under way; of other steps `undefined`. */
  readonly taking: Taking | undefined;
  readonly before: Int32Array;
  readonly after: Int32Array;
}

/**
 * Goes a way with every client called the same from its beginning to its end. `states`: the states that stand for those on
 * the way, from the first one on.
 */
export function walked(world: World, states: readonly Int32Array[]): readonly WayStep[] {
  const steps: WayStep[] = [];
  let before = world.first;
  for (const wanted of states.slice(1)) {
    const [after, number] = followed(world, before, wanted);
    const action = actionOf(number);
    steps.push({ action, taking: world.takingOf(before, action), before, after });
    before = after;
  }
  return steps;
}

function followed(world: World, state: Int32Array, wanted: Int32Array): readonly [Int32Array, number] {
  let found: readonly [Int32Array, number] | undefined;
  world.expandAll(state, (next, action) => {
    if (found === undefined && isSame(world.canonical(next), wanted)) found = [next.slice(), action];
  });
  if (found === undefined) throw new InvariantError(`nothing leads from ${state.join()} to ${wanted.join()}`);
  return found;
}

const isSame = (one: Int32Array, other: Int32Array): boolean => one.every((number, at) => number === other[at]);
