import { BadInput, unknownName } from "../../input/bad-input.ts";
import { type Overrides, type Prepared, prepare } from "../../scenarios/compile.ts";
import type { Scenario } from "../../scenarios/spec.ts";
import { exploredProperties } from "./properties.ts";
import { type FaultKind, type Scope, faultKinds, mostFaults } from "./scope.ts";

/** How many faults of each kind a user wants; what is left out is none, and of records as many as the scenario has. */
export type WantedScope = Partial<Scope> & {
  /** Properties whose breaches are not counted. */
  readonly allow?: readonly string[];
};

/** What is explored: a scenario whose sends come when they like and whose faults are still to be placed. */
export interface Subject {
  /** As it is explored, with every setting and profile in it. */
  readonly written: Scenario;
  readonly prepared: Prepared;
  readonly scope: Scope;
  /** Properties whose breaches are not counted, by name. */
  readonly allowed: readonly string[];
  /** What a user may not expect of it. */
  readonly notes: readonly string[];
}

/** Records of one producer at most: beyond that nobody lives to see the end. */
const mostRecords = 12;

/**
 * Makes a scenario ready to be explored.
 *
 * @throws BadInput where exploring it makes no sense, or as `prepare` does.
 */
export function subjectOf(scenario: Scenario, wanted: WantedScope, overrides: Overrides = {}): Subject {
  checkExplorable(scenario);
  const explored = exploredOf(scenario, wanted.records);
  checkOwners(explored);
  const prepared = prepare(explored, { ...overrides, keepHistory: true });
  if (prepared.plan.applications.length === 0) {
    throw new BadInput(`${scenario.name}: no producer starts with these settings, so that there is nothing to explore`);
  }
  const records = Math.max(0, ...prepared.plan.applications.map(({ workload }) => workload.length));
  const scope = scopeOf(wanted, records);
  return {
    written: prepared.effective,
    prepared,
    scope,
    allowed: allowedOf(wanted),
    notes: notesOf(prepared.effective, scenario, scope),
  };
}

function checkExplorable({ consumers, producers, broker, name }: Scenario): void {
  const refuse = (what: string, path: readonly (string | number)[]): void => {
    throw new BadInput(`${name} ${what}, and an exploration knows none of that; leave it out`, path);
  };
  if (consumers.length > 0) refuse("has consumers", ["consumers"]);
  if (broker.replication !== undefined) refuse("gives the broker a follower", ["broker", "replication"]);
  for (const [at, { application }] of producers.entries()) {
    if (application !== undefined) refuse(`has the code of ${application}`, ["producers", at, "application"]);
  }
}

function allowedOf({ allow = [] }: WantedScope): readonly string[] {
  const known = exploredProperties.map(({ name }) => name);
  const stranger = allow.find((name) => !known.includes(name));
  if (stranger !== undefined)
    throw new BadInput(`--allow ${stranger}: ${unknownName("property", stranger, known)}`, "said");
  return [...new Set(allow)].sort();
}

/** Who sends a record first decides which copy is the second one, and each client is explored by itself. */
function checkOwners({ producers }: Scenario): void {
  const owners = new Map<string, string>();
  for (const [at, { name, sends = [] }] of producers.entries()) {
    for (const { record = "" } of sends) {
      const owner = owners.get(record) ?? name;
      owners.set(record, owner);
      if (owner === name) continue;
      const place = ["producers", at, "sends"];
      throw new BadInput(`${owner} and ${name} both send ${record}; an exploration wants records of their own`, place);
    }
  }
}

function scopeOf(wanted: WantedScope, records: number): Scope {
  const of = (kind: FaultKind): number => {
    const count = wanted[kind] ?? 0;
    if (count > mostFaults) throw new BadInput(`--${kind} ${count}: give at most ${mostFaults}`, "said");
    return count;
  };
  const [losses, duplicates, delays, reorder, crashes, restarts] = faultKinds.map(of) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return { records, losses, duplicates, delays, reorder, crashes, restarts };
}

/** What is said beside an exploration. `effective`: the scenario with what is laid over it. */
function notesOf(effective: Scenario, { network, faults, settle }: Scenario, scope: Scope): readonly string[] {
  const notes: string[] = [];
  if (settle !== undefined || effective.settle !== undefined) {
    notes.push("how soon it has to come to rest is left out: an exploration knows no times");
  }
  if (faults.length > 0) notes.push("its own faults are left out: an exploration places faults itself");
  if (network.discipline === "datagram") return notes;
  const { duplicates, reorder } = scope;
  if (duplicates > 0) {
    notes.push(
      `no connection delivers a message twice, so that duplicates: ${duplicates} finds no place here; what comes twice is a batch that is sent again`,
    );
  }
  if (reorder > 0) {
    notes.push(`on a connection no message overtakes another, so that reorder: ${reorder} finds no place here`);
  }
  return notes;
}

/** The scenario without its times and faults: each of its sends may come at any time, in their order. */
function exploredOf(scenario: Scenario, records: number | undefined): Scenario {
  const { expect: _expect, swarm: _swarm, ...rest } = scenario;
  const { discipline } = scenario.network;
  return {
    ...rest,
    title: "",
    network: { discipline, delay: "1us", capacity: 0, storms: [], timed: [] },
    producers: scenario.producers.map((producer) => withRecords(producer, records)),
    faults: [],
    ties: "fifo",
    // Backoffs are spread by chance, and an exploration leaves nothing to that.
    jitter: "none",
  };
}

type Producer = Scenario["producers"][number];
type Send = NonNullable<Producer["sends"]>[number];

function withRecords(producer: Producer, records: number | undefined): Producer {
  const { stream, name, ...rest } = producer;
  const own = stream === undefined ? (producer.sends ?? []) : [];
  const length = records ?? stream?.count ?? own.length;
  if (length > mostRecords) {
    const what = records === undefined ? `${name} sends ${length} records` : `--records ${length}`;
    throw new BadInput(`${what}: an exploration takes at most ${mostRecords}; give --records 3`, "said");
  }
  const sends = Array.from({ length }, (_, at): Send => {
    const send = stream === undefined ? own[at % own.length] : streamed(stream, at);
    const record = send?.record ?? send?.key ?? `${name}-${at + 1}`;
    // More than there are: the same ones again, and each is a record of its own.
    const named = stream === undefined && at >= own.length ? `${record}-${Math.floor(at / own.length) + 1}` : record;
    return { to: "orders-0", ...send, at: "0ms", record: stream === undefined ? named : `${name}-${at + 1}` };
  });
  return { ...rest, name, sends };
}

function streamed(stream: NonNullable<Producer["stream"]>, at: number): Send {
  const { to, keyBytes, valueBytes, age, firstAlone } = stream;
  return {
    at: "0ms",
    to: to[at % to.length] as string,
    ...(keyBytes === undefined ? {} : { key: "k".repeat(keyBytes) }),
    value: "v".repeat(valueBytes),
    ...(age === undefined ? {} : { age }),
    ...(firstAlone === true && at === 0 ? { awaited: true } : {}),
  };
}
