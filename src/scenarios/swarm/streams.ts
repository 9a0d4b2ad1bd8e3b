import { BadInput, unknownName } from "../../input/bad-input.ts";
import type { Scenario } from "../spec.ts";
import { type SwarmBounds, type SwarmChoice, boundsFor, chanceKinds, timedKinds } from "./bounds.ts";
import type { Variation } from "./variation.ts";

/**
 * The names of all that is drawn of a scenario, each from a stream of its own: kinds of faults, `storms`, `delay`, `ties`,
 * `shop.count` and `shop.batch.size` of a producer, and `luck`, the seed of what is left to chance in the run itself.
 */
export function streamNames(scenario: Scenario, choice: SwarmChoice): readonly string[] {
  const bounds = boundsFor(scenario, choice);
  if (bounds === undefined) return [];
  const impossible = scenario.network.discipline === "tcp" ? "duplication" : "cut";
  return [
    ...chanceKinds.filter((kind) => bounds.chances[kind] !== undefined && kind !== impossible),
    ...timedKinds.filter((kind) => bounds.timed[kind] !== undefined),
    ...(["aimed", "errors", "storms"] as const).filter((kind) => bounds[kind] !== undefined),
    ...(bounds.delays.length > 1 ? ["delay"] : []),
    ...(bounds.ties.length > 1 ? ["ties"] : []),
    ...scenario.producers.flatMap((producer) => producerStreams(producer, bounds)),
    "luck",
  ];
}

function producerStreams({ name, stream }: Scenario["producers"][number], bounds: SwarmBounds): readonly string[] {
  const load = Object.entries(stream === undefined ? {} : (bounds.workload ?? {}));
  const drawn = load.flatMap(([what, choice]) => (choice === undefined ? [] : [what]));
  return [...drawn, ...bounds.settings.map(([key]) => key)].map((what) => `${name}.${what}`);
}

/** @throws BadInput where a variation draws something anew that is not drawn at all. */
export function checkVariation(scenario: Scenario, choice: SwarmChoice, variation: Variation): void {
  const known = streamNames(scenario, choice);
  for (const what of Object.keys(variation)) {
    if (!known.includes(what)) throw new BadInput(`--vary ${what}: ${unknownName("thing that is drawn", what, known)}`);
  }
}
