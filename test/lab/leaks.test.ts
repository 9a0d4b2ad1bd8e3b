import { describe, expect, test } from "vitest";
import { type CheckState, check } from "../../src/lab/check.ts";
import { type RunSeed, prepareForMany } from "../../src/lab/seeds.ts";
import type { PlannedSend } from "../../src/model/run/workload.ts";
import { reseeded } from "../../src/scenarios/compile.ts";
import { run } from "../../src/scenarios/run.ts";
import { standard } from "../../src/scenarios/stories/standard.ts";
import { instant } from "../../src/sim/index.ts";
import { endOf } from "../../src/lab/ending.ts";

const prepared = prepareForMany(standard.scenario);

/** The standard scenario with an application that takes the instants of its sends from somewhere else. */
function withSends(change: (planned: PlannedSend, index: number) => PlannedSend): RunSeed {
  return (seed, trace) => {
    const seeded = reseeded(prepared, seed);
    const applications = seeded.plan.applications.map((application) => ({
      ...application,
      workload: {
        length: application.workload.length,
        send: (index: number) => change(application.workload.send(index), index),
      },
    }));
    return run({ ...seeded, plan: { ...seeded.plan, applications, trace } });
  };
}

const later = (planned: PlannedSend, micros: number): PlannedSend => ({ ...planned, at: instant(planned.at + micros) });

const checked = (runSeed: RunSeed): CheckState => endOf(check(runSeed, { from: 1, count: 3 }));

describe("a leak of the host into a run is caught by running every seed twice", () => {
  test("no leak: the same sends each time", () => {
    expect(checked(withSends((planned) => later(planned, 3))).differences).toEqual([]);
  });

  test("real time decides when a record is sent", () => {
    const leaky = withSends((planned) => later(planned, Number(process.hrtime.bigint() % 997n)));
    expect(checked(leaky).differences.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });

  test("Math.random decides when a record is sent", () => {
    const leaky = withSends((planned) => later(planned, Math.floor(Math.random() * 997)));
    expect(checked(leaky).differences.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });

  test("the order of a collection that outlives the run decides who is sent when", () => {
    // A set is walked in the order in which its history left it: another one in each run.
    const waits = new Set([0, 100, 200, 300, 400]);
    const leaky = withSends((planned, index) => {
      const [first = 0, second = 0] = waits;
      if (index === 0) {
        waits.delete(first);
        waits.add(first);
      }
      return later(planned, second);
    });
    expect(checked(leaky).differences.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  });
});
