import { type Failure, failureIn, searchSmaller } from "../../src/index.ts";
import type { Case } from "../../src/lab/shrinking/case.ts";
import type { Shrinking } from "../../src/lab/shrink.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { scenarioOf } from "../../src/scenarios/files.ts";
import { reproOf, run } from "../../src/scenarios/run.ts";
import type { Repro, Scenario, ScenarioInput } from "../../src/scenarios/spec.ts";

/** A run of a scenario, written down with nothing left to chance. */
export const reproduced = (scenario: Scenario, seed = scenario.seed): Repro =>
  reproOf(run(prepare(scenario, { seed, recordTapes: true })));

const busy: ScenarioInput = {
  name: "busy",
  network: { delay: { from: "1ms", to: "20ms" }, loss: "3%", cut: "2%" },
  topics: { orders: { partitions: 2, holds: 17 } },
  producers: [
    {
      name: "shop",
      config: { "request.timeout.ms": 3_000, "delivery.timeout.ms": 20_000, "linger.ms": 3 },
      stream: { count: 60, every: "7ms", to: ["orders-0", "orders-1"] },
    },
    { name: "till", stream: { count: 30, every: "13ms", to: ["orders-0"] } },
  ],
  consumers: [{ name: "reader", topic: "orders", remembersIds: true }],
  faults: [
    { at: "203417us", do: "crash", node: "shop", for: "317ms" },
    { at: "90ms", do: "split", between: ["till", "broker-1"], for: "1s" },
    { at: "400ms", do: "restart-kill", node: "broker-1", for: "250ms" },
  ],
};

/** Two producers, ninety records, a crash among a dozen other troubles: the crash doubles a record. */
export const busyRun = (seed: number): Repro => reproduced(scenarioOf(busy), seed);

/** A search from its beginning, or from where another one stopped, to its end; every state that it yields. */
export function searched(failure: Failure, from?: Shrinking<Case>): readonly Shrinking<Case>[] {
  const search = searchSmaller(failure, from);
  const states: Shrinking<Case>[] = [];
  for (;;) {
    const step = search.next();
    states.push(step.value);
    if (step.done === true) return states;
  }
}

/** What a search comes to. */
export const smallestOf = (repro: Repro, keep?: string): Case =>
  (searched(failureIn(repro, keep)).at(-1) as Shrinking<Case>).smallest;
