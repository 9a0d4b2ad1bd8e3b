import { writtenDuration } from "../../input/units.ts";
import { type Prepared, prepare } from "../../scenarios/compile.ts";
import { type RunResult, reproOf, run } from "../../scenarios/run.ts";
import type { Repro, Scenario } from "../../scenarios/spec.ts";
import { type Duration, InvariantError, instant, micros } from "../../sim/index.ts";
import { type Finding, comesToRest, findingsOf } from "../fingerprint.ts";
import type { Exploration } from "./exploration.ts";
import { type Retelling, retold } from "./retelling.ts";
import type { Subject } from "./subject.ts";
import { walked } from "./way.ts";
import type { World } from "./world.ts";

/** A way as an ordinary run, and the repro that gives that run again. */
export interface Told {
  readonly result: RunResult;
  readonly repro: Repro;
}

/** A way to something broken as an ordinary run. */
export interface Counterexample extends Told {
  /** What the run shows, first of all what the way was found for. */
  readonly finding: Finding;
  readonly faults: number;
  readonly steps: number;
  readonly isShortest: boolean;
}

/**
 * What an exploration found, as a run that shows it.
 *
 * @throws InvariantError where the run does not show it: the exploration and the simulation would not agree.
 */
export function counterexampleOf({ subject, world, broken }: Exploration): Counterexample | undefined {
  if (broken === undefined) return undefined;
  const { states, violations, faults, isShortest } = broken;
  const property = violations[0]?.property ?? comesToRest;
  // What is sent after the breach has no part in it; but a producer that has nothing more to send closes, which may change what comes before.
  for (const sendsRest of [false, true]) {
    const told = runOf(subject, world, states, sendsRest);
    const finding = findingsOf(told.result).find((found) => found.property === property);
    if (finding === undefined) continue;
    const repro = { ...told.repro, fingerprint: finding.fingerprint };
    return { ...told, repro, finding, faults, steps: states.length - 1, isShortest };
  }
  throw new InvariantError(`the run of a way that breaks ${property} does not break it`);
}

/** Runs what a way through a world comes to. `sendsRest`: also the records that are not sent on the way, behind it. */
export function runOf(subject: Subject, world: World, states: readonly Int32Array[], sendsRest = true): Told {
  const { prepared } = subject;
  const told = retold(world, prepared.plan, walked(world, states));
  const again = prepare(scenarioOf(prepared, told, sendsRest), {
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
function scenarioOf({ effective, plan }: Prepared, { sends, end, tapes }: Retelling, sendsRest: boolean): Scenario {
  const longest = Math.max(2, ...Object.values(tapes).flat());
  const starting = new Map(plan.applications.map(({ name }, at) => [name, sends[at] ?? []]));
  const late = instant(end + 1_000);
  return {
    ...effective,
    network: { ...effective.network, delay: { from: "1us", to: writtenDuration(micros(longest)) } },
    producers: effective.producers.map((producer) => {
      const times = starting.get(producer.name) ?? [];
      const all = producer.sends ?? [];
      // Those that send nothing at all go on waiting for it.
      const kept = sendsRest || times.length === 0 ? all : all.slice(0, times.length);
      const timed = kept.map((send, at) => ({
        ...send,
        at: writtenDuration((times[at] ?? late) as number as Duration),
      }));
      return { ...producer, sends: timed };
    }),
  };
}
