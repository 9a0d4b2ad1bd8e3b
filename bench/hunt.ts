import { parseArgs } from "node:util";
import { disturbance, seedsToFind } from "../src/lab/gallery.ts";
import type { GalleryBug } from "../src/scenarios/gallery/bug.ts";
import { gallery } from "../src/scenarios/gallery/index.ts";
import { median, startsOf, tableRow } from "./starts.ts";

/**
 * How many seeds a hunt needs for each bug of the gallery, and whether it is quiet with what helps:
 * `npm run bench:hunt -- --quiet 50000 --bugs Z12,Z01`.
 */
const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "20" },
    within: { type: "string", default: "5000" },
    quiet: { type: "string", default: "50000" },
    bugs: { type: "string", default: gallery.map(({ id }) => id).join(",") },
  },
});
const [starts, within, quiet] = [Number(values.starts), Number(values.within), Number(values.quiet)];

const shown = (count: number): string => (count === Infinity ? `more than ${within}` : String(count));

function row(bug: GalleryBug): readonly string[] {
  const begun = performance.now();
  // Where nothing was found within bounds it would have taken more.
  const counts = startsOf(starts).map((from) => seedsToFind(bug, from, within) ?? Infinity);
  const disturbed = disturbance(bug, 1, quiet);
  const seconds = Math.round((performance.now() - begun) / 1_000);
  const heard = disturbed === undefined ? `${quiet}` : `no: seed ${disturbed.seed}, ${disturbed.finding.fingerprint}`;
  return [bug.id, bug.breaks, shown(median(counts)), shown(Math.max(...counts)), heard, `${seconds} s`];
}

tableRow(["bug", "breaks", `seeds to find: median of ${starts}`, "worst", "quiet with what helps, seeds", "took"]);
tableRow(["---", "---", "---:", "---:", "---:", "---:"]);
for (const bug of gallery) if (values.bugs.split(",").includes(bug.id)) tableRow(row(bug));
