import { type ApplicationCode, application } from "../../src/model/run/code/api.ts";
import { type Overrides, prepare } from "../../src/scenarios/compile.ts";
import { type RunReport, reportOf } from "../../src/scenarios/report.ts";
import { type RunResult, run } from "../../src/scenarios/run.ts";
import { type ScenarioInput, scenarioSchema } from "../../src/scenarios/spec.ts";

type Start = ApplicationCode["start"];

/** What a test says of its scenario: the producer `shop` runs its code, and there is a topic `orders`. */
export interface Stage extends Partial<Omit<ScenarioInput, "producers">> {
  readonly shop?: Partial<ScenarioInput["producers"][number]>;
  readonly others?: ScenarioInput["producers"];
}

const scenarioFor = ({ shop, others = [], ...rest }: Stage): ReturnType<typeof scenarioSchema.parse> =>
  scenarioSchema.parse({
    name: "test",
    topics: { orders: {} },
    producers: [{ name: "shop", ...shop }, ...others],
    ...rest,
  });

/** Runs code as the application of the producer `shop`. */
export const enacted = (start: Start, stage: Stage = {}, overrides: Overrides = {}): RunResult =>
  run(
    prepare(scenarioFor(stage), {
      applications: [application({ name: "shop", start })],
      ...overrides,
    }),
  );

/** The same, as a user would see it. */
export const report = (start: Start, stage: Stage = {}, overrides: Overrides = {}): RunReport =>
  reportOf(enacted(start, stage, overrides), "run test");

/** `order-1`, …, each asked of the application at its time: `asked("0ms", "5ms")`. */
export const asked = (...times: readonly string[]): NonNullable<ScenarioInput["producers"][number]["sends"]> =>
  times.map((at, nth) => ({ at, to: "orders-0", record: `order-${nth + 1}` }));
