import { producerSettings } from "../model/config/settings.ts";
import type { ApplicationCode } from "../model/run/code/api.ts";
import type { CodePlan } from "../model/run/plan.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { durationOf } from "../input/units.ts";
import type { Scenario } from "./spec.ts";

type Producer = Scenario["producers"][number];

/**
 * A scenario in which each application that is given runs: where a producer names it by `application`, there, and else in
 * place of the producer that has its name. Its settings go under those of the producer. What comes out is data: it says
 * which applications it needs.
 *
 * @throws BadInput where an application runs nowhere, one that is needed is not given, or two have one name.
 */
export function withApplications(scenario: Scenario, applications: readonly ApplicationCode[]): Scenario {
  const codes = byName(applications);
  const producers = scenario.producers.map((producer, at) => {
    const code = codeOf(producer, scenario, codes, at);
    return code === undefined ? producer : adopted(producer, code, at);
  });
  for (const name of codes.keys()) {
    if (producers.some(({ application }) => application === name)) continue;
    const known = scenario.producers.map((producer) => producer.name).join(", ");
    throw new BadInput(`no producer runs the application ${name}; write application: ${name} at one of: ${known}`, [
      "producers",
    ]);
  }
  return producers.some((producer, at) => producer !== scenario.producers[at]) ? { ...scenario, producers } : scenario;
}

/** The code that a producer of a scenario out of `withApplications` runs; `undefined`: what the scenario says. */
export function codePlanOf(
  { name, application, storage }: Producer,
  applications: readonly ApplicationCode[],
): CodePlan | undefined {
  const code = applications.find((known) => known.name === application);
  if (code === undefined) return undefined;
  return {
    code,
    storage: {
      name: storage?.name ?? name,
      flushTakes: durationOf(storage?.flush ?? "1ms"),
      isTorn: storage?.unflushed === "torn",
    },
  };
}

function byName(applications: readonly ApplicationCode[]): ReadonlyMap<string, ApplicationCode> {
  const codes = new Map<string, ApplicationCode>();
  for (const code of applications) {
    if (codes.has(code.name))
      throw new BadInput(`two applications are called ${code.name}; give one of them another name`);
    codes.set(code.name, code);
  }
  return codes;
}

function codeOf(
  { name, application }: Producer,
  { producers }: Scenario,
  codes: ReadonlyMap<string, ApplicationCode>,
  at: number,
): ApplicationCode | undefined {
  if (application === undefined) {
    const isNamed = producers.some((producer) => producer.application === name);
    return isNamed ? undefined : codes.get(name);
  }
  const code = codes.get(application);
  if (code !== undefined) return code;
  const path = ["producers", at, "application"];
  if (codes.size > 0) throw new BadInput(unknownName("application", application, [...codes.keys()]), path);
  const message = `is ${application}, whose code no file holds: give it from TypeScript, as { applications: [${application}] }`;
  throw new BadInput(message, path);
}

/** What the built-in applications do by themselves is the code's own business. */
const builtIn = ["waitsForEach", "resendsOnError", "resendAfter", "onRestart"] as const;
const untouched: Pick<Producer, (typeof builtIn)[number]> = {
  waitsForEach: false,
  resendsOnError: 0,
  resendAfter: "0ms",
  onRestart: "replay-undecided",
};

function adopted(producer: Producer, { name, config }: ApplicationCode, at: number): Producer {
  for (const key of builtIn) {
    if (producer.application === undefined || producer[key] === untouched[key]) continue;
    throw new BadInput(`is for built-in applications, and ${producer.name} runs the code of ${name}; leave it out`, [
      "producers",
      at,
      key,
    ]);
  }
  const own = [...producerSettings(config ?? {})].map(([key, { value }]) => [key, value ?? ""] as const);
  return { ...producer, ...untouched, application: name, config: { ...Object.fromEntries(own), ...producer.config } };
}
