import { BadInput } from "../../input/bad-input.ts";
import { prepare, reseeded } from "../../scenarios/compile.ts";
import { type RunResult, run } from "../../scenarios/run.ts";
import type { FaultSpec, Scenario } from "../../scenarios/spec.ts";
import { instant, micros } from "../../sim/index.ts";
import type { Seeds } from "../seeds.ts";
import { eachSeed } from "../seeds.ts";
import { shrunk } from "../shrink.ts";
import { smallerScenarios } from "../smaller/index.ts";
import { type Breach, type GuaranteeName, breachesOf } from "./guarantees.ts";
import { type Patient, configOf, longestWait } from "./patient.ts";
import {
  firstDecided,
  huntedTrial,
  leaderDeaths,
  orderAt,
  ordersOf,
  plansFor,
  replicatedTrialOf,
  trialOf,
} from "./trials.ts";

/** A run that breaks a guarantee, by the settings' own doing, with nothing in it that could be left out. */
export interface Found {
  readonly scenario: Scenario;
  readonly breach: Breach;
}

export type FoundByGuarantee = ReadonlyMap<GuaranteeName, Found>;

export interface Probed {
  readonly found: FoundByGuarantee;
  /** How many plans were tried. */
  readonly plans: number;
  /** Records fail or wait for ever even where nothing goes wrong; nothing else was tried then. */
  readonly nothingPasses: boolean;
}

export interface Hunted {
  readonly found: FoundByGuarantee;
  readonly seeds: number;
  readonly events: number;
  /** Runs in which something broke for which no setting is to blame. */
  readonly excused: number;
}

/** What a run with the patient's settings broke by their doing: not by something that no setting can help. */
export function breachesBySettings(patient: Patient, result: RunResult): readonly Breach[] {
  const breaches = breachesOf(result, longestWait(patient)).filter((breach) => isBySettings(patient, breach));
  // That a record is given up in a long outage is what delivery.timeout.ms is for.
  const ridesOut = result.end === "settled" && isOneFaultAtMost(result.faults);
  const judged = breaches.filter(({ guarantee }) => guarantee !== "rides-out-faults" || ridesOut);
  return hadNoProducerId(patient, result) ? judged.filter(({ guarantee }) => guarantee !== "bounded-wait") : judged;
}

/** With idempotence in force a breach that has an excuse is one of the protocol's limits. */
const isBySettings = (patient: Patient, { because }: Breach): boolean =>
  !configOf(patient).enableIdempotence || because.length === 0;

const isOneFaultAtMost = (faults: readonly FaultSpec[]): boolean =>
  faults.length === 0 || (faults.length === 1 && faults.every((fault) => "message" in fault));

/** P-88: a producer that gets no id decides nothing, however long that takes, and neither does this guarantee hold then. */
function hadNoProducerId(patient: Patient, { simulation, faults }: RunResult): boolean {
  if (!configOf(patient).enableIdempotence || faults.length === 0) return false;
  const decided = simulation.truth.deliveries.flatMap(({ at }) => (at === undefined ? [] : [at]));
  const first = instant(decided.reduce<number>((one, other) => Math.min(one, other), Infinity));
  return first > longestWait(patient);
}

/** Tries all small plans, one after another, and makes what it finds as small as it gets. */
export function probed(patient: Patient): Probed {
  const found = new Map<GuaranteeName, Found>();
  // The first send of all waits for metadata; without any fault it must go through.
  note(found, patient, trialOf(patient, [orderAt(1, 0)]));
  const trial = trialOf(patient, ordersOf(patient, recordsOfProbe));
  let plans = 1;
  for (const faults of plansFor(patient)) {
    note(found, patient, { ...trial, faults: [...faults] });
    plans++;
    if (faults.length === 0 && found.size > 0)
      return { found: smallestOfEach(found, patient), plans, nothingPasses: true };
  }
  const replicated = replicatedTrialOf(patient);
  for (const death of leaderDeaths(firstDecided(replicated) ?? micros(0))) {
    note(found, patient, { ...replicated, faults: [death] });
    plans++;
  }
  return { found: smallestOfEach(found, patient), plans, nothingPasses: false };
}

const recordsOfProbe = 3;

/** Runs many seeds. Yields after each. Only what is not `known` to break is looked for. */
export function* hunted(patient: Patient, seeds: Seeds, known: FoundByGuarantee): Generator<void, Hunted> {
  const found = new Map<GuaranteeName, Found>();
  const prepared = prepare(huntedTrial(patient));
  let [events, excused, count] = [0, 0, 0];
  for (const seed of eachSeed(seeds)) {
    const result = run(reseeded(prepared, seed));
    count++;
    events += result.events;
    const breaches = breachesBySettings(patient, result);
    if (breaches.length === 0 && breachesOf(result, longestWait(patient)).some(isStorageBreach)) excused++;
    for (const breach of breaches) {
      if (known.has(breach.guarantee) || found.has(breach.guarantee)) continue;
      found.set(breach.guarantee, { scenario: explicit(result), breach });
    }
    yield;
  }
  return { found: smallestOfEach(found, patient), seeds: count, events, excused };
}

const isStorageBreach = ({ guarantee }: Breach): boolean =>
  guarantee !== "rides-out-faults" && guarantee !== "bounded-wait";

function note(found: Map<GuaranteeName, Found>, patient: Patient, scenario: Scenario): void {
  for (const breach of breachesBySettings(patient, run(prepare(scenario)))) {
    if (!found.has(breach.guarantee)) found.set(breach.guarantee, { scenario, breach });
  }
}

/** A run's scenario with what was drawn written out: the same seed and nothing left to draw but delays and jitter. */
function explicit({ prepared, simulation, faults }: RunResult): Scenario {
  const { loss: _loss, duplication: _duplication, cut: _cut, ...network } = prepared.effective.network;
  return { ...prepared.effective, seed: simulation.seed, network: { ...network, timed: [] }, faults: [...faults] };
}

const smallestOfEach = (found: FoundByGuarantee, patient: Patient): FoundByGuarantee =>
  new Map([...found].map(([name, one]) => [name, smallest(one, patient)]));

/** The same guarantee, broken for the same reason, with as few faults and records as that takes. */
function smallest({ scenario, breach }: Found, patient: Patient): Found {
  const sameBreach = (candidate: Scenario): Breach | undefined =>
    breachesOfCandidate(candidate, patient).find(
      ({ guarantee, because }) => guarantee === breach.guarantee && because.join() === breach.because.join(),
    );
  const small = shrunk(scenario, smallerScenarios, (candidate) => sameBreach(candidate) !== undefined);
  return { scenario: small, breach: sameBreach(small) ?? breach };
}

/** A step of shrinking may put two faults on one message, and then there is no such run. */
function breachesOfCandidate(candidate: Scenario, patient: Patient): readonly Breach[] {
  try {
    return breachesBySettings(patient, run(prepare(candidate)));
  } catch (error) {
    if (error instanceof BadInput) return [];
    throw error;
  }
}
