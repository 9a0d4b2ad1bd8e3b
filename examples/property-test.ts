// A promise, held against scenarios that fast-check makes up: whatever is lost, delayed, cut or split, no record is
// acknowledged that is not in the log. Where a promise does not hold, fast-check finds the smallest fault plan that
// breaks it. In your own project: import { arbitraries, simulate } from "onceproof";
import * as fc from "fast-check";
import { type RunReport, type Scenario, arbitraries, simulate } from "../src/index.ts";

const scenarios = arbitraries(fc).scenario({
  discipline: "tcp",
  inFlight: [1, 5],
  mayGiveUp: false,
  restarts: [],
});

const recordsIn = (report: RunReport): readonly string[] =>
  Object.values(report.logs).flatMap((log) => log.map(({ record }) => record));

const keepsWhatItAcknowledges = (scenario: Scenario): boolean => {
  const report = simulate(scenario);
  const stored = new Set(recordsIn(report));
  return report.deliveries.every(({ outcome, record }) => outcome !== "acked" || stored.has(record));
};

const storesNothingTwice = (scenario: Scenario): boolean => {
  const stored = recordsIn(simulate(scenario, { config: { "enable.idempotence": false } }));
  return new Set(stored).size === stored.length;
};

fc.assert(fc.property(scenarios, keepsWhatItAcknowledges), { numRuns: 200, seed: 1 });
console.log("200 scenarios: every acknowledged record is in the log");

const { counterexample } = fc.check(fc.property(scenarios, storesNothingTwice), { numRuns: 200, seed: 1 });
const [smallest] = counterexample ?? [];
console.log(`without idempotence a record is stored twice as soon as: ${JSON.stringify(smallest?.faults)}`);
