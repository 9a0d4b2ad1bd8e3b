import { Streams, type Stream } from "../../../src/sim/prng.ts";
import type { RealVersion } from "../real/versions.ts";
import type { Script } from "../script.ts";
import { deduplication } from "./deduplication.ts";
import type { Family } from "./family.ts";
import { malformed } from "./malformed.ts";
import { requests } from "./requests.ts";
import { topics } from "./topics.ts";

export const families: readonly Family[] = [...deduplication, ...requests, ...malformed, ...topics];

/** The n-th script of a family under a seed: the same whatever else is drawn. */
function scriptOf(family: Family, seed: number, index: number, version: RealVersion): Script {
  const id = `${family.name}-${seed}-${index}`;
  const draw: Stream = new Streams({ seed }).stream("script", id);
  return { id, family: family.name, ...family.draw(draw, version) };
}

/** About `count` scripts, each family by its share and with one at least. */
export function drawScripts(chosen: readonly Family[], seed: number, count: number, version: RealVersion): Script[] {
  const total = chosen.reduce((sum, { share }) => sum + share, 0);
  return chosen.flatMap((family) => {
    const own = Math.max(1, Math.round((count * family.share) / total));
    return Array.from({ length: own }, (_, index) => scriptOf(family, seed, index, version));
  });
}
