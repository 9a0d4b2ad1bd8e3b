import { writtenDuration } from "../../input/units.ts";
import { type Prepared, prepare } from "../../scenarios/compile.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";
import { type Duration, instant, micros } from "../../sim/index.ts";
import { type Retelling, retold } from "./retelling.ts";
import type { Subject } from "./subject.ts";
import { walked } from "./way.ts";
import type { World } from "./world.ts";

/** A way as an ordinary run, and the repro that gives that run again. */
export interface Told {
  readonly result: RunResult;
  readonly repro: Repro;
}

/** Runs what a way through a world comes to. */
export function runOf(subject: Subject, world: World, states: readonly Int32Array[]): Told {
  const { prepared } = subject;
  const told = retold(world, prepared.plan, walked(world, states));
  const again = prepare(scenarioOf(prepared, told), {
    replay: { faults: told.faults, tapes: told.tapes },
    recordTapes: true,
    keepHistory: true,
  });
  // A profile that has no name, as tests make them, goes with the plan.
  const plan = { ...again.plan, brokerProfile: prepared.plan.brokerProfile };
  const result = run({ ...again, plan });
  return { result, repro: reproOf(result) };
}

/** The scenario with the times that a way has for its sends, and a network on which messages take as long as they like. */
function scenarioOf({ effective: scenario, plan }: Prepared, { sends, end, tapes }: Retelling): Scenario {
  const longest = Math.max(2, ...Object.values(tapes).flat());
  const starting = new Map(plan.applications.map(({ name }, at) => [name, sends[at] ?? []]));
  return {
    ...scenario,
    network: { ...scenario.network, delay: { from: "1us", to: writtenDuration(micros(longest)) } },
    producers: scenario.producers.map((producer) => ({
      ...producer,
      sends: (producer.sends ?? []).map((send, at) => {
        const sent = starting.get(producer.name)?.[at] ?? instant(end + 1_000);
        return { ...send, at: writtenDuration(sent as number as Duration) };
      }),
    })),
  };
}
