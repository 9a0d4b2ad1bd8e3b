import { BadInput } from "../../input/bad-input.ts";
import { scenarioOf } from "../../scenarios/files.ts";
import type { Scenario, ScenarioInput } from "../../scenarios/spec.ts";
import { producerName } from "./networks.ts";
import type { Point, Surroundings } from "./plan-data.ts";
import { settingsText } from "./points.ts";
import type { Settings } from "./spec.ts";

/** The scenario of a point, as one would write it down; with a seed it is a run of the sweep. */
export function scenarioInputOf({ file, parts, arrivals }: Surroundings, { point, settings }: Omit<Point, "refusal">) {
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

export const configOf = (file: Surroundings["file"], settings: Settings): Settings => ({
  ...file.settings,
  ...Object.fromEntries(Object.entries(settings).filter(([key]) => !key.startsWith(applicationPrefix))),
});

/** The scenario of a point with every default filled in. @throws BadInput as `scenarioOf` does. */
export function scenarioOfPoint(plan: Surroundings, point: Omit<Point, "refusal">): Scenario {
  try {
    return scenarioOf(scenarioInputOf(plan, point));
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(`gives point ${point.point} (${settingsText(point.settings)}): ${error.message}`, ["vary"]);
  }
}
