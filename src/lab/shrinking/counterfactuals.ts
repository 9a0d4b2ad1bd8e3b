import { BadInput } from "../../input/bad-input.ts";
import { faultSentence } from "../../scenarios/fault-text.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import { type Finding, findingsOf } from "../fingerprint.ts";
import { defaults } from "../smaller/defaults.ts";
import { withoutRange } from "../smaller/lists.ts";
import { type Case, type Code, fitted, runCase } from "./case.ts";

/** One thing that a failure takes, and what becomes of the run without it. */
export interface Counterfactual {
  readonly kind: "fault" | "setting" | "profile";
  /** What was left out, in words. */
  readonly without: string;
  /** What took its place; left out: nothing. */
  readonly instead?: string;
  /** Of a fault: its place in the list. */
  readonly fault?: number;
  /** What goes wrong all the same; empty: nothing does. */
  readonly breaks: readonly string[];
  /** Whether there is such a run at all: some settings cannot be left out alone. */
  readonly canBeRun: boolean;
}

/** Leaves out each fault, each setting and each profile once more, by itself, and says what goes wrong then. */
export function counterfactualsOf(subject: Case, code: Code): readonly Counterfactual[] {
  const { scenario } = subject;
  const tried = (kind: Counterfactual["kind"], without: string, otherwise: Scenario): Counterfactual => ({
    kind,
    without,
    ...outcomeOf(fitted(otherwise, subject.tapes), code),
  });
  return [
    ...scenario.faults.map((fault, at) => {
      const faults = withoutRange(scenario.faults, at, at + 1);
      return { ...tried("fault", faultSentence(fault), { ...scenario, faults }), fault: at };
    }),
    ...settingsOf(scenario).map(([key, text]) => tried("setting", text, withoutSetting(scenario, key))),
    ...unusualProfiles(scenario).map(([kind, name]) => {
      const usual = defaults().scenario.profiles[kind];
      const otherwise = { ...scenario, profiles: { ...scenario.profiles, [kind]: usual } };
      return { ...tried("profile", name, otherwise), instead: usual };
    }),
  ];
}

function outcomeOf(otherwise: Case, code: Code): Pick<Counterfactual, "breaks" | "canBeRun"> {
  try {
    return { breaks: fingerprintsOf(findingsOf(runCase(otherwise, code))), canBeRun: true };
  } catch (error) {
    if (error instanceof BadInput) return { breaks: [], canBeRun: false };
    throw error;
  }
}

const fingerprintsOf = (findings: readonly Finding[]): readonly string[] => [
  ...new Set(findings.map(({ fingerprint }) => fingerprint)),
];

/** Keys with their values, whoever has them: a key that two producers share is one setting. */
function settingsOf({ producers }: Scenario): readonly (readonly [key: string, text: string])[] {
  const values = new Map<string, Set<string>>();
  for (const [key, value] of producers.flatMap(({ config }) => Object.entries(config))) {
    const known = values.get(key) ?? new Set();
    values.set(key, known.add(String(value)));
  }
  return [...values].map(([key, all]) => [key, `${key}=${[...all].join(" and ")}`]);
}

const withoutSetting = (scenario: Scenario, key: string): Scenario => ({
  ...scenario,
  producers: scenario.producers.map((producer) => {
    const { [key]: _gone, ...config } = producer.config;
    return { ...producer, config };
  }),
});

/** The profiles that are not the usual ones. */
export function unusualProfiles({
  profiles,
}: Scenario): readonly (readonly [kind: "broker" | "producer", name: string])[] {
  const usual = defaults().scenario.profiles;
  return (["broker", "producer"] as const).flatMap((kind) =>
    profiles[kind] === usual[kind] ? [] : [[kind, profiles[kind]] as const],
  );
}

/** `without it nothing breaks`, or what does. */
export function leftOutText({ breaks, canBeRun, instead }: Counterfactual): string {
  const otherwise = instead === undefined ? "without it" : `with ${instead} in its place`;
  if (!canBeRun) return `${otherwise} there is no such run`;
  return breaks.length === 0 ? `${otherwise} nothing breaks` : `${otherwise} it is ${breaks.join(", ")} that breaks`;
}
