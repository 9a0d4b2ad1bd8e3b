import type { Scenario } from "../../scenarios/spec.ts";
import { defaulted, defaults } from "./defaults.ts";
import { simplerNumbers } from "./times.ts";
import { withSends } from "./sends.ts";

type Producer = Scenario["producers"][number];
type Send = NonNullable<Producer["sends"]>[number];

/** What other axes look after, or what names things. */
export const besides = {
  scenario:
    "schema name title seed profiles topics broker network jitter producers consumers faults expect swarm".split(" "),
  network: ["delay"],
  producer: ["name", "application", "config", "sends", "stream"],
  consumer: ["name", "topic", "remembersIds"],
};

/** Everything around the sends and the faults as it is by default: network, broker, topics, limits, order of ties. */
export function* withUsualSurroundings(scenario: Scenario): Generator<Scenario> {
  const usual = defaults().scenario;
  yield* defaulted(scenario, usual, besides.scenario);
  for (const network of defaulted(scenario.network, usual.network, besides.network)) yield { ...scenario, network };
  for (const broker of defaulted(scenario.broker, usual.broker, [])) yield { ...scenario, broker };
  yield* withUsualTopics(scenario);
}

function* withUsualTopics(scenario: Scenario): Generator<Scenario> {
  const { topics } = scenario;
  const names = Object.keys(topics);
  if (names.length > 1) yield { ...scenario, topics: {} };
  for (const name of names) {
    const { [name]: topic, ...others } = topics;
    if (topic === undefined) continue;
    yield { ...scenario, topics: others };
    for (const plainer of defaulted(topic, defaults().topic, []))
      yield { ...scenario, topics: { ...topics, [name]: plainer } };
    for (const holds of simplerNumbers(topic.holds, 0))
      yield { ...scenario, topics: { ...topics, [name]: { ...topic, holds } } };
  }
}

/** What the applications do around `send`, and the consumers, as they are by default. */
export function* withUsualApplications(scenario: Scenario): Generator<Scenario> {
  const usual = defaults();
  for (const [at, producer] of scenario.producers.entries()) {
    for (const plainer of defaulted(producer, usual.producer, besides.producer))
      yield { ...scenario, producers: scenario.producers.with(at, plainer) };
    for (const storage of producer.storage === undefined ? [] : defaulted(producer.storage, usual.storage, []))
      yield { ...scenario, producers: scenario.producers.with(at, { ...producer, storage }) };
    for (const key of ["resendsOnError", "epochsSpent"] as const) {
      for (const fewer of simplerNumbers(producer[key], 0))
        yield { ...scenario, producers: scenario.producers.with(at, { ...producer, [key]: fewer }) };
    }
  }
  for (const [at, consumer] of scenario.consumers.entries()) {
    for (const plainer of defaulted(consumer, usual.consumer, besides.consumer))
      yield { ...scenario, consumers: scenario.consumers.with(at, plainer) };
    for (let place = 0; place < consumer.restartsAt.length; place++) {
      const restartsAt = consumer.restartsAt.toSpliced(place, 1);
      yield { ...scenario, consumers: scenario.consumers.with(at, { ...consumer, restartsAt }) };
    }
  }
}

/** Sends that say less: no age, no value, nobody waits for them, all to one partition. */
export function* withPlainerSends(scenario: Scenario): Generator<Scenario> {
  yield* withFewerPartitions(scenario);
  for (const [at, producer] of scenario.producers.entries()) {
    for (const plainer of plainerSends(producer))
      yield { ...scenario, producers: scenario.producers.with(at, plainer) };
  }
}

function* plainerSends(producer: Producer): Generator<Producer> {
  const { sends = [], stream } = producer;
  if (sends.length > 1)
    yield { ...producer, sends: sends.map(({ at, to, record, key }) => named({ at, to }, record, key)) };
  for (const [place, send] of sends.entries()) {
    for (const key of ["awaited", "age", "value"] as const) {
      if (send[key] === undefined) continue;
      const { [key]: _gone, ...plainer } = send;
      yield { ...producer, sends: sends.with(place, plainer) };
    }
  }
  if (stream === undefined) return;
  if (stream.valueBytes !== 0) yield { ...producer, stream: { ...stream, valueBytes: 0 } };
  for (const key of ["keyBytes", "age", "firstAlone"] as const) {
    if (stream[key] === undefined) continue;
    const { [key]: _gone, ...plainer } = stream;
    yield { ...producer, stream: plainer };
  }
}

/** A record's name and key stay: by them a reader knows it. */
const named = (send: Send, record: string | undefined, key: string | undefined): Send => ({
  ...send,
  ...(record === undefined ? {} : { record }),
  ...(key === undefined ? {} : { key }),
});

/** The partitions that anything is sent to. */
export const partitionsSentTo = ({ producers }: Scenario): readonly string[] => [
  ...new Set(producers.flatMap(({ sends = [], stream }) => [...sends.map(({ to }) => to), ...(stream?.to ?? [])])),
];

function* withFewerPartitions(scenario: Scenario): Generator<Scenario> {
  const used = partitionsSentTo(scenario);
  const first = used[0];
  if (first === undefined) return;
  if (used.length > 2) yield redirected(scenario, used, first);
  for (const partition of used) if (partition !== first) yield redirected(scenario, [partition], first);
  for (const partition of used) {
    const lowest = `${partition.slice(0, partition.lastIndexOf("-"))}-0`;
    if (!used.includes(lowest)) yield redirected(scenario, [partition], lowest);
  }
}

function redirected(scenario: Scenario, from: readonly string[], to: string): Scenario {
  const target = (partition: string): string => (from.includes(partition) ? to : partition);
  return withSends(
    scenario,
    (send) => ({ ...send, to: target(send.to) }),
    (stream) => ({ ...stream, to: [...new Set(stream.to.map(target))] }),
  );
}
