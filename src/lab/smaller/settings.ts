import type { Scenario } from "../../scenarios/spec.ts";
import { defaulted, defaults } from "./defaults.ts";
import { ranges, withoutRange } from "./lists.ts";
import { simplerNumbers } from "./times.ts";

/** The usual broker and the usual client, and settings that are left to their defaults or rounder. */
export function* withFewerSettings(scenario: Scenario): Generator<Scenario> {
  for (const profiles of defaulted(scenario.profiles, defaults().scenario.profiles, []))
    yield { ...scenario, profiles };
  const keys = [...new Set(scenario.producers.flatMap(({ config }) => Object.keys(config)))];
  if (keys.length > 1) yield withoutKeys(scenario, keys);
  for (const [from, to] of ranges(keys.length)) yield withoutKeys(scenario, keys.slice(from, to));
  for (const [at, producer] of scenario.producers.entries()) {
    const own = Object.entries(producer.config);
    for (const [place, [key, value]] of own.entries()) {
      const others = withoutRange(own, place, place + 1);
      if (scenario.producers.length > 1) yield withConfig(scenario, at, others);
      for (const simpler of simplerValues(value)) yield withConfig(scenario, at, own.with(place, [key, simpler]));
    }
  }
}

type Value = Scenario["producers"][number]["config"][string];

const withoutKeys = (scenario: Scenario, keys: readonly string[]): Scenario => ({
  ...scenario,
  producers: scenario.producers.map((producer) => ({
    ...producer,
    config: Object.fromEntries(Object.entries(producer.config).filter(([key]) => !keys.includes(key))),
  })),
});

const withConfig = (scenario: Scenario, at: number, entries: readonly (readonly [string, Value])[]): Scenario => ({
  ...scenario,
  producers: scenario.producers.with(at, {
    ...(scenario.producers[at] as Scenario["producers"][number]),
    config: Object.fromEntries(entries),
  }),
});

/** A number that is written as a text stays one. */
function simplerValues(value: Value): readonly Value[] {
  if (typeof value === "number") return Number.isSafeInteger(value) ? simplerNumbers(value, 1) : [];
  if (typeof value !== "string" || !/^\d{1,15}$/.test(value)) return [];
  return simplerNumbers(Number(value), 1).map(String);
}
