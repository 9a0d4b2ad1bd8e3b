import { BadInput } from "../../input/bad-input.ts";
import { durationDemand, durationOf, writtenDuration } from "../../input/units.ts";
import { InputDocument } from "../../input/document.ts";
import { producerSettings } from "../../model/config/settings.ts";
import { producerProfileOf, resolved } from "../../scenarios/client-settings.ts";
import { prepare } from "../../scenarios/compile.ts";
import { scenarioOf } from "../../scenarios/files.ts";
import type { Scenario, ScenarioInput } from "../../scenarios/spec.ts";
import { type Duration, micros, seconds } from "../../sim/index.ts";
import { type NetworkParts, networkProfiles, producerName } from "./networks.ts";
import { settingsText, settingsToTry } from "./points.ts";
import { type Precision, type Settings, type SweepFile, sweepSchema } from "./spec.ts";

/** Settings to try: one row of the results. Numbered from 1. */
export interface Point {
  readonly point: number;
  readonly settings: Settings;
  /** Why the client refuses them; such a point has no runs. */
  readonly refusal: string | undefined;
}

/** One send of a trace. */
interface Arrival {
  readonly at: string;
  readonly valueBytes: number;
}

/** A sweep with nothing left to look up, as plain data: what worker threads are told and ledgers begin with. */
export interface SweepPlan {
  readonly file: Omit<SweepFile, "vary">;
  readonly parts: NetworkParts;
  /** The sends of a trace; `undefined`: the load is a stream. */
  readonly arrivals: readonly Arrival[] | undefined;
  readonly points: readonly Point[];
  /** The number of the point that the others are compared with. */
  readonly baseline: number;
}

/** Reads a file that a sweep names; its path is relative to the sweep's own. */
export type ReadBeside = (name: string) => string;

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
    const path = error.path ?? [];
    const place = path.length === 0 ? "" : `${path.join(".")} `;
    throw new BadInput(`${file}:${document.lineOf(path)}: ${place}${error.message}`, "said");
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

type Bare = Pick<SweepPlan, "file" | "parts" | "arrivals">;

/** The scenario of a point, as one would write it down; with a seed it is a run of the sweep. */
export function scenarioInputOf({ file, parts, arrivals }: Bare, { point, settings }: Omit<Point, "refusal">) {
  const { load, application } = file;
  const topic = Array.from({ length: load.partitions }, (_, partition) => `orders-${partition}`);
  const own = Object.entries(settings).filter(([key]) => key.startsWith(applicationPrefix));
  const sending =
    "trace" in load
      ? {
          sends: (arrivals ?? []).map(({ at, valueBytes }, nth) => ({
            at,
            to: topic[nth % topic.length] as string,
            valueBytes,
          })),
        }
      : {
          stream: {
            count: load.records,
            every: load.every,
            ...(load.burst === undefined ? {} : { burst: load.burst }),
            to: topic,
            valueBytes: load.valueBytes,
          },
        };
  return {
    name: `${file.name}-${point}`,
    title: settingsText(settings),
    profiles: file.profiles,
    topics: { orders: { partitions: load.partitions } },
    ...parts,
    producers: [
      {
        name: producerName,
        config: configOf(file, settings),
        ...sending,
        ...application,
        ...Object.fromEntries(own.map(([key, value]) => [key.slice(applicationPrefix.length), value])),
      },
    ],
    faults: file.faults,
    limits: file.limits,
  } satisfies ScenarioInput;
}

/** Keys that vary what the application does, and not its producer. */
const applicationPrefix = "application.";

const configOf = (file: Bare["file"], settings: Settings): Settings => ({
  ...file.settings,
  ...Object.fromEntries(Object.entries(settings).filter(([key]) => !key.startsWith(applicationPrefix))),
});

/** The scenario of a point with every default filled in. @throws BadInput as `scenarioOf` does. */
export function scenarioOfPoint(plan: Bare, point: Omit<Point, "refusal">): Scenario {
  try {
    return scenarioOf(scenarioInputOf(plan, point));
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(`gives point ${point.point} (${settingsText(point.settings)}): ${error.message}`, ["vary"]);
  }
}

function refusalOf({ file }: Bare, settings: Settings): string | undefined {
  const profile = producerProfileOf(file.profiles.producer);
  const verdict = resolved(producerSettings(configOf(file, settings)), profile);
  return verdict.ok ? undefined : verdict.message;
}

/** What fits together and what does not shows when a run is prepared. */
function checkRun(bare: Bare, point: Point): void {
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

function timesIn(name: string, readBeside: ReadBeside): readonly string[] {
  const times = linesOf(name, readBeside).map(({ at, words: [time = ""] }) => {
    const demand = durationDemand(time);
    if (demand === undefined) return time;
    throw new BadInput(`${name}:${at}: is "${time}", and must be ${demand}`, "said");
  });
  if (times.length === 0) throw new BadInput(`${name}:1: holds no times; write one on each line, such as 1.3ms`, "said");
  return times;
}

function arrivalsOf(
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
    throw new BadInput(`${trace}:${line}: has "${bytes}" behind its time, and must have the bytes of the value`, "said");
  });
}

/** Where precision is not asked for, nobody gets more seeds than the others. */
export const mostSeeds = ({ file: { seeds, precision } }: Pick<SweepPlan, "file">): number =>
  precision === undefined ? seeds : Math.max(seeds, (precision satisfies Precision).seeds);
