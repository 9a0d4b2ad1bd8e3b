import { recordsOf } from "../../scenarios/records.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import { defaults, unusualKeys } from "./defaults.ts";
import { occurrenceOf, rankOf } from "./faults.ts";
import { timesOf } from "./schedule.ts";
import { besides, partitionsSentTo } from "./surroundings.ts";
import { significantDigits } from "./times.ts";

/** How much there is of a scenario, the weightiest count first: of two the one with the lesser first difference is smaller. */
export type Size = readonly number[];

export function isLess(one: Size, other: Size): boolean {
  for (const [at, count] of one.entries()) {
    const beside = other[at] ?? 0;
    if (count !== beside) return count < beside;
  }
  return false;
}

const sum = (counts: readonly number[]): number => counts.reduce((one, other) => one + other, 0);

/**
 * The measure by which every step makes a scenario smaller, so that steps come to an end: how much is left to chance, how
 * much goes wrong, how many take part, how many records, how much is not as usual, and last how simple times and numbers
 * are.
 */
export function sizeOf(scenario: Scenario): Size {
  const { faults, consumers, producers } = scenario;
  const times = timesOf(scenario);
  const numbers = numbersOf(scenario);
  return [
    chanceIn(scenario),
    faults.length,
    consumers.length,
    producers.length,
    recordsOf(scenario),
    producers.filter(({ stream }) => stream !== undefined).length,
    unusualIn(scenario),
    sum(faults.map(rankOf)),
    sum(faults.map(occurrenceOf)),
    partitionsSentTo(scenario).length,
    sum(partitionsSentTo(scenario).map((name) => Number(name.slice(name.lastIndexOf("-") + 1)))),
    sum(numbers.map(significantDigits)),
    sum(numbers),
    sum(times.map(significantDigits)),
    sum(times),
  ];
}

function chanceIn({ network, jitter }: Scenario): number {
  const { loss, duplication, cut, timed, delay } = network;
  const drawn = [loss, duplication, cut].filter((chance) => chance !== undefined).length;
  const isDrawn = (is: boolean): number => (is ? 1 : 0);
  return drawn + timed.length + isDrawn(typeof delay !== "string") + isDrawn(jitter === "drawn");
}

function unusualIn(scenario: Scenario): number {
  const { producers, consumers, topics, broker, network, profiles } = scenario;
  const usual = defaults();
  return sum([
    unusualKeys(scenario, usual.scenario, besides.scenario).length,
    unusualKeys(profiles, usual.scenario.profiles, []).length,
    unusualKeys(network, usual.scenario.network, besides.network).length,
    unusualKeys(broker, usual.scenario.broker, []).length,
    ...Object.values(topics).map((topic) => 1 + unusualKeys(topic, usual.topic, []).length),
    ...producers.map((producer) => unusualKeys(producer, usual.producer, besides.producer).length),
    ...producers.map(({ storage = usual.storage }) => unusualKeys(storage, usual.storage, []).length),
    ...producers.map(({ config }) => Object.keys(config).length),
    ...producers.map(({ sends = [] }) => sum(sends.map((send) => Object.keys(send).length))),
    ...producers.map(({ stream }) =>
      stream === undefined ? 0 : Object.keys(stream).length + isNot(stream.valueBytes),
    ),
    ...consumers.map((consumer) => unusualKeys(consumer, usual.consumer, besides.consumer).length),
    ...consumers.map(({ restartsAt }) => restartsAt.length),
  ]);
}

const isNot = (count: number): number => (count === 0 ? 0 : 1);

/** Whole numbers that may become simpler. */
const numbersOf = ({ topics, producers }: Scenario): readonly number[] => [
  ...Object.values(topics).map(({ holds }) => holds),
  ...producers.flatMap(({ resendsOnError, epochsSpent, config }) => [
    resendsOnError,
    epochsSpent,
    ...Object.values(config)
      .map(Number)
      .filter((value) => Number.isSafeInteger(value) && value > 0),
  ]),
];
