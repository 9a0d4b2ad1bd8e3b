import { notes } from "../../src/model/run/notes.ts";
import type { Delivery } from "../../src/model/run/ledger.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { scenarioOf } from "../../src/scenarios/files.ts";
import { run } from "../../src/scenarios/run.ts";
import type { ScenarioInput } from "../../src/scenarios/spec.ts";
import { type Stream, Streams } from "../../src/sim/index.ts";

/** Chance for the arrivals of one run of one repetition of an experiment; runs draw from streams of their own. */
export const luckOf = (experiment: string, repetition: number, nth: number): Stream =>
  new Streams({ seed: repetition }).own(experiment, String(nth));

const steps = 2 ** 30;

/** Exponentially distributed with that mean. */
const exponential = (luck: Stream, mean: number): number =>
  -mean * Math.log((luck.between(0, steps - 1) + 0.5) / steps);

/** The times of so many arrivals whose gaps are exponential, in whole microseconds. */
export function poissonArrivals(luck: Stream, count: number, meanGapMicros: number): readonly number[] {
  let at = 0;
  return Array.from({ length: count }, () => Math.round((at += exponential(luck, meanGapMicros))));
}

export const sendsAt = (arrivals: readonly number[], from = 0) =>
  arrivals.map((at) => ({ at: `${from + at}us`, to: "orders-0", valueBytes: 200 }));

export type ShopInput = Omit<ScenarioInput["producers"][number], "name">;

/** One producer over one partition. Its polls wake up on time: theory knows nothing of a thread that oversleeps. */
export const shopScenario = (shop: ShopInput, rest: Partial<ScenarioInput>): ScenarioInput => ({
  name: "theory",
  pollOvershoot: "0ms",
  limits: { time: "10000h" },
  ...rest,
  producers: [{ name: "shop", ...shop }],
});

/** What became of each record of a run. */
export function deliveriesOf(input: ScenarioInput, seed: number): readonly Delivery[] {
  return run(prepare(scenarioOf(input), { seed })).simulation.truth.deliveries;
}

/** How many records each batch of a run had, in the order in which they were sent. */
export function batchSizesOf(input: ScenarioInput, seed: number): readonly number[] {
  const sizes: number[] = [];
  const by = {
    hear(...[, kind, , , , , count]: readonly [number, { readonly code: number }, ...number[]]) {
      if (kind.code === notes.batchSent.code) sizes.push(count ?? 0);
    },
  };
  run(prepare(scenarioOf(input), { seed, trace: { keep: "heard", by } }));
  return sizes;
}

/** The latency of each record in microseconds, its first `warmUp` left out. */
export const latenciesAfter = (deliveries: readonly Delivery[], warmUp: number): readonly number[] =>
  deliveries.slice(warmUp).map(({ sentAt, at }) => (at ?? NaN) - sentAt);

export const meanOfAll = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
