import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Document, isMap, isScalar, isSeq, visit } from "yaml";
import type { Point, SweepPlan } from "../../lab/sweep/plan-data.ts";
import { scenarioInputOf } from "../../lab/sweep/scenario.ts";
import { settingsText } from "../../lab/sweep/points.ts";
import { type Output, unwritable, writeOutputs } from "../files.ts";
import { asItIs, commandFor, shellLine } from "../options.ts";

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
  const document = new Document(plain(scenarioInputOf(plan, point)));
  const { name } = plan.file;
  document.commentBefore = ` Point ${point.point} of the sweep ${name}: ${settingsText(point.settings)}\n Each seed is one run of it.`;
  visit(document, {
    Seq: (_key, list) => {
      if (list.items.every(isScalar)) list.flow = true;
    },
    Map: (_key, map, path) => {
      if (isSeq(path.at(-1)) && map.items.every(({ value }) => isPlain(value))) map.flow = true;
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** Without what is not there, and without lists of nothing. */
const plain = (value: object): unknown =>
  JSON.parse(
    JSON.stringify(value, (_key, part: unknown) => (Array.isArray(part) && part.length === 0 ? undefined : part)),
  );

const isPlain = (value: unknown): boolean =>
  isScalar(value) ||
  (isSeq(value) && value.items.every(isScalar)) ||
  (isMap(value) && value.items.every((one) => isScalar(one.value)));
