import type { Repro, Scenario } from "../../scenarios/spec.ts";
import { defaults, unusualKeys } from "../smaller/defaults.ts";

type Plain = Readonly<Record<string, unknown>>;

const picked = (part: object, keys: readonly PropertyKey[]): Plain =>
  Object.fromEntries(Object.entries(part).filter(([key]) => keys.includes(key)));

/** What of a part differs from its default, and what names it. */
const sparse = <Part extends object>(part: Part, usual: Part, always: readonly string[] = []): Plain =>
  picked(part, [...always, ...unusualKeys(part, usual, always)]);

const isEmpty = (part: Plain): boolean => Object.keys(part).length === 0;

/**
 * A scenario as a person would write it: in the order of the story, without what is so by default anyway. The schema's
 * version stands for its defaults; profiles are named all the same, for they are what people look for first.
 */
export function sparseScenario(scenario: Scenario): Plain {
  const usual = defaults();
  const { schema, name, title, profiles, topics, broker, network, producers, consumers, faults, expect } = scenario;
  const besides = "schema name title seed profiles topics broker network producers consumers faults expect".split(" ");
  const parts: Plain = {
    broker: sparse(broker, usual.scenario.broker),
    network: sparse(network, usual.scenario.network),
    topics: Object.fromEntries(Object.entries(topics).map(([topic, config]) => [topic, sparse(config, usual.topic)])),
  };
  return {
    schema,
    name,
    ...(title === "" ? {} : { title }),
    profiles,
    ...Object.fromEntries(Object.entries(parts).filter(([, part]) => !isEmpty(part as Plain))),
    ...picked(scenario, unusualKeys(scenario, usual.scenario, besides)),
    producers: producers.map(sparseProducer),
    ...(consumers.length === 0
      ? {}
      : { consumers: consumers.map((one) => sparse(one, usual.consumer, ["name", "topic", "remembersIds"])) }),
    ...(faults.length === 0 ? {} : { faults }),
    ...(expect === undefined ? {} : { expect: sparseExpectation(expect) }),
  };
}

function sparseProducer(producer: Scenario["producers"][number]): Plain {
  const { name, config, sends, stream, ...rest } = producer;
  const { name: _name, config: _config, ...usual } = defaults().producer;
  return {
    name,
    ...(isEmpty(config) ? {} : { config }),
    ...sparse(rest, usual),
    ...(stream === undefined ? {} : { stream }),
    ...(sends === undefined ? {} : { sends: sends.map(({ at, ...send }) => (at === "0ms" ? send : { at, ...send })) }),
  };
}

/** Lists and counts that expect nothing say nothing. */
const sparseExpectation = (expect: NonNullable<Scenario["expect"]>): Plain =>
  Object.fromEntries(
    Object.entries(expect).filter(([, wanted]) => {
      if (wanted === false || wanted === undefined) return false;
      return typeof wanted !== "object" || Object.keys(wanted).length > 0;
    }),
  );

/** A repro in the same way. */
export const sparseRepro = ({ schema, fingerprint, scenario, faults, tapes, digest }: Repro): Plain => ({
  schema,
  ...(fingerprint === undefined ? {} : { fingerprint }),
  scenario: sparseScenario(scenario),
  faults,
  tapes,
  digest,
});
