import { drawOptionsOf } from "../lab/seeds.ts";
import { BadInput } from "../input/bad-input.ts";
import type { Overrides } from "../scenarios/compile.ts";
import { type SwarmChoice, usualSwarm } from "../scenarios/swarm/bounds.ts";
import { drawerOf } from "../scenarios/swarm/draw.ts";
import { checkVariation } from "../scenarios/swarm/streams.ts";
import { drawnText } from "../scenarios/swarm/text.ts";
import { writtenVariation } from "../scenarios/swarm/variation.ts";
import type { RunOptions } from "./options.ts";
import { placedBy } from "./session.ts";
import type { Source } from "./source.ts";

/** A run as a hunt drew it. */
export interface DrawnSource {
  /** With the drawn scenario in place of the one that it was drawn of; no story any more. */
  readonly source: Source;
  /** What was drawn, on one line; `undefined`: nothing was asked to be. */
  readonly text: string | undefined;
}

/** @throws BadInput for bounds that the scenario does not have, and for a repro, of which nothing is drawn. */
export function swarmFor({ given, scenario, repro }: Source, swarm: SwarmChoice | undefined): SwarmChoice {
  if (repro !== undefined && swarm !== undefined) {
    throw new BadInput(`${given}: is a repro, of which nothing is drawn; leave out --swarm`);
  }
  if (swarm === "own" && (scenario.swarm === undefined || scenario.swarm === "none")) {
    throw new BadInput(`--swarm own: ${given} has no section swarm; give the name of a profile, such as default`);
  }
  return swarm ?? usualSwarm(scenario);
}

/** The scenario that `--swarm` and `--vary` mean, drawn for the seed of the run; as it is written without them. */
export function drawnSource(source: Source, options: RunOptions, overrides: Overrides): DrawnSource {
  const { swarm, vary, seed = source.scenario.seed } = options;
  if (swarm === undefined && vary === undefined) return { source, text: undefined };
  const choice = swarmFor(source, swarm);
  const { scenario } = source;
  if (vary !== undefined) checkVariation(scenario, choice, vary);
  const draw = drawerOf(scenario, drawOptionsOf({ overrides, swarm: choice }));
  const drawn = placedBy(source, () => draw(seed, vary));
  const varied = vary === undefined ? "" : `, varied ${writtenVariation(vary)}`;
  const what = choice === "none" ? "nothing" : drawnText(scenario, drawn);
  return {
    source: { ...source, scenario: drawn, story: undefined },
    text: `drawn for seed ${seed} (${choice}${varied}): ${what}`,
  };
}
