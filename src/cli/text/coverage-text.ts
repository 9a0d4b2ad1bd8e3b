import type { CoverageSummary } from "../../lab/coverage/coverage.ts";
import { stateText } from "../../lab/coverage/state.ts";
import { type Estimate, arrivals, unseenAfter } from "../../lab/coverage/unseen.ts";
import type { RunName } from "../../lab/seeds.ts";
import { writtenVariation } from "../../scenarios/swarm/variation.ts";
import type { Calling } from "../hunt/calling.ts";
import { counted, grouped } from "./figures.ts";

const mostRare = 3;
const mostListed = 100;

/** States that one seed alone has reached. */
const rareOf = ({ states }: CoverageSummary): CoverageSummary["states"] => states.filter(([, count]) => count === 1);

/** What a hunt has seen of behaviour, and what it may not have, in rows of a table. */
export function coverageRows(coverage: CoverageSummary, calling: Calling): readonly (readonly [string, string])[] {
  const { unit } = calling;
  const rare = rareOf(coverage);
  const shown = rare.slice(0, mostRare).map(([state, , seed]) => `${stateText(state)} (${calling.told(seed)})`);
  return [
    ["states of behaviour", `${grouped(coverage.states.length)}, ${grouped(rare.length)} of them in one ${unit} only`],
    [
      "as they came",
      arrivals(coverage)
        .map(([seeds, states]) => `${grouped(states)} after ${counted(seeds, unit)}`)
        .join(", "),
    ],
    ["not seen yet", unit === "seed" ? unseenText(coverage) : "no estimate: what is run was chosen by what was seen"],
    ...(shown.length === 0 ? [] : [["seen once", shown.join("; ")] as const]),
  ];
}

function unseenText(coverage: CoverageSummary): string {
  const { nextSeed, newStatesPerSeed } = unseenAfter(coverage);
  return `one more seed shows something new with ${chance(nextSeed)}, ${perThousand(newStatesPerSeed)}`;
}

/** `2.1% (95%: 1.2% to 3.0%)`. */
const chance = ({ estimate, low, high }: Estimate): string =>
  `${percent(estimate)} (95%: ${percent(low)} to ${percent(high)})`;

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.01 ? 2 : 1)}%`;

const perThousand = (newStates: number): string =>
  `a thousand more at most about ${counted(Math.round(1_000 * newStates), "new state")}`;

/** The same as data. Of a hunt that chose its runs nothing is estimated: they are no sample. */
export const coverageReport = (coverage: CoverageSummary, calling: Calling): object => ({
  states: coverage.states.length,
  seeds: coverage.seeds,
  arrivals: arrivals(coverage).map(([seeds, states]) => ({ seeds, states })),
  ...(calling.unit === "seed" ? unseenAfter(coverage) : {}),
  seenOnce: rareOf(coverage)
    .slice(0, mostListed)
    .map(([state, , number]) => ({ state: stateText(state), ...namedReport(calling.nameOf(number)) })),
});

/** `vary` only of a variation. */
function namedReport({ seed, vary }: RunName): object {
  const varied = writtenVariation(vary);
  return varied === "" ? { seed } : { seed, vary: varied };
}
