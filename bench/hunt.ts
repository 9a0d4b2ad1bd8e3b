import { parseArgs } from "node:util";
import { disturbance, seedsToFind } from "../src/lab/gallery.ts";
import type { GalleryBug } from "../src/scenarios/gallery/bug.ts";
import { gallery } from "../src/scenarios/gallery/index.ts";

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
/** Between two starts lie more seeds than any of them may take. */
const apart = 100_000;

/** Of a bug how many seeds each start took; those that found nothing within bounds count as more. */
const counts = (bug: GalleryBug): readonly number[] =>
  Array.from({ length: starts }, (_, nth) => seedsToFind(bug, nth * apart + 1, within) ?? Infinity).toSorted(
    (one, other) => one - other,
  );

function median(sorted: readonly number[]): number {
  const [low = Infinity, high = Infinity] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

const shown = (count: number): string => (count === Infinity ? `more than ${within}` : String(count));

function row(bug: GalleryBug): readonly string[] {
  const begun = performance.now();
  const sorted = counts(bug);
  const disturbed = disturbance(bug, 1, quiet);
  const seconds = Math.round((performance.now() - begun) / 1_000);
  const heard = disturbed === undefined ? `${quiet}` : `no: seed ${disturbed.seed}, ${disturbed.finding.fingerprint}`;
  return [bug.id, bug.breaks, shown(median(sorted)), shown(sorted.at(-1) ?? Infinity), heard, `${seconds} s`];
}

const line = (cells: readonly string[]): void => console.log(`| ${cells.join(" | ")} |`);

line(["bug", "breaks", `seeds to find: median of ${starts}`, "worst", "quiet with what helps, seeds", "took"]);
line(["---", "---", "---:", "---:", "---:", "---:"]);
for (const bug of gallery) if (values.bugs.split(",").includes(bug.id)) line(row(bug));
