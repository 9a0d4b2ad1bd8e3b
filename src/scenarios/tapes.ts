import { BadInput } from "../input/bad-input.ts";
import { chanceOf, durationOf } from "../input/units.ts";
import { brokerName } from "../model/run/plan.ts";
import type { Delay, Ratio, Tapes } from "../sim/index.ts";
import type { Scenario } from "./spec.ts";
import { delayOf } from "./surroundings.ts";

/** The least and the greatest that a stream of chance gives, both included. */
type Range = readonly [low: number, high: number];

/** In thousandths of a back-off (P-76). */
const jitter: Range = [800, 1_199];

/**
 * A tape that no stream of the run reads would silently do nothing, and a value that its stream never gives would
 * silently become another.
 *
 * @throws BadInput that names the place, below `replay`.
 */
export function checkTapes(scenario: Scenario, tapes: Tapes): void {
  for (const [name, values] of Object.entries(tapes)) {
    const path = ["replay", "tapes", name];
    const range = rangeOf(scenario, name);
    if (range === undefined) {
      const right = `"jitter NAME 0" or "delay NAME>${brokerName}" with the name of a producer`;
      throw new BadInput(
        `is the tape of a stream that this run does not have; leave it out, or call it such as ${right}`,
        path,
      );
    }
    const [low, high] = range;
    const at = values.findIndex((value) => value < low || value > high);
    if (at >= 0) throw new BadInput(`is ${values[at]}, and that stream gives ${low} to ${high}`, [...path, at]);
  }
}

/** Of these tapes those that a run of the scenario can read. */
export const fittingTapes = (scenario: Scenario, tapes: Tapes): Tapes =>
  Object.fromEntries(
    Object.entries(tapes).filter(([name, values]) => {
      const range = rangeOf(scenario, name);
      return range !== undefined && values.every((value) => value >= range[0] && value <= range[1]);
    }),
  );

/** What the stream of that name gives in runs of a scenario; `undefined` where none is called so, or it gives nothing. */
function rangeOf({ network, producers, jitter: spread }: Scenario, name: string): Range | undefined {
  const names = producers.map((producer) => producer.name);
  const session = /^jitter (\S+) \d+$/.exec(name)?.[1];
  if (session !== undefined) return spread === "drawn" && names.includes(session) ? jitter : undefined;
  const coded = /^(random|torn writes) (\S+)$/.exec(name) ?? [];
  if (producers.some((producer) => producer.application !== undefined && producer.name === coded[2])) {
    return coded[1] === "random" ? [0, Number.MAX_SAFE_INTEGER] : [0, 1];
  }
  const place = /^timed faults (\d+)$/.exec(name)?.[1];
  if (place !== undefined) return rangeOfTimed(network.timed[Number(place)]);
  const [, purpose = "", from = "", to = ""] = /^(\D+) ([^\s>]+)>([^\s>]+)$/.exec(name) ?? [];
  const isLink = (from === brokerName && names.includes(to)) || (to === brokerName && names.includes(from));
  return isLink ? rangeOfLink(network, purpose) : undefined;
}

function rangeOfTimed(drawn: Scenario["network"]["timed"][number] | undefined): Range | undefined {
  return drawn && [0, Math.max(drawn.atMost, durationOf(drawn.within), durationOf(drawn.lasting[1]))];
}

function rangeOfLink(network: Scenario["network"], purpose: string): Range | undefined {
  switch (purpose) {
    case "loss":
    case "duplication":
    case "cut":
      return rangeOfChance(chanceOf(network[purpose]));
    case "delay":
    case "copy delay":
    case "farewell delay":
      return rangeOfDelay(delayOf(network));
    default:
      return undefined;
  }
}

const rangeOfChance = (chance: Ratio | undefined): Range | undefined => chance && [0, chance.denominator - 1];

/** What is drawn is a delay or the place of one in its table. */
function rangeOfDelay(delay: Delay): Range | undefined {
  switch (delay.kind) {
    case "constant":
      return undefined;
    case "uniform":
      return [delay.low, delay.high];
    case "weighted":
      return [0, delay.table.reduce((sum, [, weight]) => sum + weight, 0) - 1];
    case "samples":
      return [0, delay.samples.length - 1];
  }
}
