import type { ResolvedConfig } from "../model/config/verdict.ts";
import type { TopicPartition } from "../model/core/topic-partition.ts";
import type { ApplicationPlan, CodePlan, ConsumerPlan, Texts } from "../model/run/plan.ts";
import type { RecordNames } from "../model/run/records.ts";
import { type PlannedSend, type Workload, listed, streamed } from "../model/run/workload.ts";
import { plus, start } from "../sim/index.ts";
import { BadInput, unknownName } from "../input/bad-input.ts";
import { durationOf } from "../input/units.ts";
import { utf8Length } from "../model/core/utf8.ts";
import { signedMillisOf } from "./faults.ts";
import type { Scenario } from "./spec.ts";

/** What the workloads of one scenario share. */
export interface Records {
  readonly parts: ReadonlyMap<string, TopicPartition>;
  readonly names: RecordNames;
  /** By record: what it carries. */
  readonly texts: Map<number, Texts>;
}

/** What a scenario's producer becomes in the run, with the settings that the client has accepted. */
export function applicationOf(
  producer: Scenario["producers"][number],
  verdict: ResolvedConfig,
  code: CodePlan | undefined,
  records: Records,
): ApplicationPlan {
  const { name, waitsForEach, resendsOnError, onRestart, knowsMetadata, epochsSpent } = producer;
  return {
    name,
    config: verdict.config,
    behaviour: verdict.behaviour,
    workload: workloadOf(producer, records),
    waitsForEach,
    resendsOnError,
    resendAfter: durationOf(producer.resendAfter),
    onRestart,
    knowsMetadata,
    epochsSpent,
    code,
  };
}

function workloadOf(producer: Scenario["producers"][number], records: Records): Workload {
  const { parts, names } = records;
  const { stream, sends = [], name } = producer;
  if (stream !== undefined && sends.length > 0)
    throw new BadInput(`the producer ${name} has sends and a stream; give one of them`);
  if (stream === undefined) return listed(sends.map((send, nth) => plannedSend(send, `${name}-${nth}`, records)));
  return streamed({
    count: stream.count,
    from: plus(start, durationOf(stream.from)),
    every: durationOf(stream.every),
    burst: stream.burst ?? 1,
    topicPartitions: stream.to.map((to) => partitionNamed(to, parts)),
    firstRecord: names.block(name, stream.count),
    keyBytes: stream.keyBytes,
    valueBytes: stream.valueBytes,
    timestampOffsetMillis: stream.age === undefined ? 0 : -signedMillisOf(stream.age),
    firstAlone: stream.firstAlone ?? false,
  });
}

type SendSpec = NonNullable<Scenario["producers"][number]["sends"]>[number];

function plannedSend(send: SendSpec, standIn: string, { parts, names, texts }: Records): PlannedSend {
  const record = names.named(send.record ?? unusedName(send.key, standIn, names));
  if (!texts.has(record)) texts.set(record, { key: send.key, value: send.value });
  return {
    at: plus(start, durationOf(send.at)),
    topicPartition: partitionNamed(send.to, parts),
    record,
    keyBytes: send.key === undefined ? undefined : utf8Length(send.key),
    valueBytes: send.value === undefined ? (send.valueBytes ?? 0) : utf8Length(send.value),
    timestampOffsetMillis: send.age === undefined ? 0 : -signedMillisOf(send.age),
    awaited: send.awaited ?? false,
  };
}

/** A record is called by its key, but two records with one key are two records: only `record` says that they are one. */
function unusedName(key: string | undefined, standIn: string, names: RecordNames): string {
  let name = key === undefined || names.has(key) ? standIn : key;
  while (names.has(name)) name += "'";
  return name;
}

function partitionNamed(name: string, parts: ReadonlyMap<string, TopicPartition>): TopicPartition {
  const part = parts.get(name);
  if (part === undefined) throw new BadInput(unknownName("topic partition", name, [...parts.keys()]));
  return part;
}

export const consumerOf = (consumer: Scenario["consumers"][number]): ConsumerPlan => ({
  ...consumer,
  every: durationOf(consumer.every),
  restartsAt: consumer.restartsAt.map(durationOf),
});
