import { parseArgs } from "node:util";
import { guidedRunsToFind, seedsToFind } from "../src/lab/gallery.ts";
import { gallery } from "../src/scenarios/gallery/index.ts";
import type { SwarmChoice } from "../src/scenarios/swarm/bounds.ts";
import { median, startsOf, tableRow } from "./starts.ts";

/**
 * Whether guidance pays: how many runs a hunt needs for each bug of the gallery, by itself and guided, and how long that
 * takes: `npm run bench:guided -- --swarm calm --bugs Z12,Z01`.
 */
const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "20" },
    within: { type: "string", default: "5000" },
    swarm: { type: "string", default: "own" },
    bugs: { type: "string", default: gallery.map(({ id }) => id).join(",") },
  },
});
const [starts, within, swarm] = [Number(values.starts), Number(values.within), values.swarm as SwarmChoice];

type Finder = typeof seedsToFind;

interface Measured {
  /** Infinite where nothing was found within bounds. */
  readonly counts: readonly number[];
  readonly seconds: number;
}

/** Both from the same starts. */
function measured(find: Finder, bug: (typeof gallery)[number]): Measured {
  const begun = performance.now();
  const counts = startsOf(starts).map((from) => find(bug, from, within, swarm) ?? Infinity);
  return { counts, seconds: (performance.now() - begun) / 1_000 };
}

const shown = (count: number): string => (count === Infinity ? `more than ${within}` : String(count));
const cells = ({ counts, seconds }: Measured): readonly string[] => [
  shown(median(counts)),
  shown(Math.max(...counts)),
  `${seconds.toFixed(1)} s`,
];

tableRow(["bug", `by itself: median of ${starts}`, "worst", "took", "guided: median", "worst", "took"]);
tableRow(["---", "---:", "---:", "---:", "---:", "---:", "---:"]);
for (const bug of gallery) {
  if (!values.bugs.split(",").includes(bug.id)) continue;
  tableRow([bug.id, ...cells(measured(seedsToFind, bug)), ...cells(measured(guidedRunsToFind, bug))]);
}
