import { Search } from "../../../src/lab/explore/search/search.ts";
import type { StateSpace } from "../../../src/lab/explore/search/state-space.ts";
import { type Subject, type WantedScope, subjectOf } from "../../../src/lab/explore/subject.ts";
import { World, type WorldOptions } from "../../../src/lab/explore/world.ts";
import { scenarioOf } from "../../../src/scenarios/files.ts";
import type { ScenarioInput } from "../../../src/scenarios/spec.ts";

type Producer = ScenarioInput["producers"][number];

/** A producer that sends one record, in a batch of its own; with `records` of the scope more of them. */
export const sender = (name: string, config: Producer["config"] = {}): Producer => ({
  name,
  config: { "batch.size": 1, "request.timeout.ms": 1_000, ...config },
  sends: [{ to: "orders-0", key: `of-${name}`, value: "x" }],
});

export interface Small extends Omit<ScenarioInput, "name" | "producers"> {
  readonly producers?: readonly Producer[];
  readonly scope: WantedScope;
}

export function smallSubject({ scope, producers = [sender("shop")], ...rest }: Small): Subject {
  return subjectOf(scenarioOf({ name: "small", ...rest, producers: [...producers] }), scope);
}

export const whole: WorldOptions = { commuting: false, symmetry: false };
export const reduced: WorldOptions = { commuting: true, symmetry: true };

export const worldOf = ({ prepared, scope }: Subject, options: WorldOptions): World =>
  new World(prepared.plan, scope, options);

/** Searches a space to its end, beyond what is broken. */
export function searched(space: StateSpace): Search {
  const search = new Search(space, { beyondBroken: true, statesMost: 200_000, bytesMost: Infinity });
  const run = search.run(() => 0);
  for (let step = run.next(); ; step = run.next()) {
    if (step.done !== true) continue;
    if (step.value !== "complete") throw new Error(`${step.value} after ${search.table.size} states`);
    return search;
  }
}

/** The same world with every order of steps and every client called as it is. */
export const everythingIn = (world: World): StateSpace => ({
  width: world.width,
  first: world.first,
  expand: (state, emit) => world.expandAll(state, emit),
  isBroken: (state) => world.isBroken(state),
  isBrokenEnd: (state) => world.isBrokenEnd(state),
});

export function* statesOf(search: Search): Generator<Int32Array> {
  for (let state = 0; state < search.table.size; state++) yield search.table.state(state);
}
