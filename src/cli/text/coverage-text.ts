import type { CoverageSummary } from "../../lab/coverage/coverage.ts";
import { stateText } from "../../lab/coverage/state.ts";
import { type Estimate, arrivals, unseenAfter } from "../../lab/coverage/unseen.ts";
import { counted, grouped } from "./figures.ts";

const mostRare = 3;
const mostListed = 100;

/** States that one seed alone has reached. */
const rareOf = ({ states }: CoverageSummary): CoverageSummary["states"] => states.filter(([, count]) => count === 1);

/** What a hunt has seen of behaviour, and what it may not have, in rows of a table. */
export function coverageRows(coverage: CoverageSummary): readonly (readonly [string, string])[] {
  const { nextSeed, newStatesPerSeed } = unseenAfter(coverage);
  const rare = rareOf(coverage);
  const shown = rare.slice(0, mostRare).map(([state, , seed]) => `${stateText(state)} (seed ${seed})`);
  return [
    ["states of behaviour", `${grouped(coverage.states.length)}, ${grouped(rare.length)} of them in one seed only`],
    [
      "as they came",
      arrivals(coverage)
        .map(([seeds, states]) => `${grouped(states)} after ${counted(seeds, "seed")}`)
        .join(", "),
    ],
    ["not seen yet", `one more seed shows something new with ${chance(nextSeed)}, ${perThousand(newStatesPerSeed)}`],
    ...(shown.length === 0 ? [] : [["seen once", shown.join("; ")] as const]),
  ];
}

/** `2.1% (95%: 1.2% to 3.0%)`. */
const chance = ({ estimate, low, high }: Estimate): string =>
  `${percent(estimate)} (95%: ${percent(low)} to ${percent(high)})`;

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.01 ? 2 : 1)}%`;

const perThousand = (newStates: number): string =>
  `a thousand more at most about ${counted(Math.round(1_000 * newStates), "new state")}`;

/** The same as data. */
export const coverageReport = (coverage: CoverageSummary): object => ({
  states: coverage.states.length,
  seeds: coverage.seeds,
  arrivals: arrivals(coverage).map(([seeds, states]) => ({ seeds, states })),
  nextSeed: unseenAfter(coverage).nextSeed,
  newStatesPerSeed: unseenAfter(coverage).newStatesPerSeed,
  seenOnce: rareOf(coverage)
    .slice(0, mostListed)
    .map(([state, , seed]) => ({ state: stateText(state), seed })),
});
