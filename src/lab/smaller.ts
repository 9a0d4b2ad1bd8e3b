import { durationOf, writtenDuration } from "../input/units.ts";
import type { FaultSpec, Scenario } from "../scenarios/spec.ts";
import { type Duration, formatAddress, parseAddress } from "../sim/index.ts";

/**
 * Scenarios that are one step smaller than the given one, the boldest steps first: without half of the faults, without
 * one, without one of the sends, with simpler or earlier faults, with rounder times. What they break is not asked here.
 *
 * Settings stay as they are: they are what a counterexample is about. Each step lowers, in this order, the number of
 * faults, of consumers and producers, of records, the rank of the kinds of faults, the positions at which they strike,
 * or a time: so there is an end.
 */
export function* smallerScenarios(scenario: Scenario): Generator<Scenario> {
  yield* withFewerFaults(scenario);
  yield* withFewerActors(scenario);
  yield* withFewerRecords(scenario);
  for (const [at, fault] of scenario.faults.entries()) {
    for (const simpler of simplerFaults(fault)) yield withFaultAt(scenario, at, simpler);
  }
  yield* withRounderSends(scenario);
}

const without = <Element>(list: readonly Element[], at: number): Element[] => list.filter((_, place) => place !== at);

function* withFewerFaults(scenario: Scenario): Generator<Scenario> {
  const { faults } = scenario;
  if (faults.length > 3) {
    const half = faults.length >> 1;
    yield { ...scenario, faults: faults.slice(0, half) };
    yield { ...scenario, faults: faults.slice(half) };
  }
  for (let at = faults.length - 1; at >= 0; at--) yield { ...scenario, faults: without(faults, at) };
}

function* withFewerActors(scenario: Scenario): Generator<Scenario> {
  const { consumers, producers } = scenario;
  for (let at = 0; at < consumers.length; at++) yield { ...scenario, consumers: without(consumers, at) };
  // A fault that names nobody cannot be run.
  for (const [at, { name }] of producers.entries()) {
    if (producers.length < 2 || scenario.faults.some((fault) => names(fault).includes(name))) continue;
    yield { ...scenario, producers: without(producers, at) };
  }
}

function names(fault: FaultSpec): readonly string[] {
  if ("message" in fault) {
    const address = parseAddress(fault.message);
    return address === undefined ? [] : [address.from, address.to];
  }
  return "node" in fault ? [fault.node] : fault.between;
}

/** A record less shifts the positions behind it, so that each is left out with the faults as they are and one earlier. */
function* withFewerRecords(scenario: Scenario): Generator<Scenario> {
  for (const [at, producer] of scenario.producers.entries()) {
    for (const fewer of fewerRecords(producer)) {
      const producers = scenario.producers.with(at, fewer);
      yield { ...scenario, producers };
      const faults = scenario.faults.map((fault) => earlier(fault, producer.name) ?? fault);
      if (faults.some((fault, place) => fault !== scenario.faults[place])) yield { ...scenario, producers, faults };
    }
  }
}

type Producer = Scenario["producers"][number];

function* fewerRecords(producer: Producer): Generator<Producer> {
  const { stream, sends = [] } = producer;
  if (stream !== undefined && stream.count > 1) {
    for (const count of new Set([stream.count >> 1, stream.count - 1]))
      yield { ...producer, stream: { ...stream, count } };
  }
  if (sends.length > 3) yield { ...producer, sends: sends.slice(0, sends.length >> 1) };
  if (sends.length > 1) for (let at = sends.length - 1; at >= 0; at--) yield { ...producer, sends: without(sends, at) };
}

/** The same fault one message earlier; `undefined` where it strikes the first, or none of this producer. */
function earlier(fault: FaultSpec, producer?: string): FaultSpec | undefined {
  if (!("message" in fault)) return undefined;
  const address = parseAddress(fault.message);
  if (address === undefined || address.occurrence === 1) return undefined;
  if (producer !== undefined && address.from !== producer && address.to !== producer) return undefined;
  return { ...fault, message: formatAddress({ ...address, occurrence: address.occurrence - 1 }) };
}

const withFaultAt = (scenario: Scenario, at: number, fault: FaultSpec): Scenario => ({
  ...scenario,
  faults: scenario.faults.with(at, fault),
});

function* simplerFaults(fault: FaultSpec): Generator<FaultSpec> {
  if ("message" in fault) {
    // A lost message is the simplest fault of all; a broken connection comes next.
    if (fault.do !== "drop") yield { message: fault.message, do: "drop" };
    if (fault.do === "delay" || fault.do === "duplicate") yield { message: fault.message, do: "cut" };
    const before = earlier(fault);
    if (before !== undefined) yield before;
    if (fault.do === "delay") for (const by of rounder(fault.by)) yield { ...fault, by };
    if (fault.do === "duplicate") for (const after of rounder(fault.after)) yield { ...fault, after };
    return;
  }
  for (const at of rounder(fault.at)) yield { ...fault, at };
  if (fault.do === "slow") for (const by of rounder(fault.by)) yield { ...fault, by };
  const lasting = fault.for;
  if (lasting !== undefined) for (const span of rounder(lasting)) yield { ...fault, for: span };
}

function* withRounderSends(scenario: Scenario): Generator<Scenario> {
  for (const [at, producer] of scenario.producers.entries()) {
    for (const [place, send] of (producer.sends ?? []).entries()) {
      for (const time of rounder(send.at)) {
        const sends = (producer.sends ?? []).with(place, { ...send, at: time });
        // An application sends in the order in which its sends are written.
        if (place > 0 && durationOf(time) < durationOf(sends[place - 1]?.at ?? "0ms")) continue;
        yield { ...scenario, producers: scenario.producers.with(at, { ...producer, sends }) };
      }
    }
  }
}

const steps = [60_000_000, 10_000_000, 1_000_000, 100_000, 10_000, 1_000] as const;

/** Shorter times with fewer digits, the roundest first; never nothing, which would be another fault. */
function* rounder(text: string): Generator<string> {
  const span = durationOf(text);
  let shortest = 0;
  for (const step of steps) {
    const floor = Math.floor(span / step) * step;
    if (floor <= shortest || floor === span) continue;
    shortest = floor;
    yield writtenDuration(floor as Duration);
  }
}
