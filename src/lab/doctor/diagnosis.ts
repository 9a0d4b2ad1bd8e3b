import type { ClientLine } from "../../model/config/definition.ts";
import { definitionsOf } from "../../model/config/definitions.ts";
import type { UserSettings } from "../../model/config/settings.ts";
import type { ConfigRefusal } from "../../model/config/verdict.ts";
import { writtenDuration } from "../../input/units.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import type { Duration } from "../../sim/index.ts";
import type { Seeds } from "../seeds.ts";
import { type Guarantee, type GuaranteeName, guaranteeNames, guarantees } from "./guarantees.ts";
import { type Limit, type ShownLimit, limitsOf } from "./limits.ts";
import { type Patient, longestWait, patientOf } from "./patient.ts";
import { type Change, type Remedy, remedyFor, withSettingsOf } from "./remedy.ts";
import { type Found, type FoundByGuarantee, type Hunted, hunted, probed } from "./search.ts";
import { partition } from "./trials.ts";

/** What is to be judged. */
export interface Examination {
  readonly settings: UserSettings;
  readonly line: ClientLine;
  /** The broker's profile. */
  readonly broker: string;
  readonly seeds: Seeds;
}

/** A run that shows something: a scenario with nothing left to chance but jitter, which says itself what it shows. */
export interface Shown {
  readonly scenario: Scenario;
  /** What happens in it, in a clause. */
  readonly what: string;
}

/** Whether a guarantee holds, and what speaks against it. */
export interface Judgement {
  readonly guarantee: Guarantee;
  readonly holds: boolean;
  /** The smallest run found that breaks it. */
  readonly counterexample: Shown | undefined;
  /** The limits within which it holds. */
  readonly onlyWhile: readonly Limit[];
  /** `bounded-wait`: how long that is. */
  readonly bound: Duration | undefined;
}

/** What was run to find out. */
export interface Tried {
  readonly plans: number;
  readonly seeds: number;
  readonly events: number;
  /** Seeds in which a record was doubled or displaced by what no setting can help. */
  readonly excused: number;
}

/** Changes, and the runs that show that they help. */
export interface Treatment {
  readonly changes: readonly Change[];
  /** For each guarantee that was broken: the same load and the same faults, with the changed settings. */
  readonly runs: readonly { readonly guarantee: GuaranteeName; readonly scenario: Scenario }[];
  readonly tried: Tried;
  /** What even the changed settings broke; empty, unless the changes do not suffice. */
  readonly broken: readonly GuaranteeName[];
}

/**
 * What there is to say about a producer's settings. Where the client refuses them for something that has no part in
 * delivery, the rest is judged without it.
 */
export interface Diagnosis {
  readonly verdict: "sound" | "unsound" | "refused";
  /** Why the client does not start. */
  readonly refusal: ConfigRefusal | undefined;
  /** What the rest is worth where the client refuses something that has no part in delivery. */
  readonly rest: "sound" | "unsound" | undefined;
  /** Empty where the client does not start for what it thinks of delivery. */
  readonly judgements: readonly Judgement[];
  readonly tried: Tried;
  readonly treatment: Treatment | undefined;
  /** Shown with the settings if they are sound, and else with the changed ones. */
  readonly limits: readonly ShownLimit[];
}

/** Which settings a seed has just been hunted with. */
export type Stage = "given" | "changed";

const untried: Tried = { plans: 0, seeds: 0, events: 0, excused: 0 };

/**
 * Judges a producer's settings by running them: small plans first, then seeds; what breaks is made small, a remedy is
 * looked for and run through the same. Yields after each seed, so that who drives it can show how far it is.
 */
export function* diagnosed(examination: Examination): Generator<Stage, Diagnosis> {
  const { settings, line, broker } = examination;
  const patient = patientOf(settings, line, broker);
  if (!("ok" in patient)) return yield* judged(patient, examination);
  if (!isBesideDelivery(patient, line)) return yield* refused(patient, examination);
  // An address that has yet to be filled in hides nothing of what the rest is worth.
  const others = new Map([...settings].filter(([key]) => key !== patient.key));
  const otherwise = yield* diagnosed({ ...examination, settings: others });
  const rest = otherwise.verdict === "refused" ? otherwise.rest : otherwise.verdict;
  return { ...otherwise, verdict: "refused", refusal: patient, rest };
}

const isBesideDelivery = ({ key }: ConfigRefusal, line: ClientLine): boolean =>
  definitionsOf(line).get(key)?.effect === "none";

function* refused(refusal: ConfigRefusal, examination: Examination): Generator<Stage, Diagnosis> {
  const treatment = yield* treated(examination, new Map());
  const limits = treatment === undefined ? [] : limitsOf(treatment.remedy.patient);
  const nothing = { rest: undefined, judgements: [], tried: untried };
  return { verdict: "refused", refusal, ...nothing, treatment: treatment?.treatment, limits };
}

function* judged(patient: Patient, examination: Examination): Generator<Stage, Diagnosis> {
  const { found, tried } = yield* searched(patient, examination.seeds, "given");
  const isSound = found.size === 0;
  const treatment = isSound ? undefined : yield* treated(examination, found);
  const limits = limitsOf(patient);
  return {
    verdict: isSound ? "sound" : "unsound",
    refusal: undefined,
    rest: undefined,
    judgements: guaranteeNames.map((name) => judgement(name, patient, { found, limits })),
    tried,
    treatment: treatment?.treatment,
    limits: treatment === undefined ? limits : limitsOf(treatment.remedy.patient),
  };
}

interface Searched {
  readonly found: FoundByGuarantee;
  readonly tried: Tried;
}

function* searched(patient: Patient, seeds: Seeds, stage: Stage): Generator<Stage, Searched> {
  const { found, plans, nothingPasses } = probed(patient);
  if (nothingPasses) return { found, tried: { ...untried, plans } };
  const hunt = hunted(patient, seeds, found);
  let hunting: IteratorResult<void, Hunted> = hunt.next();
  for (; hunting.done !== true; hunting = hunt.next()) yield stage;
  const { seeds: count, events, excused } = hunting.value;
  return { found: new Map([...found, ...hunting.value.found]), tried: { plans, seeds: count, events, excused } };
}

interface Evidence {
  readonly found: FoundByGuarantee;
  readonly limits: readonly ShownLimit[];
}

function judgement(name: GuaranteeName, patient: Patient, { found, limits }: Evidence): Judgement {
  const breaks = found.get(name);
  const holds = breaks === undefined;
  const within = limits.filter(({ limit, shown }) => holds && shown !== undefined && limit.guarantee === name);
  return {
    guarantee: guarantees[name],
    holds,
    counterexample: breaks === undefined ? undefined : shownOf(breaks, patient),
    onlyWhile: within.map(({ limit }) => limit),
    bound: name === "bounded-wait" ? longestWait(patient) : undefined,
  };
}

const shownOf = ({ scenario, breach }: Found, patient: Patient): Shown => ({
  scenario: expecting(scenario, breach.guarantee, patient, `doctor-${breach.guarantee}`, breach.what),
  what: breach.what,
});

/** The scenario that demands what was broken: whoever replays it sees it fail. */
function expecting(scenario: Scenario, name: GuaranteeName, patient: Patient, called: string, title: string): Scenario {
  const { property } = guarantees[name];
  const sends = scenario.producers.reduce((count, producer) => count + (producer.sends?.length ?? 0), 0);
  const expect = {
    violations: [],
    holds: property === undefined ? [] : [property],
    entries: name === "rides-out-faults" ? { [partition]: sends } : {},
    marks: [],
    atMost: {},
    limit: false,
    ...(name === "rides-out-faults" ? { acked: sends } : {}),
    ...(name === "bounded-wait" ? { decidedWithin: writtenDuration(longestWait(patient)) } : {}),
  };
  return { ...scenario, name: called, title, expect };
}

interface Treated {
  readonly treatment: Treatment;
  readonly remedy: Remedy;
}

function* treated(
  { settings, line, broker, seeds }: Examination,
  found: FoundByGuarantee,
): Generator<Stage, Treated | undefined> {
  const remedy = remedyFor({ settings, line, broker, found });
  if (remedy === undefined) return undefined;
  const { changes, patient } = remedy;
  const { found: still, tried } = yield* searched(patient, seeds, "changed");
  const runs = [...found.values()].map(({ scenario, breach: { guarantee } }) => {
    const [called, title] = [
      `doctor-${guarantee}-mended`,
      `the same faults with ${changes.map(changeText).join(", ")}`,
    ];
    const mended = expecting(withSettingsOf(patient, scenario), guarantee, patient, called, title);
    return { guarantee, scenario: mended };
  });
  return { remedy, treatment: { changes, runs, tried, broken: [...still.keys()] } };
}

export const changeText = ({ key, to }: Change): string => `${key}=${to}`;
