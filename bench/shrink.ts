import { parseArgs } from "node:util";
import { foundRun } from "../src/lab/gallery.ts";
import { stepsOf } from "../src/lab/shrinking/case.ts";
import { smallestFailure } from "../src/lab/shrinking/told.ts";
import { recordsOf } from "../src/scenarios/records.ts";
import type { GalleryBug } from "../src/scenarios/gallery/bug.ts";
import { gallery } from "../src/scenarios/gallery/index.ts";
import { median, startsOf, tableRow } from "./starts.ts";

/**
 * How small what a hunt finds of each bug of the gallery becomes, and how long that takes. A step is a fault that is left,
 * or a record that is sent: `npm run bench:shrink -- --starts 5 --bugs Z12,Z01`.
 */
const { values } = parseArgs({
  options: {
    starts: { type: "string", default: "20" },
    within: { type: "string", default: "5000" },
    bugs: { type: "string", default: gallery.map(({ id }) => id).join(",") },
  },
});
const [starts, within] = [Number(values.starts), Number(values.within)];

/** A failure that a hunt found, before and after it was made small. */
interface Shrunk {
  readonly before: number;
  readonly steps: number;
  readonly seconds: number;
}

/** The first failure that a hunt finds from a seed on, made small; `undefined`: it finds none. */
function shrunkFrom(bug: GalleryBug, from: number): Shrunk | undefined {
  const found = foundRun(bug, from, within);
  if (found === undefined) return undefined;
  const { repro, fingerprint } = found;
  const begun = performance.now();
  const { subject } = smallestFailure(repro, fingerprint);
  const seconds = (performance.now() - begun) / 1_000;
  return { before: repro.faults.length + recordsOf(repro.scenario), steps: stepsOf(subject), seconds };
}

function tell(name: string, all: readonly Shrunk[]): void {
  const of = (pick: (one: Shrunk) => number): readonly [number, number] => {
    const numbers = all.map(pick);
    return [median(numbers), Math.max(...numbers)];
  };
  const [[before], [steps, most], [, slowest]] = [
    of((one) => one.before),
    of((one) => one.steps),
    of((one) => one.seconds),
  ];
  tableRow([name, all.length, before, steps, most, `${slowest.toFixed(1)} s`]);
}

tableRow(["bug", "hunts that found it", "steps of what they found: median", "made small: median", "most", "slowest"]);
tableRow(["---", "---:", "---:", "---:", "---:", "---:"]);
const whole: Shrunk[] = [];
for (const bug of gallery.filter(({ id }) => values.bugs.split(",").includes(id))) {
  const found = startsOf(starts).flatMap((from) => shrunkFrom(bug, from) ?? []);
  whole.push(...found);
  tell(bug.id, found);
}
tell("all", whole);
