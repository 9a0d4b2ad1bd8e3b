import { parseArgs } from "node:util";
import { findingsOf } from "../src/lab/fingerprint.ts";
import { isOfBug, seedsToFind } from "../src/lab/gallery.ts";
import { stepsOf } from "../src/lab/shrinking/case.ts";
import { smallestFailure } from "../src/lab/shrinking/told.ts";
import { recordsOf } from "../src/lab/smaller/size.ts";
import { prepare } from "../src/scenarios/compile.ts";
import type { GalleryBug } from "../src/scenarios/gallery/bug.ts";
import { gallery } from "../src/scenarios/gallery/index.ts";
import { reproOf, run } from "../src/scenarios/run.ts";
import { drawerOf } from "../src/scenarios/swarm/draw.ts";

/**
 * How small what a hunt finds of each bug of the gallery becomes, and how long that takes:
 * `npm run bench:shrink -- --starts 5 --bugs Z12,Z01`.
 */
const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "3" },
    within: { type: "string", default: "5000" },
    bugs: { type: "string", default: gallery.map(({ id }) => id).join(",") },
  },
});
const [starts, within] = [Number(values.starts), Number(values.within)];
/** Between two starts lie more seeds than any of them may take. */
const apart = 100_000;

interface Row {
  readonly cells: readonly (string | number)[];
  readonly steps: number;
  readonly seconds: number;
}

function row(bug: GalleryBug, from: number): Row | undefined {
  const took = seedsToFind(bug, from, within);
  if (took === undefined) return undefined;
  const seed = from + took - 1;
  const result = run(prepare(drawerOf(bug.hunted.buggy)(seed), { recordTapes: true }));
  const finding = findingsOf(result).find((found) => isOfBug(bug, found));
  const before = reproOf(result);
  const begun = performance.now();
  const told = smallestFailure(before, finding?.fingerprint);
  const seconds = (performance.now() - begun) / 1_000;
  const { scenario } = told.subject;
  const [faults, records] = [before.faults.length, recordsOf(before.scenario)];
  const after = `${scenario.faults.length} + ${recordsOf(scenario)}`;
  const steps = stepsOf(told.subject);
  return { cells: [bug.id, seed, `${faults} + ${records}`, after, steps, seconds.toFixed(1)], steps, seconds };
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const [low = Infinity, high = Infinity] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
  return (low + high) / 2;
}

const line = (cells: readonly (string | number)[]): void => console.log(`| ${cells.join(" | ")} |`);

line(["bug", "seed", "faults + records", "after", "steps", "seconds"]);
line(["---", "---:", "---:", "---:", "---:", "---:"]);
const rows: Row[] = [];
for (const bug of gallery.filter(({ id }) => values.bugs.split(",").includes(id))) {
  for (let nth = 0; nth < starts; nth++) {
    const found = row(bug, nth * apart + 1);
    if (found === undefined) line([bug.id, `not within ${within}`, "", "", "", ""]);
    else {
      line(found.cells);
      rows.push(found);
    }
  }
}
const [most, slowest] = [Math.max(...rows.map(({ steps }) => steps)), Math.max(...rows.map(({ seconds }) => seconds))];
console.log(
  `\nsteps: median ${median(rows.map(({ steps }) => steps))}, at most ${most}; at most ${slowest.toFixed(1)} s`,
);
