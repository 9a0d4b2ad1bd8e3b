import { BadInput } from "../../input/bad-input.ts";
import { durationDemand, durationOf } from "../../input/units.ts";
import type { Arrival } from "./plan-data.ts";
import type { SweepFile } from "./spec.ts";

/** Reads a file that a sweep names; its path is relative to the sweep's own. */
export type ReadBeside = (name: string) => string;

interface Line {
  readonly at: number;
  readonly words: readonly string[];
}

/** The lines of a file that say something: what stands behind # does not. */
function linesOf(name: string, readBeside: ReadBeside): readonly Line[] {
  const lines = readBeside(name).split("\n");
  const told = lines.map((line, at) => ({
    at: at + 1,
    words: line
      .replace(/#.*/, "")
      .trim()
      .split(/[\s,;]+/)
      .filter((word) => word !== ""),
  }));
  return told.filter(({ words }) => words.length > 0);
}

/** A file of times, one on each line. @throws BadInput that names its line. */
export function timesIn(name: string, readBeside: ReadBeside): readonly string[] {
  const times = linesOf(name, readBeside).map(({ at, words: [time = ""] }) => {
    const demand = durationDemand(time);
    if (demand === undefined) return time;
    throw new BadInput(`${name}:${at}: is "${time}", and must be ${demand}`, "said");
  });
  if (times.length === 0)
    throw new BadInput(`${name}:1: holds no times; write one on each line, such as 1.3ms`, "said");
  return times;
}

/** A trace: times in their order, and the size of each value where it is not the usual one. */
export function arrivalsOf(
  { trace, valueBytes }: Extract<SweepFile["load"], { readonly trace: string }>,
  readBeside: ReadBeside,
): readonly Arrival[] {
  const times = timesIn(trace, readBeside);
  const lines = linesOf(trace, readBeside);
  return times.map((at, nth) => {
    const { at: line, words } = lines[nth] as Line;
    const before = times[nth - 1];
    if (before !== undefined && durationOf(at) < durationOf(before)) {
      throw new BadInput(`${trace}:${line}: is ${at}, and the line above says ${before}; sort the times`, "said");
    }
    const bytes = words[1];
    if (bytes === undefined) return { at, valueBytes };
    if (/^\d{1,8}$/.test(bytes)) return { at, valueBytes: Number(bytes) };
    throw new BadInput(
      `${trace}:${line}: has "${bytes}" behind its time, and must have the bytes of the value`,
      "said",
    );
  });
}
