import { type BrokerProfile, brokerProfileNamed, brokerProfiles } from "../model/broker/profiles.ts";
import type { UserSettings } from "../model/config/settings.ts";
import type { ConfigNotice, ResolvedConfig } from "../model/config/verdict.ts";
import { topicPartition } from "../model/core/topic-partition.ts";
import { type ApplicationPlan, type RunPlan, type TopicPlan, brokerName } from "../model/run/plan.ts";
import { RecordNames } from "../model/run/records.ts";
import type { ApplicationCode } from "../model/run/code/api.ts";
import type { Property } from "../model/properties/property.ts";
import type { Fault, Tapes, TraceSink } from "../sim/index.ts";
import { type Records, applicationOf, consumerOf } from "./applications.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import {
  type Refusal,
  checkClient,
  nothingLaidOver,
  producerProfileOf,
  resolved,
  settingsOf,
  verdictOn,
} from "./client-settings.ts";
import { codePlanOf, withApplications } from "./coded.ts";
import { checkConsistency } from "./consistency.ts";
import { durationOf } from "../input/units.ts";
import { faultOf } from "./faults.ts";
import { type Settle, checkSettle, endedBy, settleOf, settlePlanOf } from "./settle.ts";
import type { Scenario } from "./spec.ts";
import { checkFaults } from "./possible-faults.ts";
import { delayOf, swarmOf, tiesOf } from "./surroundings.ts";
import { checkTapes } from "./tapes.ts";
import { nodesOf } from "./unused-faults.ts";

/** What is laid over a scenario for one run. */
export interface Overrides {
  readonly seed?: number | undefined;
  /** The user's own settings, over those of every producer of the scenario. */
  readonly settings?: UserSettings | undefined;
  readonly brokerProfile?: string | undefined;
  readonly producerProfile?: string | undefined;
  readonly trace?: TraceSink | undefined;
  /** Keep what was drawn, so that the run can be written down as a repro. */
  readonly recordTapes?: boolean | undefined;
  /** Faults and tapes of a repro: nothing is drawn then. */
  readonly replay?: { readonly faults: readonly Fault[]; readonly tapes: Tapes } | undefined;
  /** Two phases, in place of those that the scenario has. */
  readonly settle?: Scenario["settle"];
  /** Keep deliveries and whole logs; without, memory stays constant however long the run. */
  readonly keepHistory?: boolean | undefined;
  /** The code of applications that producers of the scenario name, or that go in place of producers with their names. */
  readonly applications?: readonly ApplicationCode[] | undefined;
  /** Promises beside those that every run is held to. */
  readonly properties?: readonly Property[] | undefined;
}

/** A scenario ready to run, with what its settings have become. */
export interface Prepared {
  readonly scenario: Scenario;
  /** The same with the profiles and the settings that this run has. */
  readonly effective: Scenario;
  readonly seed: number;
  /** The two phases in which it is to come to rest, worked out; `undefined`: it has none. */
  readonly settle: Settle | undefined;
  readonly plan: RunPlan;
  /** By producer: the settings in force under Kafka's names. */
  readonly inForce: Readonly<Record<string, ResolvedConfig["inForce"]>>;
  readonly notices: readonly { readonly producer: string; readonly notice: ConfigNotice }[];
  readonly refusals: readonly Refusal[];
  /** Planned faults that strike producers which never start. */
  readonly faultsOfNobody: readonly { readonly fault: Fault; readonly producer: string }[];
  readonly profiles: { readonly broker: string; readonly producer: string };
  /** Whether the run is the scenario as it is written; else its expectations bind nobody. */
  readonly asWritten: boolean;
}

/**
 * Makes a run's plan of a scenario.
 *
 * @throws BadInput where a name is unknown or the client refuses the settings.
 */
export function prepare(written: Scenario, overrides: Overrides = {}): Prepared {
  const scenario = withApplications(written, overrides.applications ?? []);
  checkConsistency(scenario, overrides.properties);
  checkReplay(scenario, overrides);
  const laidOver = overlaid(scenario, overrides);
  const profile = producerProfileOf(laidOver.profiles.producer);
  checkClient(scenario, profile);
  const broker = brokerProfileOf(laidOver.profiles.broker);
  const inForce: Record<string, ResolvedConfig["inForce"]> = {};
  const notices: { producer: string; notice: ConfigNotice }[] = [];
  const refusals: Refusal[] = [];
  const names = new RecordNames();
  const topics = topicsOf(scenario, names);
  const parts = new Map(topics.flatMap(({ partitions }) => partitions).map((tp) => [tp.name, tp]));
  const records: Records = { parts, names, texts: new Map() };
  const applications: ApplicationPlan[] = [];
  for (const [at, producer] of scenario.producers.entries()) {
    const verdict = verdictOn(scenario, at, overrides.settings ?? nothingLaidOver, profile);
    if ("refusal" in verdict) {
      refusals.push(verdict);
      continue;
    }
    inForce[producer.name] = verdict.inForce;
    notices.push(...verdict.notices.map((notice) => ({ producer: producer.name, notice })));
    applications.push(applicationOf(producer, verdict, codePlanOf(producer, overrides.applications ?? []), records));
  }
  const planned = overrides.replay?.faults ?? scenario.faults.map(faultOf);
  const isRefused = (name: string): boolean => refusals.some(({ producer }) => producer === name);
  const absent = (fault: Fault): string | undefined => nodesOf(fault).find(isRefused);
  const faults = planned.filter((fault) => absent(fault) === undefined);
  const settle = settleOf(laidOver, { applications, faults });
  const effective: Scenario = { ...laidOver, ...(settle && { settle }) };
  const plan = planOf(effective, overrides, { topics, applications, records, broker, faults, settle });
  return {
    scenario: written,
    effective,
    seed: overrides.seed ?? scenario.seed,
    settle,
    plan,
    inForce,
    notices,
    refusals,
    faultsOfNobody: planned.flatMap((fault) => {
      const producer = absent(fault);
      return producer === undefined ? [] : [{ fault, producer }];
    }),
    profiles: effective.profiles,
    asWritten: runsWhatItNames(written, scenario) && isAsWritten(scenario, effective, overrides),
  };
}

function checkReplay(scenario: Scenario, { replay }: Overrides): void {
  checkFaults(scenario, replay?.faults);
  if (replay !== undefined) checkTapes(scenario, replay.tapes);
}

/** The same run with another seed: settings are read and checked once for a whole hunt. */
export const reseeded = (prepared: Prepared, seed: number): Prepared => ({
  scenario: prepared.scenario,
  effective: prepared.effective,
  seed,
  settle: prepared.settle,
  plan: prepared.plan,
  inForce: prepared.inForce,
  notices: prepared.notices,
  refusals: prepared.refusals,
  faultsOfNobody: prepared.faultsOfNobody,
  profiles: prepared.profiles,
  asWritten: prepared.asWritten,
});

interface Parts {
  readonly topics: readonly TopicPlan[];
  readonly applications: readonly ApplicationPlan[];
  readonly records: Records;
  readonly broker: BrokerProfile;
  readonly faults: readonly Fault[];
  readonly settle: Settle | undefined;
}

function planOf(scenario: Scenario, overrides: Overrides, parts: Parts): RunPlan {
  const { topics, applications, records, broker } = parts;
  const isCoded = applications.some(({ code }) => code !== undefined);
  const { replication } = scenario.broker;
  const settle = settlePlanOf(parts.settle, parts);
  checkSettle(scenario, settle);
  const faults = settle === undefined ? parts.faults : parts.faults.map((fault) => endedBy(settle, fault));
  return {
    ties: tiesOf(scenario),
    topics,
    brokerProfile: broker,
    producerIdExpirationMillis: scenario.broker["producer.id.expiration.ms"] ?? broker.producerIdExpirationMillis,
    producerIdBlock: scenario.broker.producerIdBlock,
    replicationLag: replication === undefined ? undefined : durationOf(replication.lag),
    nodes: [brokerName, ...applications.map(({ name }) => name)],
    discipline: scenario.network.discipline,
    delay: delayOf(scenario.network),
    linkCapacity: scenario.network.capacity,
    swarm: overrides.replay === undefined ? swarmOf(scenario) : {},
    faults,
    tapes: overrides.replay?.tapes,
    recordTapes: overrides.recordTapes ?? false,
    applications,
    consumers: scenario.consumers.map(consumerOf),
    names: records.names,
    texts: records.texts,
    properties: overrides.properties ?? [],
    limits: { events: scenario.limits.events, time: durationOf(scenario.limits.time) },
    settle,
    trace: overrides.trace ?? { keep: "none" },
    // Code may read logs from their beginnings, and what it took on is looked for in all of them.
    keepHistory: isCoded || (overrides.keepHistory ?? true),
    pollOvershootMillis: durationOf(scenario.pollOvershoot) / 1_000,
    jitter: scenario.jitter,
  };
}

/** The scenario with everything written into it that was laid over it: what a repro holds. */
function overlaid(scenario: Scenario, overrides: Overrides): Scenario {
  const laidOver = Object.fromEntries([...(overrides.settings ?? [])].map(([key, { value }]) => [key, value ?? ""]));
  return {
    ...scenario,
    profiles: {
      broker: overrides.brokerProfile ?? scenario.profiles.broker,
      producer: overrides.producerProfile ?? scenario.profiles.producer,
    },
    producers: scenario.producers.map((producer) => ({ ...producer, config: { ...producer.config, ...laidOver } })),
    ...(overrides.settle === undefined ? {} : { settle: overrides.settle }),
  };
}

/**
 * Whether a run is the scenario as it is written, whatever was laid over it: saying aloud what holds anyway changes
 * nothing. With other settings or profiles a scenario's expectations bind nobody.
 */
function isAsWritten(scenario: Scenario, { profiles }: Scenario, overrides: Overrides): boolean {
  const { broker, producer: client } = scenario.profiles;
  if (overrides.settle !== undefined) return false;
  if (profiles.broker !== broker || profiles.producer !== client) return false;
  if ((overrides.settings?.size ?? 0) === 0) return true;
  const profile = producerProfileOf(client);
  const become = (settings: UserSettings): string => {
    const verdict = resolved(settings, profile);
    return verdict.ok ? JSON.stringify(verdict.config) : "refused";
  };
  return scenario.producers.every(
    (producer) => become(settingsOf(producer, overrides.settings)) === become(settingsOf(producer)),
  );
}

/** Whether no application stands in for one that the scenario does not mean to have code. */
const runsWhatItNames = (written: Scenario, { producers }: Scenario): boolean =>
  producers.every(({ application }, at) => application === written.producers[at]?.application);

function brokerProfileOf(name: string): BrokerProfile {
  const profile = brokerProfileNamed(name);
  if (profile === undefined) {
    throw new BadInput(
      unknownName(
        "broker profile",
        name,
        brokerProfiles.map((known) => known.name),
      ),
    );
  }
  return profile;
}

function topicsOf(scenario: Scenario, names: RecordNames): readonly TopicPlan[] {
  const wanted = new Map(Object.entries(scenario.topics));
  const counts = new Map([...wanted].map(([name, { partitions }]) => [name, partitions]));
  for (const { sends, stream } of scenario.producers) {
    for (const to of [...(sends ?? []).map((send) => send.to), ...(stream?.to ?? [])]) {
      const { topic, partition } = splitName(to);
      const declared = wanted.get(topic);
      if (declared !== undefined && partition >= declared.partitions) {
        throw new BadInput(
          `a send goes to ${to}, but the topic ${topic} has ${declared.partitions} partitions (from 0)`,
        );
      }
      counts.set(topic, Math.max(counts.get(topic) ?? 0, partition + 1));
    }
  }
  let index = 0;
  return [...counts].map(([name, count]) => {
    const { holds = 0, timestampType = "CreateTime", maxMessageBytes } = wanted.get(name) ?? {};
    const partitions = Array.from({ length: count }, (_, partition) => topicPartition(name, partition, index++));
    const heldFrom = partitions.map((partition) => (holds === 0 ? 0 : names.block(`${partition.name}-before`, holds)));
    return {
      name,
      partitions,
      holds,
      heldFrom,
      timestampType,
      ...(maxMessageBytes === undefined ? {} : { maxMessageBytes }),
    };
  });
}

function splitName(name: string): { readonly topic: string; readonly partition: number } {
  const dash = name.lastIndexOf("-");
  return { topic: name.slice(0, dash), partition: Number(name.slice(dash + 1)) };
}
