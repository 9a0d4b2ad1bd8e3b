import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { isMap, isScalar } from "yaml";
import type { Point, SweepPlan } from "../../lab/sweep/plan-data.ts";
import { scenarioInputOf } from "../../lab/sweep/scenario.ts";
import { settingsText } from "../../lab/sweep/points.ts";
import { type Output, unwritable, writeOutputs } from "../files.ts";
import { asItIs, commandFor, shellLine } from "../options.ts";
import { isPlain, yamlText } from "../text/yaml-text.ts";

const folder = "points";

/** Where the scenario of a point is kept: with a seed it is a run of the sweep. */
function pointFile(path: string, plan: SweepPlan, point: number): string {
  const digits = String(plan.points.length).length;
  return join(path, folder, `${String(point).padStart(digits, "0")}.yml`);
}

/** The command that shows a run of the sweep again. */
export const runCommandOf = (path: string, plan: SweepPlan, point: number, seed: number): string =>
  commandFor("run", pointFile(path, plan, point), { ...asItIs, seed });

/** The command that computes the numbers of a point anew. */
export const againCommandOf = (path: string, point: number): string =>
  shellLine(["npx", "onceproof", "sweep", "again", path, String(point)]);

/** Writes the scenario of every point that the client takes. */
export function writePointFiles(path: string, plan: SweepPlan): void {
  const inside = join(path, folder);
  try {
    mkdirSync(inside, { recursive: true });
  } catch (error) {
    throw unwritable(inside, error);
  }
  for (const point of plan.points) {
    if (point.refusal !== undefined) continue;
    const file = pointFile(path, plan, point.point);
    writeOutputs([{ option: "--out", file, pieces: [pointText(plan, point)] } satisfies Output]);
  }
}

/** A point's scenario as YAML that people read: what is small takes one line. */
function pointText(plan: SweepPlan, point: Point): string {
  const title = `Point ${point.point} of the sweep ${plan.file.name}: ${settingsText(point.settings)}`;
  const isShort = (value: unknown): boolean =>
    isPlain(value) || (isMap(value) && value.items.every((one) => isScalar(one.value)));
  return yamlText(plain(scenarioInputOf(plan, point)), [title, "Each seed is one run of it."], isShort);
}

/** Without what is not there, and without lists of nothing. */
const plain = (value: object): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => (Array.isArray(part) && part.length === 0 ? undefined : part)),
  );
