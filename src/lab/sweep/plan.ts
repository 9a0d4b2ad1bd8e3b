import { BadInput } from "../../input/bad-input.ts";
import { InputDocument, placeIn } from "../../input/document.ts";
import { durationOf, writtenDuration } from "../../input/units.ts";
import { producerSettings } from "../../model/config/settings.ts";
import { producerProfileOf, resolved } from "../../scenarios/client-settings.ts";
import { prepare } from "../../scenarios/compile.ts";
import { type Duration, micros, seconds } from "../../sim/index.ts";
import { type ReadBeside, arrivalsOf, timesIn } from "./given-files.ts";
import { type NetworkParts, networkProfiles } from "./networks.ts";
import type { Arrival, Point, Surroundings, SweepPlan } from "./plan-data.ts";
import { settingsText, settingsToTry } from "./points.ts";
import { configOf, scenarioOfPoint } from "./scenario.ts";
import { type Settings, type SweepFile, sweepSchema } from "./spec.ts";

/**
 * Reads a sweep file, written in YAML or JSON. `file` is the name that messages use.
 *
 * @throws BadInput with one line: the file and line, the key, what is wrong with it and what would be right.
 */
export function readSweep(file: string, text: string, readBeside: ReadBeside): SweepPlan {
  const document = new InputDocument(file, text);
  if (document.value === undefined) {
    const what = document.isEmpty ? "holds nothing" : "holds no map of keys";
    throw new BadInput(`${file}:1: ${what}; a sweep begins with keys such as name, load and vary`);
  }
  const sweep = document.checked(sweepSchema);
  try {
    return planOf(sweep, readBeside);
  } catch (error) {
    if (!(error instanceof BadInput) || error.saysPlace) throw error;
    const { message, path = [] } = error;
    const clause = path.length > 0 && /^(?:no|settings of) /.test(message) ? ":" : "";
    throw new BadInput(`${placeIn(file, text, path)}${clause} ${message}`, "said");
  }
}

/** Makes a sweep ready. @throws BadInput that names the place in it. */
export function planOf(sweep: SweepFile, readBeside: ReadBeside): SweepPlan {
  const { vary, ...file } = sweep;
  const arrivals = "trace" in sweep.load ? arrivalsOf(sweep.load, readBeside) : undefined;
  const bare = { file, parts: partsOf(sweep, arrivals, readBeside), arrivals };
  const points = settingsToTry(vary).map((settings, at): Point => {
    const point = { point: at + 1, settings, refusal: undefined };
    return { ...point, refusal: refusalOf(bare, settings) };
  });
  const first = points.find(({ refusal }) => refusal === undefined);
  if (first === undefined) {
    throw new BadInput(`has no settings that the client takes: ${points[0]?.refusal ?? ""}`, ["vary"]);
  }
  checkRun(bare, first);
  return { ...bare, points, baseline: baselineOf(points, sweep.baseline) ?? first.point };
}

function refusalOf({ file }: Surroundings, settings: Settings): string | undefined {
  const profile = producerProfileOf(file.profiles.producer);
  const verdict = resolved(producerSettings(configOf(file, settings)), profile);
  return verdict.ok ? undefined : verdict.message;
}

/** What fits together and what does not shows when a run is prepared. */
function checkRun(bare: Surroundings, point: Point): void {
  const scenario = scenarioOfPoint(bare, point);
  try {
    prepare(scenario);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    const [top = ""] = error.path ?? [];
    const path = top === "faults" || (top === "network" && typeof bare.file.network === "object") ? error.path : [];
    throw new BadInput(error.message, path);
  }
}

function baselineOf(points: readonly Point[], wanted: Settings | undefined): number | undefined {
  if (wanted === undefined) return undefined;
  const entries = Object.entries(wanted);
  const found = points.find(({ settings }) => entries.every(([key, value]) => settings[key] === value));
  if (found === undefined) {
    throw new BadInput(`is at no point of the sweep (${settingsText(wanted)}); give values that are varied`, [
      "baseline",
    ]);
  }
  if (found.refusal !== undefined) throw new BadInput(`is refused by the client: ${found.refusal}`, ["baseline"]);
  return found.point;
}

/** A load of one instant has some time in which its outages can begin. */
const shortest = seconds(1);

function spanOf(load: SweepFile["load"], arrivals: readonly Arrival[] | undefined): Duration {
  if ("trace" in load) return longer(durationOf(arrivals?.at(-1)?.at ?? "0ms"));
  return longer(micros(Math.ceil(load.records / (load.burst ?? 1)) * durationOf(load.every)));
}

const longer = (span: Duration): Duration => (span > shortest ? span : shortest);

function partsOf(sweep: SweepFile, arrivals: readonly Arrival[] | undefined, readBeside: ReadBeside): NetworkParts {
  const span = spanOf(sweep.load, arrivals);
  const { network } = sweep;
  if (typeof network === "string") return builtIn(network, span);
  const { like, delay, delays, roundTrips, replicationLag, ...rest } = network;
  if ([delay, delays, roundTrips].filter((given) => given !== undefined).length > 1) {
    throw new BadInput("says twice how long messages take; give one of delay, delays and roundTrips", ["network"]);
  }
  const base = like === undefined ? { network: {} } : builtIn(like, span);
  const measured =
    delays === undefined ? roundTrips && halved(timesIn(roundTrips, readBeside)) : timesIn(delays, readBeside);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return {
    ...base,
    ...(replicationLag === undefined ? {} : { broker: { replication: { lag: replicationLag } } }),
    network: {
      ...base.network,
      ...given,
      ...(delay === undefined ? {} : { delay }),
      ...(measured === undefined ? {} : { delay: { samples: [...measured] } }),
    },
  };
}

function builtIn(name: string, span: Duration): NetworkParts {
  const profile = networkProfiles.find((known) => known.name === name);
  return profile === undefined ? { network: {} } : profile.parts(span);
}

const halved = (times: readonly string[]): readonly string[] =>
  times.map((text) => writtenDuration(micros(Math.round(durationOf(text) / 2))));
