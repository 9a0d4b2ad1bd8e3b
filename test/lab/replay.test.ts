import * as fc from "fast-check";
import { expect, test } from "vitest";
import { replay } from "../../src/lab/replay.ts";
import { prepare } from "../../src/scenarios/compile.ts";
import { readScenario } from "../../src/scenarios/files.ts";
import { deliveriesOf, logsOf, reproOf, run } from "../../src/scenarios/run.ts";
import type { Repro, Scenario } from "../../src/scenarios/spec.ts";
import { standard } from "../../src/scenarios/stories/standard.ts";
import { stories } from "../../src/scenarios/stories/index.ts";

/** A run's repro, as it comes back from a file. */
function reproduced(scenario: Scenario, seed: number): Repro {
  const result = run(prepare(scenario, { seed, recordTapes: true }));
  const file = readScenario("repro.json", JSON.stringify(reproOf(result)));
  if (file.kind !== "repro") throw new Error("what was written as a repro is read as something else");
  return file.repro;
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });

test("a repro of any seed of the standard load gives that run again, whatever seed it is given", () => {
  fc.assert(
    fc.property(seeds, seeds, (seed, other) => {
      const repro = reproduced(standard.scenario, seed);
      const { same, result } = replay(repro, { seed: other });
      expect(same).toBe(true);
      const original = run(prepare(standard.scenario, { seed }));
      expect(result.digest).toBe(original.digest);
      expect(logsOf(result)).toEqual(logsOf(original));
      expect(deliveriesOf(result)).toEqual(deliveriesOf(original));
    }),
    { numRuns: 40 },
  );
});

test.each(stories.map(({ name, scenario }) => [name, scenario] as const))(
  "a repro of %s gives that run again, with the same judgement",
  (_, scenario) => {
    const repro = reproduced(scenario, scenario.seed);
    for (const seed of [undefined, 99]) {
      const { same, result } = replay(repro, { seed });
      expect(same).toBe(true);
      expect(result.outcome).toBe("as-expected");
    }
  },
);

test("lost handshakes of a tcp network are in a repro too", () => {
  const { swarm: _, ...written } = standard.scenario;
  const scenario: Scenario = { ...written, network: { ...written.network, discipline: "tcp" } };
  const lossy: Scenario = { ...scenario, network: { ...scenario.network, duplication: undefined, loss: "30%" } };
  const repros = [1, 2, 3, 4, 5].map((seed) => reproduced(lossy, seed));
  const struck = repros.flatMap(({ faults }) => faults.map((fault) => ("message" in fault ? fault.message : "")));
  expect(struck.some((address) => address.includes(" accept "))).toBe(true);
  for (const repro of repros) expect(replay(repro, { seed: 77 }).same).toBe(true);
});

test("a repro whose faults were changed is another run", () => {
  const repro = reproduced(standard.scenario, 7);
  expect(repro.faults.length).toBeGreaterThan(0);
  expect(replay({ ...repro, faults: repro.faults.slice(1) }).same).toBe(false);
});
