import { properties } from "../model/properties/index.ts";
import type { Property } from "../model/properties/property.ts";
import { markNames } from "../model/run/marks.ts";
import { brokerName } from "../model/run/plan.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { durationOf } from "../input/units.ts";
import type { Scenario } from "./spec.ts";
import { checkSwarm } from "./swarm/consistency.ts";

/**
 * What the schema cannot see: parts of a scenario that do not fit together. A name that is nobody's would otherwise
 * silently do nothing.
 *
 * @throws BadInput that names the place.
 */
export function checkConsistency(scenario: Scenario, own: readonly Property[] = []): void {
  checkProducers(scenario);
  checkNetwork(scenario);
  checkTopics(scenario);
  checkSends(scenario);
  checkConsumers(scenario);
  checkProperties(own);
  checkExpectations(scenario, own);
  checkSwarm(scenario);
}

function checkProducers({ producers }: Scenario): void {
  const taken = new Set([brokerName]);
  for (const [at, { name }] of producers.entries()) {
    const path = ["producers", at, "name"];
    if (name === brokerName) throw new BadInput(`is ${name}, which is the broker's name; give it another`, path);
    if (taken.has(name)) throw new BadInput(`is ${name} as that of another producer is; give it another`, path);
    taken.add(name);
  }
}

function checkNetwork({ network: { delay, timed, ...network } }: Scenario): void {
  if (typeof delay === "object" && "from" in delay && durationOf(delay.from) > durationOf(delay.to)) {
    throw new BadInput(`goes from ${delay.from} to ${delay.to}; write the shorter time first`, ["network", "delay"]);
  }
  const { loss, duplication, cut, storms } = network;
  if (storms.length > 0 && loss === undefined && duplication === undefined && cut === undefined) {
    throw new BadInput("is when faults by chance strike, and there are none; give loss, duplication or cut", [
      "network",
      "storms",
    ]);
  }
  for (const [at, fault] of timed.entries()) {
    const path = ["network", "timed", at];
    const [shortest, longest] = fault.lasting;
    if (durationOf(shortest) > durationOf(longest)) {
      throw new BadInput(`goes from ${shortest} to ${longest}; write the shorter time first`, [...path, "lasting"]);
    }
    const atLinks = fault.do === "split" || fault.do === "clog" || fault.do === "slow";
    const missing = atLinks ? (fault.between === undefined ? "between" : "") : fault.node === undefined ? "node" : "";
    if (missing !== "") throw new BadInput(`does ${fault.do} without ${missing}; say where`, path);
    if (fault.do === "slow" && fault.by === undefined) {
      throw new BadInput("does slow without by; say how much longer messages take", path);
    }
  }
}

/** What logs may hold together before a run: each record takes about 430 bytes of memory. */
const heldAtMost = 2_000_000;

function checkTopics({ topics }: Scenario): void {
  let held = 0;
  for (const [name, { holds, partitions }] of Object.entries(topics)) {
    held += holds * partitions;
    if (held <= heldAtMost) continue;
    const message = `makes ${held} records that lie in logs before the run; all together may be ${heldAtMost}`;
    throw new BadInput(message, ["topics", name, "holds"]);
  }
}

/** An application has one thread: what it sends later cannot come earlier. */
function checkSends({ producers }: Scenario): void {
  for (const [at, { sends = [] }] of producers.entries()) {
    for (const [place, send] of sends.entries()) {
      const before = sends[place - 1];
      if (before === undefined || durationOf(send.at) >= durationOf(before.at)) continue;
      const message = `is ${send.at}, and the send above it comes at ${before.at}; write sends in the order of their times`;
      throw new BadInput(message, ["producers", at, "sends", place, "at"]);
    }
  }
}

/** The topics that are declared or sent to. */
function topicsOf({ topics, producers }: Scenario): readonly string[] {
  const sentTo = producers.flatMap(({ sends, stream }) => [
    ...(sends ?? []).map(({ to }) => to),
    ...(stream?.to ?? []),
  ]);
  return [...new Set([...Object.keys(topics), ...sentTo.map((to) => to.slice(0, to.lastIndexOf("-")))])];
}

function checkConsumers(scenario: Scenario): void {
  if (scenario.consumers.length === 0) return;
  const known = topicsOf(scenario);
  const taken = new Set([brokerName, ...scenario.producers.map(({ name }) => name)]);
  for (const [at, { name, topic, every }] of scenario.consumers.entries()) {
    if (taken.has(name)) {
      const message = `is ${name}, as something else is called already; give it another`;
      throw new BadInput(message, ["consumers", at, "name"]);
    }
    taken.add(name);
    if (durationOf(every) === 0) {
      throw new BadInput("is 0, at which time would stand still; give at least 1us", ["consumers", at, "every"]);
    }
    if (!known.includes(topic)) throw new BadInput(unknownName("topic", topic, known), ["consumers", at, "topic"]);
  }
}

/** What a promise is called tells its breaches from those of the others. */
function checkProperties(own: readonly Property[]): void {
  if (own.length === 0) return;
  const taken = new Set(properties.map(({ name }) => name));
  for (const { name } of own) {
    if (taken.has(name)) throw new BadInput(`two properties are called ${name}; give yours another name`);
    taken.add(name);
  }
}

/** A log that is not there holds nothing, and is expected to where a count is 0: names of logs are not looked at. */
function checkExpectations({ expect }: Scenario, own: readonly Property[]): void {
  if (expect === undefined) return;
  const known = [...properties, ...own].map(({ name }) => name);
  checkNames("property", expect.violations, known, "violations");
  checkNames("property", expect.holds, known, "holds");
  checkNames("mark", expect.marks, markNames, "marks");
  for (const mark of Object.keys(expect.atMost)) {
    if (!(markNames as readonly string[]).includes(mark)) {
      throw new BadInput(unknownName("mark", mark, markNames), ["expect", "atMost", mark]);
    }
  }
}

function checkNames(what: string, given: readonly string[], known: readonly string[], key: string): void {
  for (const [at, name] of given.entries()) {
    if (!known.includes(name)) throw new BadInput(unknownName(what, name, known), ["expect", key, at]);
  }
}
