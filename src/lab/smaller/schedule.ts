import { durationOf, writtenDuration } from "../../input/units.ts";
import type { FaultSpec, Scenario } from "../../scenarios/spec.ts";
import type { Duration } from "../../sim/index.ts";
import { defaults } from "./defaults.ts";
import { simplerNumbers, simplerTimes } from "./times.ts";
import { withSends } from "./sends.ts";

type Producer = Scenario["producers"][number];

/**
 * Rounder and earlier times: the whole of what is to come drawn together first, since a crash between two sends has to
 * stay between them, then each time by itself.
 */
export function* withRounderTimes(scenario: Scenario): Generator<Scenario> {
  yield* drawnTogether(scenario);
  const { network } = scenario;
  if (typeof network.delay === "string") {
    for (const delay of [usualDelay(), ...simplerTimes(network.delay)])
      yield { ...scenario, network: { ...network, delay } };
  }
  const { broker } = scenario;
  for (const lag of broker.replication === undefined ? [] : simplerTimes(broker.replication.lag, true))
    yield { ...scenario, broker: { ...broker, replication: { lag } } };
  for (const [at, producer] of scenario.producers.entries()) {
    for (const rounder of rounderProducers(producer))
      yield { ...scenario, producers: scenario.producers.with(at, rounder) };
  }
  for (const [at, consumer] of scenario.consumers.entries()) {
    for (const every of simplerTimes(consumer.every))
      yield { ...scenario, consumers: scenario.consumers.with(at, { ...consumer, every }) };
  }
}

function* rounderProducers(producer: Producer): Generator<Producer> {
  const { sends = [], stream } = producer;
  for (const [place, send] of sends.entries()) {
    // An application sends in the order in which its sends are written: what is not is refused.
    for (const at of simplerTimes(send.at, true)) yield { ...producer, sends: sends.with(place, { ...send, at }) };
  }
  for (const resendAfter of simplerTimes(producer.resendAfter, true)) yield { ...producer, resendAfter };
  if (stream === undefined) return;
  for (const every of simplerTimes(stream.every, true)) yield { ...producer, stream: { ...stream, every } };
}

/** The instants at which something is to happen from outside, in microseconds. */
function instantsOf(scenario: Scenario): readonly number[] {
  const texts = [
    ...scenario.producers.flatMap(({ sends = [], stream }) => [
      ...sends.map(({ at }) => at),
      ...(stream === undefined ? [] : [stream.from]),
    ]),
    ...scenario.faults.flatMap((fault) => ("at" in fault ? [fault.at] : [])),
    ...scenario.consumers.flatMap(({ restartsAt }) => restartsAt),
  ];
  return [...new Set(texts.map(durationOf))].toSorted((one, other) => one - other);
}

/** Shortens each pause between two of those instants, and moves all that comes after it. */
function* drawnTogether(scenario: Scenario): Generator<Scenario> {
  const instants = instantsOf(scenario);
  for (const [place, instant] of instants.entries()) {
    const pause = instant - (instants[place - 1] ?? 0);
    for (const shorter of simplerNumbers(pause, 0)) {
      if (shorter < pause) yield movedFrom(scenario, instant, pause - shorter);
    }
  }
}

function movedFrom(scenario: Scenario, from: number, by: number): Scenario {
  const moved = (text: string): string => {
    const time = durationOf(text);
    return time < from ? text : writtenDuration((time - by) as Duration);
  };
  return {
    ...withSends(
      scenario,
      (send) => ({ ...send, at: moved(send.at) }),
      (stream) => ({ ...stream, from: moved(stream.from) }),
    ),
    faults: scenario.faults.map((fault): FaultSpec => ("at" in fault ? { ...fault, at: moved(fault.at) } : fault)),
    consumers: scenario.consumers.map((consumer) => ({ ...consumer, restartsAt: consumer.restartsAt.map(moved) })),
  };
}

const usualDelay = (): string => String(defaults().scenario.network.delay);

/** Every time that a scenario says, in microseconds; what is as usual needs no word and counts for nothing. */
export function timesOf(scenario: Scenario): readonly number[] {
  const { network, broker, producers, consumers, faults } = scenario;
  const usualPause = defaults().consumer.every;
  const texts = [
    ...(broker.replication === undefined ? [] : [broker.replication.lag]),
    ...(typeof network.delay !== "string" || network.delay === usualDelay() ? [] : [network.delay]),
    ...producers.flatMap(({ sends = [], stream, resendAfter }) => [
      resendAfter,
      ...sends.map(({ at }) => at),
      ...(stream === undefined ? [] : [stream.from, stream.every]),
    ]),
    ...consumers.flatMap(({ every, restartsAt }) => [...(every === usualPause ? [] : [every]), ...restartsAt]),
    ...faults.flatMap((fault) => {
      if ("message" in fault) return "by" in fault ? [fault.by] : "after" in fault ? [fault.after] : [];
      return [fault.at, ...("by" in fault ? [fault.by] : []), ...(fault.for === undefined ? [] : [fault.for])];
    }),
  ];
  return texts.map(durationOf);
}
