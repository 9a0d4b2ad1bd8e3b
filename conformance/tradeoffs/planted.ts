import type { SweepPlan } from "../../src/lab/sweep/plan-data.ts";
import type { Settings } from "../../src/lab/sweep/spec.ts";
import type { Planted } from "../clients/planted.ts";
import type { Came } from "./came.ts";
import { type Measure, compare } from "./compare.ts";
import { simulateWith } from "./simulated.ts";

/** So many seeds show a breach. */
const seeds = 5;

interface Breach {
  readonly breach: string;
  readonly point: number;
  /** What the simulated producer is given in place of what the real one was. */
  readonly settings: Settings;
  /** What must differ by it. */
  readonly shows: Measure;
}

const breaches: readonly Breach[] = [
  {
    breach: "a producer that holds on to its records for a second longer",
    point: 2,
    settings: { "delivery.timeout.ms": 2500 },
    shows: "failed",
  },
  {
    breach: "a producer that gathers for 100 ms where it is told not to",
    point: 2,
    settings: { "linger.ms": 100 },
    shows: "requests",
  },
];

/** Lets a simulated producer do something else than the real one was told to: that must not agree. */
export function plant(plan: SweepPlan, measured: ReadonlyMap<number, readonly Came[]>): readonly Planted[] {
  return breaches.map(({ breach, point, settings, shows }) => {
    const came = simulateWith({ ...plan, file: { ...plan.file, seeds } }, point, settings);
    const found = compare(came, measured.get(point) ?? []).find(({ measure }) => measure === shows);
    return { breach, caught: found?.agrees === false };
  });
}
