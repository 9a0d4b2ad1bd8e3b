import { parseArgs } from "node:util";
import { guidedRunsToFind, seedsToFind } from "../src/lab/gallery.ts";
import type { GalleryBug } from "../src/scenarios/gallery/bug.ts";
import { gallery } from "../src/scenarios/gallery/index.ts";
import { scenarioSchema } from "../src/scenarios/spec.ts";
import { median, startsOf, tableRow } from "./starts.ts";

/**
 * Whether guidance pays: how many runs a hunt needs for each bug of the gallery, by itself and guided, and how long that
 * takes. With `--rarer 40` each kind of fault exists in a fortieth of the runs that it does else, and at most once, so that
 * bugs are as hard to find as they are where nobody knows them: `npm run bench:guided -- --rarer 40 --bugs Z12,Z01`.
 */
const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "20" },
    within: { type: "string", default: "5000" },
    rarer: { type: "string", default: "1" },
    bugs: { type: "string", default: gallery.map(({ id }) => id).join(",") },
  },
});
const [starts, within, rarer] = [Number(values.starts), Number(values.within), Number(values.rarer)];

/** A bug with a swarm in which faults are rare. */
function hidden(bug: GalleryBug): GalleryBug {
  const { buggy } = bug.hunted;
  if (rarer === 1 || buggy.swarm === undefined || buggy.swarm === "none") return bug;
  const swarm = Object.fromEntries(Object.entries(buggy.swarm).map(([kind, bounds]) => [kind, rare(bounds)]));
  const scenario = scenarioSchema.parse({ ...buggy, swarm });
  return { ...bug, hunted: { ...bug.hunted, buggy: scenario } };
}

function rare(bounds: unknown): unknown {
  if (typeof bounds !== "object" || bounds === null || !("exists" in bounds)) return bounds;
  const [among = 1, of = 1] = String(bounds.exists).split("/").map(Number);
  return { ...bounds, exists: `${among}/${of * rarer}`, ...("strength" in bounds ? {} : { atMost: 1 }) };
}

type Finder = typeof seedsToFind;

interface Measured {
  /** Infinite where nothing was found within bounds. */
  readonly counts: readonly number[];
  readonly seconds: number;
}

/** Both from the same starts. */
function measured(find: Finder, bug: GalleryBug): Measured {
  const begun = performance.now();
  const counts = startsOf(starts).map((from) => find(bug, from, within) ?? Infinity);
  return { counts, seconds: (performance.now() - begun) / 1_000 };
}

const shown = (count: number): string => (count === Infinity ? `more than ${within}` : String(count));
/** Where something was not found, what is left of it counts for nothing, so that the mean is too small. */
const mean = (counts: readonly number[]): string => {
  const sum = counts.reduce((all, count) => all + Math.min(count, within), 0);
  return `${counts.includes(Infinity) ? "more than " : ""}${Math.round(sum / counts.length)}`;
};
const cells = ({ counts, seconds }: Measured): readonly string[] => [
  shown(median(counts)),
  mean(counts),
  `${seconds.toFixed(1)} s`,
];

tableRow(["bug", `by itself: median of ${starts}`, "mean", "took", "guided: median", "mean", "took"]);
tableRow(["---", "---:", "---:", "---:", "---:", "---:", "---:"]);
for (const bug of gallery) {
  if (!values.bugs.split(",").includes(bug.id)) continue;
  const sought = hidden(bug);
  tableRow([bug.id, ...cells(measured(seedsToFind, sought)), ...cells(measured(guidedRunsToFind, sought))]);
}
