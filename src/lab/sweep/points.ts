import { BadInput } from "../../input/bad-input.ts";
import { type Place, byMagnitude, elementAt, numberAt, place } from "../../scenarios/swarm/choice.ts";
import { type Stream, Streams } from "../../sim/index.ts";
import type { SettingValue, Settings, Vary } from "./spec.ts";

/** More points than this nobody looks at, and a mistyped grid soon has them. */
const mostPoints = 100_000;

/**
 * The settings to try, in the order of their numbers: of a grid the last key varies fastest.
 *
 * @throws BadInput where they are too many, none, or two are the same.
 */
export function settingsToTry(vary: Vary): readonly Settings[] {
  const tried = "grid" in vary ? gridOf(vary.grid) : "list" in vary ? vary.list : hypercubeOf(vary.latinHypercube);
  const seen = new Map<string, number>();
  for (const [at, settings] of tried.entries()) {
    const text = JSON.stringify(Object.entries(settings).toSorted(([one], [other]) => (one < other ? -1 : 1)));
    const before = seen.get(text);
    // A hypercube over short lists meets the same settings twice, and that is no mistake.
    if (before !== undefined && !("latinHypercube" in vary)) {
      const list = "list" in vary ? ["vary", "list", at] : ["vary", "grid"];
      throw new BadInput(`gives the settings of point ${before + 1} a second time; leave one of them out`, list);
    }
    seen.set(text, at);
  }
  return tried;
}

function gridOf(grid: Readonly<Record<string, readonly SettingValue[]>>): readonly Settings[] {
  const keys = Object.entries(grid);
  if (keys.length === 0) throw new BadInput("varies nothing; give a setting and its values", ["vary", "grid"]);
  const count = keys.reduce((product, [, values]) => product * values.length, 1);
  if (count > mostPoints) {
    throw new BadInput(`has ${count} points; the most are ${mostPoints}: leave values out`, ["vary", "grid"]);
  }
  let points: readonly Settings[] = [{}];
  for (const [key, values] of keys) {
    points = points.flatMap((point) => values.map((value) => ({ ...point, [key]: value })));
  }
  return points;
}

type Hypercube = Extract<Vary, { readonly latinHypercube: unknown }>["latinHypercube"];

/** Each dimension is cut into as many strata as there are points, and each stratum is drawn from once. */
function hypercubeOf({ points, seed, of }: Hypercube): readonly Settings[] {
  const streams = new Streams({ seed });
  const dimensions = Object.entries(of);
  const path = ["vary", "latinHypercube", "of"];
  if (dimensions.length === 0) throw new BadInput("varies nothing; give a setting and its values or its range", path);
  const columns = dimensions.map(([key, choice]) => {
    if (!Array.isArray(choice) && choice.from > choice.to) {
      throw new BadInput(`goes from ${choice.from} to ${choice.to}; write the smaller number first`, [...path, key]);
    }
    const luck = streams.own("latin hypercube", key);
    return shuffled(points, luck).map((stratum) => valueAt(choice, stratum, points, luck));
  });
  return Array.from({ length: points }, (_, at) =>
    Object.fromEntries(dimensions.map(([key], nth) => [key, columns[nth]?.[at] as SettingValue])),
  );
}

function valueAt(choice: Hypercube["of"][string], stratum: number, strata: number, luck: Stream): SettingValue {
  const [within, rest] = [place(luck), place(luck)];
  const at = ((stratum + within) / strata) as Place;
  if (Array.isArray(choice)) return elementAt(at, choice);
  const { from, to, scale } = choice;
  return scale === "even" ? numberAt(at, from, to) : byMagnitude(at, rest, from, to);
}

/** 0 … count - 1 in an order of chance. */
function shuffled(count: number, luck: Stream): readonly number[] {
  const order = Array.from({ length: count }, (_, at) => at);
  for (let last = count - 1; last > 0; last--) {
    const other = luck.between(0, last);
    [order[last], order[other]] = [order[other] as number, order[last] as number];
  }
  return order;
}

/** `linger.ms=5 acks=all`: settings as people write them. */
export const settingsText = (settings: Settings): string =>
  Object.entries(settings)
    .map(([key, value]) => `${key}=${String(value)}`)
    .join(" ");
